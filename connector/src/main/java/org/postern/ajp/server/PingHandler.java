package org.postern.ajp.server;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.postern.ajp.codec.AjpMessage;
import org.postern.ajp.codec.AjpReplyWriter;

/**
 * Answers CPING from the event loop. Where the server is on its way to its end it closes instead: httpd then connects anew, before it has
 * sent a request that could be lost. It does so once for each request, so while a successor listens nobody is turned away on a
 * connection that has had no request yet: it may be the second one.
 *
 * <p>Reads nothing while the peer does not take the answers, which would pile up.
 */
final class PingHandler extends ChannelInboundHandlerAdapter {

    /** How long a connection that was answered is kept for its request where all idle ones are closed. */
    private static final int REQUEST_SECONDS = 1;

    private final AjpReplyWriter writer;
    private final Supplier<Stage> stage;
    private boolean used;
    private boolean awaitsRequest;

    PingHandler(AjpReplyWriter writer, Supplier<Stage> stage) {
        this.writer = writer;
        this.stage = stage;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof AjpMessage.Ping)) {
            used = true;
            awaitsRequest = false;
            ctx.fireChannelRead(message);
        } else if (!mayStay()) {
            ctx.close();
        } else {
            awaitsRequest = true;
            ByteBuf pong = ctx.alloc().buffer(5, 5);
            writer.pong(pong);
            ctx.writeAndFlush(pong);
            if (!ctx.channel().isWritable()) {
                ctx.channel().config().setAutoRead(false);
            }
        }
    }

    private boolean mayStay() {
        return switch (stage.get()) {
            case SERVES -> true;
            case LEAVES -> !used;
            case CLOSES -> false;
        };
    }

    /** Who has just been told that this end lives is about to send a request, which is not to be lost. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ExchangeHandler.DRAIN && awaitsRequest) {
            awaitsRequest = false;
            ctx.executor().schedule(() -> ctx.fireUserEventTriggered(event), REQUEST_SECONDS, TimeUnit.SECONDS);
        } else {
            ctx.fireUserEventTriggered(event);
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
