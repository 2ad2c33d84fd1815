package org.postern.ajp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.ajp.AjpExchange;
import org.postern.ajp.kit.AjpClient;
import org.postern.ajp.kit.Answer;
import org.postern.ajp.kit.ForwardPacket;
import org.postern.ajp.kit.Packets;
import org.postern.ajp.kit.ReplyPacket;

/**
 * Two users whose requests httpd sends over one connection. The first one's body is made of requests, in packets whose length looks like
 * the type of a request, and his own request ends early in every way there is; the second one must not notice.
 */
@EveryTransport
class TwoUsersTest extends ServerTest {

    /** A request of the first user's making, as long as makes a packet with it begin as a request does. */
    private static final byte[] SMUGGLED = smuggled();

    private static final int PIECES = 5;

    private final List<String> served = new CopyOnWriteArrayList<>();

    private static byte[] smuggled() {
        byte[] request =
                ForwardPacket.get("/smuggled").header("X-User", "admin").bytes();
        return Arrays.copyOf(request, 0x0202);
    }

    /** What becomes of the first user's request, and whether the connection outlives it. */
    enum End {
        UNREAD(true) {
            @Override
            void on(AjpExchange exchange) throws IOException {
                answer(exchange, 200, "unread");
            }
        },
        HALF_READ(true) {
            @Override
            void on(AjpExchange exchange) throws IOException {
                exchange.read();
                answer(exchange, 200, "half read");
            }
        },
        READ_AHEAD(true) {
            @Override
            void on(AjpExchange exchange) throws IOException {
                exchange.read();
                exchange.read(); // and now a third piece is on its way
                answer(exchange, 403, "read ahead");
            }
        },
        ANSWERED_IN_BETWEEN(true) {
            @Override
            void on(AjpExchange exchange) throws IOException {
                exchange.start(200, null, List.of(Map.entry("X-First", "secret of the first")));
                exchange.read();
                exchange.write(new byte[20_000], 0, 20_000);
                exchange.read();
                exchange.end();
            }
        },
        NOT_MODIFIED(true) {
            @Override
            void on(AjpExchange exchange) throws IOException {
                answer(exchange, 304, "a body that no 304 has");
            }
        },
        NO_CONTENT(true) {
            @Override
            void on(AjpExchange exchange) throws IOException {
                exchange.read();
                answer(exchange, 204, "a body that no 204 has");
            }
        },
        BAD_HEAD(true) {
            @Override
            void on(AjpExchange exchange) throws IOException {
                try {
                    exchange.start(
                            200, null, List.of(Map.entry("X-First", "secret of the first"), Map.entry("X Y", "")));
                } catch (RuntimeException e) {
                    answer(exchange, 500, "bad head");
                }
            }
        },
        ABORTED(false) {
            @Override
            void on(AjpExchange exchange) {
                exchange.abort();
            }
        },
        ABORTED_HALF_WAY(false) {
            @Override
            void on(AjpExchange exchange) throws IOException {
                exchange.read();
                exchange.start(200, null, List.of(Map.entry("X-First", "secret of the first")));
                exchange.write(new byte[100], 0, 100);
                exchange.abort();
            }
        };

        private final boolean keeps;

        End(boolean keeps) {
            this.keeps = keeps;
        }

        abstract void on(AjpExchange exchange) throws IOException;
    }

    private void serveBoth(End end) throws IOException {
        serve(exchange -> {
            served.add(exchange.request().method() + " " + exchange.request().uri());
            if (exchange.request().uri().equals("/first")) {
                end.on(exchange);
            } else {
                answer(exchange, 200, exchange.request().headers() + readAll(exchange));
            }
        });
    }

    /** Sends the first user's request as httpd does: one piece unasked, and one for each that is asked for. */
    private static boolean sendFirst(AjpClient httpd, ForwardPacket request, boolean chunked) throws IOException {
        httpd.send(request.bytes());
        int sent = 0;
        if (!chunked) {
            httpd.send(Packets.body(SMUGGLED));
            sent++;
        }
        try {
            while (true) {
                ReplyPacket packet = httpd.next();
                if (packet instanceof ReplyPacket.AskBody) {
                    httpd.send(sent++ < PIECES ? Packets.body(SMUGGLED) : Packets.BODY_END);
                } else if (packet instanceof ReplyPacket.End answered) {
                    return answered.reuse();
                }
            }
        } catch (EOFException closed) {
            return false;
        }
    }

