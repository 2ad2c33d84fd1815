package org.postern.ajp.server;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * Rings on its channel's event loop unless it is stopped in time. To be used there only.
 *
 * <p>Every connection has several, and few of them ever run: time and purpose come when one is started.
 */
final class Alarm {

    private @Nullable Future<?> running;

    /** Starts it; one that runs goes on as it is. */
    void start(ChannelHandlerContext ctx, Duration time, Consumer<ChannelHandlerContext> ring) {
        if (running == null) {
            Runnable rings = () -> {
                running = null;
                ring.accept(ctx);
            };
            running = ctx.executor().schedule(rings, time.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    void stop() {
        if (running != null) {
            running.cancel(false);
            running = null;
        }
    }
}
