package org.postern.ajp.server;

import java.time.Duration;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Gives up a peer that takes nothing of what is written to it. Each byte that it takes gives it the whole time anew: how much it takes
 * is its own affair, and adding to what waits is no merit of the peer.
 *
 * <p>Looks only while something waits, ten times in the time that the peer has; most answers are taken at once and cost no timer.
 */
final class StallHandler extends ChannelOutboundHandlerAdapter {

    /** The event, fired before the connection is closed. */
    record Stalled(String what) {}

    private static final int LOOKS = 10;

    private final Duration patience;
    private final Alarm look = new Alarm();

    private @Nullable Object waiting;
    private long taken;
    private long since;

    StallHandler(Duration patience) {
        this.patience = patience;
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        ctx.flush();
        if (waiting == null) {
            look(ctx);
        }
    }

    private void look(ChannelHandlerContext ctx) {
        ChannelOutboundBuffer out = ctx.channel().unsafe().outboundBuffer(); // null once the channel has closed
        Object first = out == null ? null : out.current();
        if (out == null || first == null) {
            waiting = null;
            return;
        }
        long now = ctx.executor().ticker().nanoTime();
        if (first != waiting || out.currentProgress() != taken) {
            waiting = first;
            taken = out.currentProgress();
            since = now;
        }
        if (now - since < patience.toNanos()) {
            look.start(ctx, patience.dividedBy(LOOKS), this::look);
        } else {
            ctx.fireUserEventTriggered(new Stalled("response: nothing taken for " + patience.toSeconds() + " s"));
            ctx.close();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        look.stop();
    }
}
