package org.postern.ajp.server;

import java.time.Duration;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;

/**
 * The polite end of a connection that is done for: its last answer goes out whole, then only our direction is closed, and what still
 * comes is read and dropped until the peer closes or the linger time is over. Closing with unread bytes would send a reset that can
 * destroy the answer in httpd's receive buffer.
 */
final class Farewell {

    private final Alarm enough = new Alarm();
    private final Duration linger;

    Farewell(Duration linger) {
        this.linger = linger;
    }

    /** Says it after {@code lastAnswer}; once. */
    void say(ChannelHandlerContext ctx, ChannelFuture lastAnswer) {
        lastAnswer.addListener((ChannelFutureListener) written -> {
            if (written.isSuccess()) {
                ((DuplexChannel) ctx.channel()).shutdownOutput();
                enough.start(ctx, linger, ChannelHandlerContext::close);
            } else {
                ctx.close();
            }
        });
    }

    /** The connection has closed. */
    void over() {
        enough.stop();
    }
}
