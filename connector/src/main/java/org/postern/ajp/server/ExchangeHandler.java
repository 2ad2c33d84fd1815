package org.postern.ajp.server;

import java.io.IOException;
import java.util.function.BooleanSupplier;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.handler.timeout.IdleStateEvent;
import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpLimits;
import org.postern.ajp.AjpMonitor;
import org.postern.ajp.AjpRequest;
import org.postern.ajp.AjpService;
import org.postern.ajp.codec.AjpDecoder;
import org.postern.ajp.codec.AjpMessage;
import org.postern.ajp.codec.AjpProtocolException;
import org.postern.ajp.codec.AjpReplyWriter;

/**
 * One request at a time on one connection.
 *
 * <p>A request with a Content-Length is given to the service only when its first piece of body is here: httpd reads no answer before
 * it has sent that, so waiting costs nothing, and a client that promises a body and sends none costs no thread (CVE-2026-78383). A body
 * that is too long is refused then, too: httpd would find a connection that was closed meanwhile, and take the daemon for dead.
 *
 * <p>Done for is a connection whose peer broke the protocol, whose answer said "do not reuse", or which is draining: it ends with a
 * {@link Farewell} after its last answer.
 */
final class ExchangeHandler extends ChannelDuplexHandler {

    /** Tells a connection that the server drains: it closes now if idle, else after its answer. */
    static final Object DRAIN = new Object();

    private final AjpDecoder decoder;
    private final AjpReplyWriter writer;
    private final AjpLimits limits;
    private final AjpService service;
    private final AjpMonitor monitor;
    private final BooleanSupplier draining;
    private final Alarm bodyAlarm = new Alarm();
    private final Farewell farewell;

    private @Nullable ServerExchange current;
    private boolean waitsForBody;
    private boolean doneFor;

