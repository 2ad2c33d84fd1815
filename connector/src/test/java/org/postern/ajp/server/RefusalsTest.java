package org.postern.ajp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.ajp.AjpLimits;
import org.postern.ajp.kit.AjpClient;
import org.postern.ajp.kit.Answer;
import org.postern.ajp.kit.ForwardPacket;
import org.postern.ajp.kit.Limits;
import org.postern.ajp.kit.Packets;
import org.postern.ajp.kit.ReplyPacket;

/** Peers that may not, or that break the rules: a complete answer wherever one is possible, and then the end. */
@EveryTransport
class RefusalsTest extends ServerTest {

    private static final Work NEVER = exchange -> {
        throw new AssertionError("the service was called");
    };

    private static ForwardPacket withSecret(String secret) {
        return ForwardPacket.get("/").attribute(ForwardPacket.SECRET, secret);
    }

    /** The refusal arrives whole, its length is right, and then the connection ends without a reset. */
    private static void assertRefused(int status, AjpClient httpd) throws IOException {
        Answer answer = httpd.answer();
        assertEquals(status, answer.status());
        assertEquals("text/html; charset=UTF-8", answer.header("Content-Type"));
        assertEquals(
                answer.header("Content-Length"), Integer.toString(answer.body().length()));
        assertTrue(answer.body().contains("<h1>"), answer.body());
        assertFalse(answer.reuse());
        httpd.awaitEnd();
    }

    @Test
    void A01_T19_wrongOrMissingSecret_isA403_andTheEnd() throws Exception {
        secrets = List.of("right".getBytes(StandardCharsets.UTF_8));
        serve(NEVER);
        for (ForwardPacket request : List.of(
                ForwardPacket.get("/"),
                withSecret("wrong"),
                withSecret("righ"),
                withSecret("right "),
                withSecret(""))) {
            AjpClient httpd = connect();
            httpd.send(request);
            assertRefused(403, httpd);
            assertEquals("secret refused", monitor.next());
        }
    }

    @Test
    void wrongSecret_isA403_evenWhileTheBodyStillComes() throws Exception {
        secrets = List.of("right".getBytes(StandardCharsets.UTF_8));
        serve(NEVER);
        AjpClient httpd = connect();
        httpd.send(ForwardPacket.post("/", 1_000_000), Packets.body(new byte[60_000]), new byte[500_000]);
        assertRefused(403, httpd);
        assertEquals("secret refused", monitor.next());
    }

    @Test
    void A03_eachOfTwoSecrets_isAccepted_andTheyMayChange() throws Exception {
        secrets = List.of("old".getBytes(StandardCharsets.UTF_8), "n\u00e9w".getBytes(StandardCharsets.UTF_8));
        serve(exchange -> answer(exchange, 200, "welcome"));
        AjpClient httpd = connect();
        assertEquals("welcome", httpd.ask(withSecret("old")).body());
        assertEquals("welcome", httpd.ask(withSecret("n\u00e9w")).body());
        secrets = List.of("other".getBytes(StandardCharsets.UTF_8));
        assertEquals("welcome", httpd.ask(withSecret("other")).body());
        httpd.send(withSecret("old"));
        assertRefused(403, httpd);
        assertEquals("secret refused", monitor.next());
    }

    @Test
    void secretThatNobodyAskedFor_isNoMatter() throws Exception {
        serve(exchange -> answer(exchange, 200, "welcome"));
        assertEquals("welcome", connect().ask(withSecret("any")).body());
    }

    @Test
    void cping_needsNoSecret() throws Exception {
        secrets = List.of("right".getBytes(StandardCharsets.UTF_8));
        serve(NEVER);
        AjpClient httpd = connect();
        httpd.send(Packets.CPING);
        assertInstanceOf(ReplyPacket.Pong.class, httpd.next());
    }

    @Test
    void A09_E19_bodyAboveTheLimit_isA413_thatArrivesAlthoughBodyIsUnread() throws Exception {
        serve(new Limits().body(1000).limits(), NEVER);
        AjpClient httpd = connect();
        httpd.send(ForwardPacket.post("/", 1001), Packets.body(new byte[1001]));
        assertRefused(413, httpd);
        assertEquals("body refused: 1001", monitor.next());
    }

    @Test
    void bodyOfTheLimit_isTaken() throws Exception {
        serve(new Limits().body(1000).limits(), exchange -> answer(exchange, 200, readAll(exchange)));
        AjpClient httpd = connect();
        httpd.send(ForwardPacket.post("/", 1000), Packets.body("x".repeat(1000)));
        assertEquals("x".repeat(1000), httpd.answer().body());
    }

    @Test
    void T22_A10_R06_W27_badRequest_isA400_thatArrivesAlthoughUnreadDataIsPending() throws Exception {
        serve(NEVER);
        AjpClient httpd = connect();
        byte[] bad = ForwardPacket.post("/", 9)
                .header(ForwardPacket.CONTENT_LENGTH, "99")
                .bytes();
        httpd.send(bad, Packets.body("test=data"), new byte[500_000]);
        assertRefused(400, httpd);
        assertEquals("protocol broken: Content-Length: given twice", monitor.next());
    }

    @Test
    void badRequestBehindGoodOnes_isA400() throws Exception {
        serve(exchange -> answer(exchange, 200, "x"));
        AjpClient httpd = connect();
        httpd.ask(ForwardPacket.get("/"));
        httpd.send(ForwardPacket.get("/").header("Transfer-Encoding", "gzip, chunked"));
        assertRefused(400, httpd);
        assertTrue(monitor.next().startsWith("protocol broken: Transfer-Encoding"));
    }

