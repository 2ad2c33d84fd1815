package org.postern.ajp.server;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/** Rings on its channel's event loop unless it is stopped in time. To be used there only. */
final class Alarm {

    private final Duration time;
    private final Consumer<ChannelHandlerContext> ring;
    private @Nullable Future<?> running;

    Alarm(Duration time, Consumer<ChannelHandlerContext> ring) {
        this.time = time;
        this.ring = ring;
    }

    /** Starts it; one that runs goes on as it is. */
    void start(ChannelHandlerContext ctx) {
        if (running == null) {
            running = ctx.executor().schedule(() -> ring(ctx), time.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    void stop() {
        if (running != null) {
            running.cancel(false);
            running = null;
        }
    }

    private void ring(ChannelHandlerContext ctx) {
        running = null;
        ring.accept(ctx);
    }
}