    ExchangeHandler(
            AjpDecoder decoder,
            AjpReplyWriter writer,
            AjpLimits limits,
            AjpService service,
            AjpMonitor monitor,
            BooleanSupplier draining) {
        this.decoder = decoder;
        this.writer = writer;
        this.limits = limits;
        this.service = service;
        this.monitor = monitor;
        this.draining = draining;
        this.farewell = new Farewell(limits.lingerTimeout());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof AjpMessage.Forward forward) {
            begin(ctx, forward);
        } else if (message instanceof AjpMessage.Body body) {
            body(ctx, body);
        } else {
            throw new IllegalStateException("message: " + message);
        }
    }

    private void begin(ChannelHandlerContext ctx, AjpMessage.Forward forward) {
        ServerExchange exchange = new ServerExchange(ctx.channel(), forward.request(), writer, limits, draining);
        current = exchange;
        waitsForBody = decoder.owed() > 0;
        if (waitsForBody) {
            bodyAlarm.start(ctx, limits.bodyTimeout(), this::bodyTooSlow);
        } else {
            serve(ctx, exchange);
        }
    }

    private void body(ChannelHandlerContext ctx, AjpMessage.Body body) {
        if (decoder.owed() == 0) {
            bodyAlarm.stop();
        }
        ServerExchange exchange = current;
        if (exchange == null) {
            return; // what an answer that came early left unread
        }
        long promised = exchange.request().contentLength();
        if (promised > limits.body()) { // not sooner: httpd would not see the answer before it has sent this piece
            monitor.bodyRefused(Peers.name(ctx.channel()), promised);
            refuse(ctx, Refusal.BODY_TOO_LONG, exchange.request());
            return;
        }
        long received = exchange.received(body.bytes());
        if (received > limits.body()) {
            monitor.bodyRefused(Peers.name(ctx.channel()), received);
        }
        if (waitsForBody) {
            waitsForBody = false;
            serve(ctx, exchange);
        }
    }

    /** Errors too: a class that cannot be loaded is no reason to leave a request without answer. */
    private void serve(ChannelHandlerContext ctx, ServerExchange exchange) {
        try {
            service.service(exchange);
        } catch (RuntimeException | Error e) {
            failed(ctx, exchange, e);
        }
    }

    /** The peer comes first: where memory is short, to tell of it may fail, too. */
    private void failed(ChannelHandlerContext ctx, ServerExchange exchange, Throwable thrown) {
        try {
            if (exchange.takeBack() && exchange == current) {
                refuse(ctx, Refusal.SERVICE_FAILED, exchange.request());
            }
        } catch (RuntimeException | Error noAnswer) {
            ctx.close();
        } finally {
            monitor.failed(Peers.name(ctx.channel()), thrown);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof Refusal.Event refused) {
            refuse(ctx, refused.refusal(), refused.request());
        } else if (event instanceof ServerExchange.ServiceFailed failed) {
            failed(ctx, failed.exchange(), failed.thrown());
        } else if (event instanceof StallHandler.Stalled stalled && current != null) {
            current.lost(stalled.what());
        } else if (event == DRAIN && current == null && !doneFor) {
            leave(ctx);
        } else if (event instanceof IdleStateEvent && current == null && !doneFor) {
            ctx.close();
        } else {
            super.userEventTriggered(ctx, event);
        }
    }

    /** Closes an idle connection; politely if the last answer, or a packet that httpd owes, is still on its way. */
    private void leave(ChannelHandlerContext ctx) {
        if (isAllTaken(ctx) && decoder.owed() == 0) {
            ctx.close();
        } else {
            sayFarewell(ctx, ctx.writeAndFlush(Unpooled.EMPTY_BUFFER)); // done when what is before it is
        }
    }

    /** Whether the peer has taken all that was written. */
    private static boolean isAllTaken(ChannelHandlerContext ctx) {
        ChannelOutboundBuffer out = ctx.channel().unsafe().outboundBuffer();
        return out == null || out.isEmpty();
    }

    private void refuse(ChannelHandlerContext ctx, Refusal refusal, @Nullable AjpRequest request) {
        current = null;
        ByteBuf out = ctx.alloc().buffer(512);
        refusal.write(writer, out, request != null && request.method().equals("HEAD"));
        sayFarewell(ctx, ctx.writeAndFlush(out));
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (!(message instanceof Reply reply)) {
            ctx.write(message, promise);
            return;
        }
        if (reply.exchange() != current) { // httpd would take it for the next answer
            reply.release();
            return;
        }
        if (reply.asks()) {
            decoder.owe();
            bodyAlarm.start(ctx, limits.bodyTimeout(), this::bodyTooSlow);
        }
        if (reply.ends()) {
            end(ctx, reply, promise);
        } else {
            ctx.write(reply.content(), promise);
        }
    }

    /** Most answers are not the last of their connection, and nobody has to know when they are taken. */
    private void end(ChannelHandlerContext ctx, Reply reply, ChannelPromise promise) {
        boolean isLast = doneFor || draining.getAsBoolean() || !reply.exchange().reusable();
        ChannelFuture taken = ctx.write(reply.content(), isLast ? promise.unvoid() : promise);
        current = null;
        decoder.answered();
        if (isLast) {
            sayFarewell(ctx, taken);
        }
    }

    private void sayFarewell(ChannelHandlerContext ctx, ChannelFuture answer) {
        doneFor = true;
        decoder.ignoreAll();
        bodyAlarm.stop();
        farewell.say(ctx, answer);
    }

    private void bodyTooSlow(ChannelHandlerContext ctx) {
        ServerExchange exchange = current;
        broken(ctx, 408, "request body: nothing for " + limits.bodyTimeout().toSeconds() + " s");
        if (exchange == null) {
            ctx.close(); // all that was to be said is said
        } else if (waitsForBody) {
            refuse(ctx, Refusal.BODY_TOO_SLOW, exchange.request());
        }
        // else its service answers, and answered() closes after it
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
        if (current != null) {
            current.writable();
        }
        super.channelWritabilityChanged(ctx);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        bodyAlarm.stop();
        farewell.over();
        if (current != null) {
            current.lost("the web server closed the connection");
            current = null;
        }
        super.channelInactive(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof AjpProtocolException breach) {
            broken(ctx, 400, String.valueOf(breach.getMessage()));
            if (breach.status() != 0) {
                refuse(ctx, Refusal.BAD_REQUEST, null);
            } else if (current == null || waitsForBody || decoder.owed() > 0) {
                ctx.close();
            }
            // else an answer is on its way: it goes out whole, and answered() closes after it
        } else if (cause instanceof IOException) {
            ctx.close(); // a reset: httpd left, as it does when its client does
        } else {
            try {
                ctx.close();
            } finally {
                monitor.failed(Peers.name(ctx.channel()), cause);
            }
        }
    }

    private void broken(ChannelHandlerContext ctx, int status, String what) {
        doneFor = true;
        if (current != null) {
            current.bodyFailed(status, what);
        }
        monitor.protocolBroken(Peers.name(ctx.channel()), what);
    }
}
