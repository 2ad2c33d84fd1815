package org.postern.ajp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.postern.ajp.AjpExchange;
import org.postern.ajp.AjpLimits;
import org.postern.ajp.codec.AjpDecoder;
import org.postern.ajp.codec.AjpReplyWriter;
import org.postern.ajp.codec.ForwardParser;
import org.postern.ajp.kit.ForwardPacket;
import org.postern.ajp.kit.Packets;
import org.postern.ajp.kit.ReplyPacket;

/**
 * Whatever a peer says, in whatever pieces and at whatever time, and whatever services do: what goes out are whole answers in order, the
 * connector itself never fails, and no buffer stays.
 */
class ConnectionFuzzTest {

    private static final AjpLimits LIMITS = AjpLimits.DEFAULT;
    private static final List<byte[]> WORDS = List.of(
            Packets.CPING,
            Packets.CPING,
            ForwardPacket.get("/").attribute(ForwardPacket.SECRET, "s").bytes(),
            ForwardPacket.get("/").bytes(),
            ForwardPacket.post("/", 5).attribute(ForwardPacket.SECRET, "s").bytes(),
            ForwardPacket.post("/", 1000).attribute(ForwardPacket.SECRET, "s").bytes(),
            ForwardPacket.chunkedPost("/").attribute(ForwardPacket.SECRET, "s").bytes(),
            ForwardPacket.get("/")
                    .method(ForwardPacket.HEAD)
                    .attribute(ForwardPacket.SECRET, "s")
                    .bytes(),
            Packets.body("hello"),
            Packets.body("hello"),
            Packets.body(new byte[0x0202]),
            Packets.BODY_END,
            Packets.packet(),
            Packets.SHUTDOWN,
            "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

    private Random random = new Random();
    private final List<AjpExchange> exchanges = new ArrayList<>();

    int rounds() {
        return 3000;
    }

    @Test
    void anyStreamAndAnyService() {
        long seed = 20261121;
        for (int round = 0; round < rounds(); round++, seed++) {
            random = new Random(seed);
            try {
                oneConnection();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private void oneConnection() {
        exchanges.clear();
        Heard monitor = new Heard();
        EmbeddedSocket socket = new EmbeddedSocket();
        AjpDecoder decoder = new AjpDecoder(LIMITS, new ForwardParser(LIMITS));
        AjpReplyWriter writer = new AjpReplyWriter(LIMITS.packetOut());
        byte[] secret = {'s'};
        socket.pipeline()
                .addLast(
                        new StallHandler(LIMITS.writeTimeout()),
                        decoder,
                        new PingHandler(writer, () -> Stage.SERVES),
                        new SecretHandler(() -> List.of(secret), monitor),
                        new ExchangeHandler(decoder, writer, LIMITS, this::serve, monitor, () -> false));
        List<ReplyPacket> sent = new ArrayList<>();
        for (int step = 0; step < 30; step++) {
            step(socket);
            sent.addAll(socket.sent());
        }
        exchanges.forEach(AjpExchange::abort);
        socket.finishWithoutLeak();
        assertInOrder(sent);
        assertFalse(monitor.toString().contains("failed: io.netty"), monitor::toString);
        assertFalse(monitor.toString().contains("Pointer"), monitor::toString);
    }

    private void step(EmbeddedSocket socket) {
        switch (random.nextInt(8)) {
            case 0 -> socket.advance(Duration.ofSeconds(random.nextInt(20)));
            case 1 -> exchanges.forEach(this::work);
            default -> {
                byte[] word = WORDS.get(random.nextInt(WORDS.size())).clone();
                if (random.nextInt(6) == 0) {
                    word[random.nextInt(word.length)] ^= (byte) (1 << random.nextInt(8));
                }
                for (int at = 0; at < word.length && socket.isOpen(); ) {
                    int to = Math.min(word.length, at + 1 + random.nextInt(word.length));
                    socket.receive(Arrays.copyOfRange(word, at, to));
                    at = to;
                }
            }
        }
    }

    private void serve(AjpExchange exchange) {
        exchanges.add(exchange);
        if (random.nextBoolean()) {
            work(exchange);
        }
        if (random.nextInt(10) == 0) {
            throw new IllegalStateException("the service's own");
        }
    }

    /** Something that a service might do next. */
    private void work(AjpExchange exchange) {
        try {
            switch (random.nextInt(7)) {
                case 0 -> exchange.read();
                case 1 -> exchange.start(200 + random.nextInt(400), null, List.of(Map.entry("X-A", "1")));
                case 2 -> exchange.write(new byte[random.nextInt(20_000)], 0, 0);
                case 3 -> exchange.write(new byte[20_000], 0, random.nextInt(20_000));
                case 4 -> exchange.flush();
                case 5 -> exchange.end();
                default -> {
                    if (random.nextInt(5) == 0) {
                        exchange.abort();
                    }
                }
            }
        } catch (IOException | IllegalStateException refused) {
            assertTrue(refused.getMessage() != null, "says why");
        }
    }

    /** Heads, data and ends come in this order, and questions for body only within an answer or before it. */
    private static void assertInOrder(List<ReplyPacket> packets) {
        boolean started = false;
        int ends = 0;
        boolean last = false;
        for (ReplyPacket packet : packets) {
            assertFalse(last, () -> "behind the last answer: " + packets);
            if (packet instanceof ReplyPacket.Head) {
                assertFalse(started, () -> "two heads: " + packets);
                started = true;
            } else if (packet instanceof ReplyPacket.End end) {
                assertTrue(started, () -> "an end without a head: " + packets);
                started = false;
                last = !end.reuse();
                ends++;
            } else if (packet instanceof ReplyPacket.Chunk) {
                assertTrue(started, () -> "data without a head: " + packets);
            } else if (packet instanceof ReplyPacket.Pong) {
                assertFalse(started, () -> "a pong within an answer: " + packets);
            }
        }
        assertEquals(
                ends, packets.stream().filter(ReplyPacket.End.class::isInstance).count());
    }
}
