package org.postern.ajp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.ajp.AjpHeadException;
import org.postern.ajp.AjpLimits;
import org.postern.ajp.AjpRequest;
import org.postern.ajp.kit.AjpClient;
import org.postern.ajp.kit.Answer;
import org.postern.ajp.kit.ForwardPacket;
import org.postern.ajp.kit.Packets;
import org.postern.ajp.kit.ReplyPacket;
import org.postern.ajp.kit.ReplyPacket.Chunk;
import org.postern.ajp.kit.ReplyPacket.End;

/** Requests without body, and what comes back for them. */
@EveryTransport
class AnswersTest extends ServerTest {

    @Test
    void server_usesTheTransportItWasAskedFor() throws Exception {
        serve(exchange -> answer(exchange, 200, ""));
        assertEquals(transport.epoll() ? "epoll" : "nio", server.transport());
    }

    @Test
    void get_isAnswered_andTheConnectionIsReused() throws Exception {
        serve(exchange ->
                answer(exchange, 200, "you asked for " + exchange.request().uri()));
        AjpClient httpd = connect();
        for (int i = 0; i < 20; i++) {
            Answer answer = httpd.ask(ForwardPacket.get("/page/" + i));
            assertEquals(200, answer.status());
            assertEquals("OK", answer.head().reason());
            assertEquals("text/plain; charset=UTF-8", answer.header("Content-Type"));
            assertEquals("you asked for /page/" + i, answer.body());
            assertTrue(answer.reuse());
        }
        assertEquals(1, server.connections());
    }

    @Test
    void service_getsTheRequestAsItWasSent() throws Exception {
        CompletableFuture<AjpRequest> seen = new CompletableFuture<>();
        serve(exchange -> {
            seen.complete(exchange.request());
            answer(exchange, 204, "");
        });
        connect().ask(ForwardPacket.get("/a").header(ForwardPacket.HOST, "h").attribute(ForwardPacket.QUERY, "q"));
        AjpRequest request = seen.get(10, TimeUnit.SECONDS);
        assertEquals("/a", request.uri());
        assertEquals("q", request.query());
        assertEquals("h", request.headers().first("host"));
    }

