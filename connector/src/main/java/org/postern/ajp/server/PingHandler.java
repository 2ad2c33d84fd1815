package org.postern.ajp.server;

import java.util.function.BooleanSupplier;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.postern.ajp.codec.AjpMessage;
import org.postern.ajp.codec.AjpReplyWriter;

/**
 * Answers CPING from the event loop. While draining it closes instead: httpd then connects anew, before it has sent a request that
 * could be lost.
 *
 * <p>Reads nothing while the peer does not take the answers, which would pile up.
 */
final class PingHandler extends ChannelInboundHandlerAdapter {

    private final AjpReplyWriter writer;
    private final BooleanSupplier draining;

    PingHandler(AjpReplyWriter writer, BooleanSupplier draining) {
        this.writer = writer;
        this.draining = draining;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof AjpMessage.Ping)) {
            ctx.fireChannelRead(message);
        } else if (draining.getAsBoolean()) {
            ctx.close();
        } else {
            ByteBuf pong = ctx.alloc().buffer(5, 5);
            writer.pong(pong);
            ctx.writeAndFlush(pong);
            if (!ctx.channel().isWritable()) {
                ctx.channel().config().setAutoRead(false);
            }
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            ctx.channel().config().setAutoRead(true);
        }
        ctx.fireChannelWritabilityChanged();
    }
}
