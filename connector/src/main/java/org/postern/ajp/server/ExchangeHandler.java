package org.postern.ajp.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.timeout.IdleStateEvent;
import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpLimits;
import org.postern.ajp.AjpMonitor;
import org.postern.ajp.AjpService;
import org.postern.ajp.codec.AjpDecoder;
import org.postern.ajp.codec.AjpMessage;
import org.postern.ajp.codec.AjpProtocolException;
import org.postern.ajp.codec.AjpReplyWriter;

/**
 * One request at a time on one connection.
 *
 * <p>A request with a Content-Length is given to the service only when its first piece of body is here: httpd reads no answer before
 * it has sent that, so waiting costs nothing, and a client that promises a body and sends none costs no thread (CVE-2026-78383).
 *
 * <p>Done for is a connection whose peer broke the protocol, whose answer said "do not reuse", or which is draining: its last answer
 * goes out whole, then only our direction is closed, and what still comes is read and dropped until the peer closes or the linger
 * time is over. Closing with unread bytes would send a reset that can destroy the answer in httpd's receive buffer.
 */
final class ExchangeHandler extends ChannelDuplexHandler {

    private static final String PAGE_400 = """
            <!DOCTYPE html>
            <html><head><title>400 Bad Request</title></head>
            <body><h1>Bad Request</h1><p>The request cannot be understood.</p></body></html>
            """;
    private static final String PAGE_413 = """
            <!DOCTYPE html>
            <html><head><title>413 Content Too Large</title></head>
            <body><h1>Content Too Large</h1><p>The request's body is longer than this server takes.</p></body></html>
            """;

    /** A request that is answered here, completely, and with which the connection ends. */
    record Refusal(int status, String page) {}

    /** Tells a connection that the server drains: it closes now if idle, else after its answer. */
    static final Object DRAIN = new Object();

    private final AjpDecoder decoder;
    private final AjpReplyWriter writer;
    private final AjpLimits limits;
    private final AjpService service;
    private final AjpMonitor monitor;
    private final BooleanSupplier draining;