    @Test
    void C03_connections_areServedSideBySide() throws Exception {
        CountDownLatch all = new CountDownLatch(3);
        serve(exchange -> {
            all.countDown();
            assertTrue(all.await(10, TimeUnit.SECONDS));
            answer(exchange, 200, exchange.request().uri());
        });
        List<AjpClient> clients = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            clients.add(connect());
            clients.get(i).send(ForwardPacket.get("/" + i));
        }
        for (int i = 0; i < 3; i++) {
            assertEquals("/" + i, clients.get(i).answer().body());
        }
    }

    @Test
    void U08_T20_cping_isAnsweredBeforeAndBetweenRequests() throws Exception {
        serve(exchange -> answer(exchange, 200, "x"));
        AjpClient httpd = connect();
        for (int i = 0; i < 3; i++) {
            httpd.send(Packets.CPING);
            assertInstanceOf(ReplyPacket.Pong.class, httpd.next());
            assertEquals("x", httpd.ask(ForwardPacket.get("/")).body());
        }
    }

    @Test
    void cpingAndRequestInOnePiece_areAnsweredInOrder() throws Exception {
        serve(exchange -> answer(exchange, 200, "x"));
        AjpClient httpd = connect();
        httpd.send(Packets.CPING, ForwardPacket.get("/").bytes());
        assertInstanceOf(ReplyPacket.Pong.class, httpd.next());
        assertEquals("x", httpd.answer().body());
    }

    @ParameterizedTest
    @CsvSource({
        "65536, 65528",
        "16384, 16376",
        "8193, 8185",
        "8192, 8184",
        "4096, 8184",
        "65537, 8184",
        "99999, 8184",
        "655360, 8184",
        "-9000, 8184",
        "1e4, 8184",
        "'', 8184"
    })
    void peerThatTakesLargerPackets_getsThem(String said, int chunk) throws Exception {
        serve(exchange -> answer(exchange, 200, "x".repeat(chunk + 1)));
        AjpClient httpd = connect();
        httpd.send(ForwardPacket.get("/").variable("POSTERN_PACKET", said));
        httpd.next();
        assertEquals(new Chunk("x".repeat(chunk)), httpd.next());
        assertEquals(new Chunk("x"), httpd.next());
        assertEquals(new End(true), httpd.next());
        List<Chunk> toOthers = httpd.ask(ForwardPacket.get("/")).chunks();
        assertEquals(new Chunk("x".repeat(Math.min(8184, chunk + 1))), toOthers.get(0));
    }

    @Test
    void C22_bodyOf8184Bytes_isOneChunk_oneMoreAreTwo() throws Exception {
        serve(exchange -> answer(
                exchange,
                200,
                "x".repeat(Integer.parseInt(exchange.request().uri().substring(1)))));
        AjpClient httpd = connect();
        assertEquals(
                List.of(new Chunk("x".repeat(8184))),
                httpd.ask(ForwardPacket.get("/8184")).chunks());
        assertEquals(
                List.of(new Chunk("x".repeat(8184)), new Chunk("x")),
                httpd.ask(ForwardPacket.get("/8185")).chunks());
        assertEquals(List.of(), httpd.ask(ForwardPacket.get("/0")).chunks());
    }

    @ParameterizedTest
    @CsvSource({"HEAD, 200", "HEAD, 404", "GET, 204", "GET, 205", "GET, 304"})
    void W22_T23_answerThatHasNoBody_getsNone_whateverIsWritten(String method, int status) throws Exception {
        serve(exchange -> answer(exchange, status, "x".repeat(100_000)));
        AjpClient httpd = connect();
        ForwardPacket request = ForwardPacket.get("/");
        Answer answer = httpd.ask(method.equals("HEAD") ? request.method(ForwardPacket.HEAD) : request);
        assertEquals(status, answer.status());
        assertEquals(List.of(), answer.chunks());
        assertTrue(answer.reuse());
        assertTrue(httpd.ask(ForwardPacket.get("/").method(ForwardPacket.HEAD)).reuse());
    }

    @Test
    void W21_C14_flush_tellsHttpdToPassOnWhatIsHere() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        serve(exchange -> {
            exchange.flush(); // before the head there is nothing to pass on
            exchange.start(200, null, List.of());
            exchange.write(new byte[] {'a'}, 0, 1);
            exchange.flush();
            assertTrue(seen.await(10, TimeUnit.SECONDS));
            exchange.end();
        });
        AjpClient httpd = connect();
        httpd.send(ForwardPacket.get("/"));
        assertEquals(new ReplyPacket.Head(200, "OK", List.of()), httpd.next());
        assertEquals(new Chunk("a"), httpd.next());
        assertEquals(new Chunk(""), httpd.next());
        seen.countDown();
        assertEquals(new End(true), httpd.next());
    }

    @Test
    void written_mayBeChangedAfterwards() throws Exception {
        serve(exchange -> {
            byte[] buffer = {'.', 'a', '.'};
            exchange.start(200, null, List.of());
            exchange.write(buffer, 1, 1);
            buffer[1] = 'b';
            exchange.write(buffer, 1, 1);
            exchange.end();
        });
        assertEquals("ab", connect().ask(ForwardPacket.get("/")).body());
    }

    @Test
    void headThatCannotBeSent_leavesRoomForAnother() throws Exception {
        serve(exchange -> {
            assertThrows(
                    AjpHeadException.class, () -> exchange.start(200, null, List.of(Map.entry("X", "y".repeat(9000)))));
            assertFalse(exchange.started());
            answer(exchange, 500, "sorry");
        });
        Answer answer = connect().ask(ForwardPacket.get("/"));
        assertEquals(500, answer.status());
        assertEquals("sorry", answer.body());
        assertTrue(answer.reuse());
    }

    @Test
    void R03_exchangeUsedInTheWrongOrder_saysSo() throws Exception {
        serve(exchange -> {
            assertThrows(IllegalStateException.class, () -> exchange.write(new byte[1], 0, 1));
            assertThrows(IllegalStateException.class, exchange::end);
            exchange.start(200, null, List.of());
            assertTrue(exchange.started());
            assertThrows(IllegalStateException.class, () -> exchange.start(200, null, List.of()));
            exchange.end();
            assertThrows(IllegalStateException.class, () -> exchange.write(new byte[1], 0, 1));
            assertThrows(IllegalStateException.class, exchange::end);
            exchange.flush();
            exchange.abort();
        });
        AjpClient httpd = connect();
        assertTrue(httpd.ask(ForwardPacket.get("/")).reuse());
        assertTrue(httpd.ask(ForwardPacket.get("/")).reuse());
    }

    @Test
    void serviceMayAnswerOnTheLoop() throws Exception {
        serveOnTheLoop(AjpLimits.DEFAULT, exchange -> {
            try {
                answer(exchange, 200, "at once");
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        AjpClient httpd = connect();
        assertEquals("at once", httpd.ask(ForwardPacket.get("/")).body());
        assertEquals("at once", httpd.ask(ForwardPacket.get("/")).body());
    }
}
