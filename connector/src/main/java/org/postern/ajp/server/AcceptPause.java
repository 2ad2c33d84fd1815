package org.postern.ajp.server;

import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.postern.ajp.AjpMonitor;

/**
 * Where no connection can be accepted, as when the process may open no more files, has a listener wait a moment: the connection stays in
 * the system's queue, and so the socket ready, and to try again at once would take a whole processor.
 */
final class AcceptPause extends ChannelInboundHandlerAdapter {

    private static final long PAUSE_MILLIS = 200;

    private final AjpMonitor monitor;

    AcceptPause(AjpMonitor monitor) {
        this.monitor = monitor;
    }

    /** Goes no further: Netty's own pause comes to no end where the memory lacks to plan that. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable why) {
        if (ctx.channel().config().isAutoRead()) {
            ctx.executor()
                    .schedule(() -> ctx.channel().config().setAutoRead(true), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            ctx.channel().config().setAutoRead(false); // not before its end is planned
        }
        monitor.acceptFailed(why);
    }
}
