package org.postern.ajp.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import org.postern.ajp.AjpLimits;
import org.postern.ajp.AjpRequest;

/** A decoder on a channel without socket, and all that came out of it. */
final class Decoding implements AutoCloseable {

    final List<AjpMessage> messages = new ArrayList<>();
    final List<Throwable> breaches = new ArrayList<>();
    final AjpDecoder decoder;
    private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(false);
    private final EmbeddedChannel channel;
    private boolean answersAtOnce;

    Decoding() {
        this(AjpLimits.DEFAULT);
    }

    Decoding(AjpLimits limits) {
        decoder = new AjpDecoder(limits, new ForwardParser(limits));
        channel = new EmbeddedChannel();
        channel.freezeTime();
        channel.config().setAllocator(memory);
        channel.pipeline().addLast(decoder, new Collector());
    }

    /** Every request counts as answered as soon as its first piece of body, where it has one, is there. */
    Decoding answeringAtOnce() {
        answersAtOnce = true;
        return this;
    }

    Decoding feed(byte... bytes) {
        channel.writeInbound(
                channel.alloc().heapBuffer(Math.max(1, bytes.length)).writeBytes(bytes));
        return this;
    }

    Decoding feedByteByByte(byte... bytes) {
        for (byte b : bytes) {
            feed(b);
        }
        return this;
    }

    /** Lets time pass, and fires what is due. */
    Decoding advance(Duration time) {
        channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
        return this;
    }

    /** How many bytes the decoder keeps for later. */
    long kept() {
        return memory.metric().usedHeapMemory() + memory.metric().usedDirectMemory();
    }

    /** The only message, which is a request. */
    AjpMessage.Forward forward() {
        assertEquals(List.of(), breaches);
        assertEquals(1, messages.size());
        return (AjpMessage.Forward) messages.get(0);
    }

    AjpRequest request() {
        return forward().request();
    }

    /** The only breach. */
    AjpProtocolException breach() {
        assertEquals(1, breaches.size(), () -> "breaches: " + breaches + "; messages: " + shown());
        return (AjpProtocolException) breaches.get(0);
    }

    /** All messages as text, every field of them, so that runs can be compared. */
    List<String> shown() {
        assertEquals(List.of(), breaches);
        return messages.stream().map(Decoding::show).toList();
    }

    private static String show(AjpMessage message) {
        if (message instanceof AjpMessage.Body body) {
            return "body " + HexFormat.of().formatHex(body.bytes());
        }
        if (message instanceof AjpMessage.Forward forward) {
            AjpRequest request = forward.request();
            return "forward "
                    + String.join(
                            " | ",
                            request.method(),
                            request.protocol(),
                            request.uri(),
                            request.remoteAddr(),
                            request.remoteHost(),
                            request.serverName(),
                            Integer.toString(request.serverPort()),
                            request.headers().entries().toString(),
                            request.remoteUser(),
                            request.authType(),
                            request.query(),
                            request.route(),
                            String.valueOf(request.tls()),
                            request.attributes().entries().toString(),
                            Arrays.toString(forward.secret()));
        }
        return "ping";
    }

    /** Ends the connection, and holds the decoder to have given back all memory. */
    @Override
    public void close() {
        channel.finishAndReleaseAll();
        assertEquals(0, kept(), "bytes of buffers not released");
        assertTrue(breaches.size() <= 1, () -> "more than one breach: " + breaches);
    }

    private final class Collector extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            messages.add((AjpMessage) message);
            if (answersAtOnce && decoder.owed() == 0) {
                decoder.answered();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            breaches.add(cause);
        }
    }
}