    @Test
    void A07_shutdown_isNotObeyed() throws Exception {
        serve(exchange -> answer(exchange, 200, "still here"));
        AjpClient stranger = connect();
        stranger.send(Packets.SHUTDOWN);
        stranger.awaitEnd();
        assertTrue(monitor.next().startsWith("protocol broken: SHUTDOWN"));
        assertEquals("still here", connect().ask(ForwardPacket.get("/")).body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "\u0016\u0003\u0001", "\0\0\0\0"})
    void A16_otherProtocol_isToldToTheMonitor_andClosed(String bytes) throws Exception {
        serve(NEVER);
        AjpClient stranger = connect();
        stranger.send(bytes.getBytes(StandardCharsets.ISO_8859_1));
        stranger.awaitEnd();
        assertTrue(monitor.next().startsWith("protocol broken: packet: begins with "));
    }

    @Test
    void R04_bytesThatNobodyIsOwed_letTheAnswerGoOutWhole_andEndTheConnection() throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        serve(exchange -> {
            assertTrue(heard.await(10, TimeUnit.SECONDS));
            answer(exchange, 200, "x".repeat(100_000));
        });
        AjpClient httpd = connect();
        httpd.send(
                ForwardPacket.get("/"),
                Packets.body(new byte[0x0202]),
                ForwardPacket.get("/smuggled").bytes());
        assertTrue(monitor.next().startsWith("protocol broken: bytes where none are owed"));
        heard.countDown();
        Answer answer = httpd.answer();
        assertEquals("x".repeat(100_000), answer.body());
        assertFalse(answer.reuse());
        httpd.awaitEnd();
    }

    @Test
    void brokenBodyPacket_endsTheReaderAndTheConnection() throws Exception {
        serve(exchange -> {
            exchange.read();
            exchange.read();
        });
        AjpClient httpd = connect();
        httpd.send(ForwardPacket.post("/", 9), Packets.body("abc"));
        httpd.next();
        httpd.send(Packets.hex("12 34 00 03 00 02 68"));
        httpd.awaitEnd();
        assertInstanceOf(IOException.class, thrown());
        assertTrue(monitor.next().startsWith("protocol broken: body packet"));
    }

    @Test
    void R21_connectionsAboveTheLimit_areClosedAtOnce() throws Exception {
        serve(new Limits().connections(1).limits(), exchange -> answer(exchange, 200, "x"));
        AjpClient first = connect();
        first.ask(ForwardPacket.get("/"));
        AjpClient second = connect();
        second.awaitEnd();
        assertEquals("connection refused", monitor.next());
        assertEquals("x", first.ask(ForwardPacket.get("/")).body());
        first.close();
        until("the first connection is gone", () -> server.connections() == 0);
        assertEquals("x", connect().ask(ForwardPacket.get("/")).body());
    }

    @Test
    void E21_serviceThatThrows_isA500_andTheEnd() throws Exception {
        serveOnTheLoop(AjpLimits.DEFAULT, exchange -> {
            throw new IllegalStateException("no handler");
        });
        AjpClient httpd = connect();
        httpd.send(ForwardPacket.post("/", 1_000_000), Packets.body(new byte[8186]));
        assertRefused(500, httpd);
        assertEquals("failed: java.lang.IllegalStateException: no handler", monitor.next());
    }

    @Test
    void serviceThatThrowsAfterItsHead_isNoCompleteAnswer() throws Exception {
        serveOnTheLoop(AjpLimits.DEFAULT, exchange -> {
            exchange.start(200, null, List.of());
            try {
                exchange.flush();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            throw new IllegalStateException("half way");
        });
        AjpClient httpd = connect();
        httpd.send(ForwardPacket.get("/"));
        assertEquals("failed: java.lang.IllegalStateException: half way", monitor.next());
        assertInstanceOf(ReplyPacket.Head.class, httpd.next());
        assertEquals(new ReplyPacket.Chunk(""), httpd.next());
        httpd.awaitEnd();
    }

    @Test
    void headRequest_isRefusedWithoutAPage() throws Exception {
        secrets = List.of("right".getBytes(StandardCharsets.UTF_8));
        serve(NEVER);
        AjpClient httpd = connect();
        httpd.send(ForwardPacket.get("/").method(ForwardPacket.HEAD));
        Answer answer = httpd.answer();
        assertEquals(403, answer.status());
        assertEquals(List.of(), answer.chunks());
        httpd.awaitEnd();
        assertEquals("secret refused", monitor.next());
    }

    @Test
    void A03_emptySecret_isNoSecret_andLetsNobodyIn() throws Exception {
        secrets = List.of(new byte[0]);
        serve(NEVER);
        for (ForwardPacket request : List.of(ForwardPacket.get("/"), withSecret(""), withSecret("any"))) {
            AjpClient httpd = connect();
            httpd.send(request);
            assertRefused(403, httpd);
            assertEquals("secret refused", monitor.next());
        }
    }

    @Test
    void emptySecretBesideARightOne_letsNobodyElseIn() throws Exception {
        secrets = List.of(new byte[0], "right".getBytes(StandardCharsets.UTF_8));
        serve(exchange -> answer(exchange, 200, "welcome"));
        assertEquals("welcome", connect().ask(withSecret("right")).body());
        AjpClient httpd = connect();
        httpd.send(ForwardPacket.get("/"));
        assertRefused(403, httpd);
        assertEquals("secret refused", monitor.next());
    }
}