    private @Nullable ServerExchange current;
    private boolean waitsForBody;
    private boolean doneFor;
    private @Nullable Future<?> bodyTimer;
    private @Nullable ChannelFuture lastAnswer;
    private boolean lastAnswerWatched;

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
        if (forward.request().contentLength() > limits.body()) {
            refuse(ctx, new Refusal(413, PAGE_413));
            return;
        }
        current = new ServerExchange(ctx.channel(), forward.request(), writer, limits, draining);
        waitsForBody = decoder.owed() > 0;
        if (waitsForBody) {
            watchBody(ctx);
        } else {
            serve(ctx, current);
        }
    }

    private void body(ChannelHandlerContext ctx, AjpMessage.Body body) {
        if (decoder.owed() == 0) {
            stopBodyTimer();
        }
        ServerExchange exchange = current;
        if (exchange == null) {
            return; // what an answer that came early left unread
        }
        exchange.received(body.bytes());
        if (waitsForBody) {
            waitsForBody = false;
            serve(ctx, exchange);
        }
    }

    private void serve(ChannelHandlerContext ctx, ServerExchange exchange) {
        try {
            service.service(exchange);
        } catch (RuntimeException e) {
            monitor.failed(Peers.name(ctx.channel()), e);
            exchange.abort();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof Refusal refusal) {
            refuse(ctx, refusal);
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
        ChannelFuture answer = lastAnswer;
        if (answer == null || answer.isDone() && decoder.owed() == 0) {
            ctx.close();
        } else {
            doneFor = true;
            decoder.ignoreAll();
            linger(ctx, answer);
        }
    }

    private void refuse(ChannelHandlerContext ctx, Refusal refusal) {
        doneFor = true;
        decoder.ignoreAll();
        byte[] page = refusal.page().getBytes(StandardCharsets.UTF_8);
        ByteBuf out = ctx.alloc().buffer(512);
        writer.head(
                out,
                refusal.status(),
                null,
                List.of(
                        Map.entry("Content-Type", "text/html; charset=UTF-8"),
                        Map.entry("Content-Length", Integer.toString(page.length))));
        writer.chunk(out, page, 0, page.length);
        writer.end(out, false);
        linger(ctx, ctx.writeAndFlush(out));
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (!(message instanceof Reply reply)) {
            ctx.write(message, promise);
            return;
        }
        if (reply.asks()) {
            decoder.owe();
            watchBody(ctx);
        }
        if (reply.ends()) {
            answered(ctx, ctx.write(reply.content(), promise.unvoid()));
        } else {
            ctx.write(reply.content(), promise);
        }
    }

    /** The service has gone and watches nothing any more: the last of its answer has its own time-out. */
    @Override
    public void flush(ChannelHandlerContext ctx) {
        ctx.flush();
        ChannelFuture answer = lastAnswer;
        if (answer != null && !answer.isDone() && !lastAnswerWatched) {
            lastAnswerWatched = true;
            Future<?> timer = after(ctx, limits.writeTimeout(), ctx::close);
            answer.addListener(done -> timer.cancel(false));
        }
    }

    private void answered(ChannelHandlerContext ctx, ChannelFuture written) {
        ServerExchange exchange = current;
        current = null;
        lastAnswer = written;
        lastAnswerWatched = false;
        decoder.answered();
        if (doneFor || draining.getAsBoolean() || exchange != null && !exchange.reusable()) {
            doneFor = true;
            decoder.ignoreAll();
            linger(ctx, written);
        } else if (decoder.owed() > 0) {
            watchBody(ctx);
        }
    }

    private void linger(ChannelHandlerContext ctx, ChannelFuture written) {
        stopBodyTimer();
        written.addListener((ChannelFutureListener) done -> {
            if (!done.isSuccess()) {
                ctx.close();
                return;
            }
            ((DuplexChannel) ctx.channel()).shutdownOutput();
            after(ctx, limits.lingerTimeout(), ctx::close);
        });
    }

    private void watchBody(ChannelHandlerContext ctx) {
        if (bodyTimer == null) {
            bodyTimer = after(ctx, limits.bodyTimeout(), () -> bodyTooSlow(ctx));
        }
    }

    private void stopBodyTimer() {
        if (bodyTimer != null) {
            bodyTimer.cancel(false);
            bodyTimer = null;
        }
    }

    private void bodyTooSlow(ChannelHandlerContext ctx) {
        String what = "request body: nothing for " + limits.bodyTimeout().toSeconds() + " s";
        if (current != null) {
            current.lost(what);
        }
        broken(ctx, what);
        ctx.close();
    }

    private static Future<?> after(ChannelHandlerContext ctx, Duration time, Runnable what) {
        return ctx.executor().schedule(what, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
        if (current != null) {
            current.wake();
        }
        super.channelWritabilityChanged(ctx);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        stopBodyTimer();
        if (current != null) {
            current.lost("the web server closed the connection");
            current = null;
        }
        super.channelInactive(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof AjpProtocolException breach) {
            broken(ctx, String.valueOf(breach.getMessage()));
            if (breach.status() != 0) {
                refuse(ctx, new Refusal(breach.status(), PAGE_400));
            } else if (current == null || waitsForBody || decoder.owed() > 0) {
                ctx.close();
            }
            // else an answer is on its way: it goes out whole, and answered() closes after it
        } else if (cause instanceof IOException) {
            ctx.close(); // a reset: httpd left, as it does when its client does
        } else {
            monitor.failed(Peers.name(ctx.channel()), cause);
            ctx.close();
        }
    }

    private void broken(ChannelHandlerContext ctx, String what) {
        doneFor = true;
        if (current != null) {
            current.broken(what);
        }
        monitor.protocolBroken(Peers.name(ctx.channel()), what);
    }
}