    /** The second user's request gets its own answer, and the service saw these two requests and no other. */
    private void assertSecond(AjpClient httpd, String first) throws IOException {
        httpd.send(ForwardPacket.post("/second", 6).header("X-User", "second"), Packets.body("second"));
        Answer answer = httpd.answer();
        assertEquals("[Content-Length: 6, X-User: second]second", answer.body());
        assertEquals(1, answer.head().headers().size(), answer.head()::toString);
        assertTrue(answer.reuse());
        assertEquals(List.of(first, "POST /second"), served);
    }

    @ParameterizedTest
    @EnumSource
    void A04_bodyOfALength_isNoRequest_whateverEndsItEarly(End end) throws Exception {
        serveBoth(end);
        AjpClient httpd = connect();
        boolean reuse = sendFirst(httpd, ForwardPacket.post("/first", PIECES * SMUGGLED.length), false);
        assertEquals(end.keeps, reuse);
        assertSecond(reuse ? httpd : connect(), "POST /first");
    }

    @ParameterizedTest
    @EnumSource
    void A04_bodyInChunks_isNoRequest_whateverEndsItEarly(End end) throws Exception {
        serveBoth(end);
        AjpClient httpd = connect();
        boolean reuse = sendFirst(httpd, ForwardPacket.chunkedPost("/first"), true);
        assertEquals(end.keeps, reuse);
        assertSecond(reuse ? httpd : connect(), "POST /first");
    }

    @ParameterizedTest
    @EnumSource
    void A04_bodyOfAHeadRequest_isNoRequest_whateverEndsItEarly(End end) throws Exception {
        serveBoth(end);
        AjpClient httpd = connect();
        ForwardPacket head =
                ForwardPacket.post("/first", PIECES * SMUGGLED.length).method(ForwardPacket.HEAD);
        boolean reuse = sendFirst(httpd, head, false);
        assertEquals(end.keeps, reuse);
        assertSecond(reuse ? httpd : connect(), "HEAD /first");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 100, 0x0205})
    void A04_clientThatIsGone_leavesNothingBehind(int bytes) throws Exception {
        serveBoth(End.HALF_READ);
        AjpClient httpd = connect();
        byte[] piece = Packets.body(SMUGGLED);
        httpd.send(ForwardPacket.post("/first", PIECES * SMUGGLED.length), Arrays.copyOf(piece, bytes));
        httpd.close();
        until("the connection is gone", () -> server.connections() == 0);
        served.add("first");
        assertSecond(connect(), "first");
    }

    /** A second packet that nobody asked for is a breach, and no request, whatever it says. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void A04_R04_pieceThatNobodyAskedFor_endsTheConnection(boolean bare) throws Exception {
        serve(exchange -> {
            served.add(exchange.request().uri());
            until("the breach is seen", () -> !monitor.toString().equals("[]"));
            answer(exchange, 200, "first");
        });
        AjpClient httpd = connect();
        httpd.send(
                ForwardPacket.post("/first", 5),
                Packets.body("hello"),
                bare ? ForwardPacket.get("/smuggled").bytes() : Packets.body(SMUGGLED));
        Answer answer = httpd.answer();
        assertEquals("first", answer.body());
        assertFalse(answer.reuse());
        httpd.awaitEnd();
        assertTrue(monitor.next().startsWith("protocol broken: bytes where none are owed"));
        assertEquals(List.of("/first"), served);
    }

    /** What the first user's answer was made of is in no buffer that the second one's comes from. */
    @ParameterizedTest
    @ValueSource(ints = {1, 1000, 8184, 100_000})
    void A11_answerOfTheFirst_isInNoByteOfTheNext(int size) throws Exception {
        byte[] secret = "secret ".repeat(size / 7 + 1).getBytes(StandardCharsets.US_ASCII);
        serve(exchange -> {
            if (exchange.request().uri().equals("/first")) {
                exchange.start(200, null, List.of(Map.entry("X-First", "secret")));
                exchange.write(secret, 0, size);
                exchange.end();
            } else {
                exchange.start(200, null, List.of());
                exchange.end();
            }
        });
        AjpClient httpd = connect();
        for (int i = 0; i < 20; i++) {
            assertEquals(size, httpd.ask(ForwardPacket.get("/first")).body().length());
            Answer second = httpd.ask(ForwardPacket.get("/second"));
            assertEquals(List.of(), second.head().headers());
            assertEquals(List.of(), second.chunks());
        }
    }
}
