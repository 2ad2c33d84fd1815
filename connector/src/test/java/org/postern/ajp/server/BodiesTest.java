package org.postern.ajp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.postern.ajp.AjpBodyException;
import org.postern.ajp.AjpExchange;
import org.postern.ajp.kit.AjpClient;
import org.postern.ajp.kit.Answer;
import org.postern.ajp.kit.ForwardPacket;
import org.postern.ajp.kit.Limits;
import org.postern.ajp.kit.Packets;
import org.postern.ajp.kit.ReplyPacket.AskBody;

/** Requests with bodies: what is asked for, what is waited for, and what becomes of the rest. */
@EveryTransport
class BodiesTest extends ServerTest {

    private static final AskBody ASK = new AskBody(8186);

    private static void echo(AjpExchange exchange) throws IOException {
        answer(exchange, 200, readAll(exchange));
    }

    @Test
    void bodyOfOnePiece_isRead_andNothingMoreAskedFor() throws Exception {
        serve(BodiesTest::echo);
        AjpClient httpd = connect();
        for (int i = 0; i < 3; i++) {
            httpd.send(ForwardPacket.post("/", 9), Packets.body("test=data"));
            assertEquals("test=data", httpd.answer().body());
        }
    }

    @Test
    void bodyOfManyPieces_isAskedForPieceByPiece() throws Exception {
        serve(BodiesTest::echo);
        AjpClient httpd = connect();
        httpd.send(ForwardPacket.post("/", 4), Packets.body("a"));
        for (String piece : new String[] {"b", "c", "d"}) {
            assertEquals(ASK, httpd.next());
            httpd.send(Packets.body(piece));
        }
        assertEquals("abcd", httpd.answer().body());
    }

    @Test
    void chunkedBody_isAskedForFromTheFirstPieceToTheEmptyOne() throws Exception {
        serve(BodiesTest::echo);
        AjpClient httpd = connect();
        for (int round = 0; round < 2; round++) {
            httpd.send(ForwardPacket.chunkedPost("/"));
            for (byte[] packet : new byte[][] {
                Packets.body("a"), Packets.body("b".repeat(0x0202)), Packets.body("c"), Packets.BODY_END
            }) {
                assertEquals(ASK, httpd.next());
                httpd.send(packet);
            }
            assertEquals("a" + "b".repeat(0x0202) + "c", httpd.answer().body());
        }
    }

    @Test
    void T24_contentLengthZero_nothingIsWaitedForNorAskedFor() throws Exception {
        serve(BodiesTest::echo);
        AjpClient httpd = connect();
        assertEquals("", httpd.ask(ForwardPacket.post("/", 0)).body());
        assertEquals("", httpd.ask(ForwardPacket.get("/")).body());
    }

    @Test
    void chunkedBodyThatNobodyReads_isNotAskedFor() throws Exception {
        serve(exchange -> answer(exchange, 401, "no"));
        AjpClient httpd = connect();
        assertTrue(httpd.ask(ForwardPacket.chunkedPost("/")).reuse());
        assertEquals(401, httpd.ask(ForwardPacket.get("/")).status());
    }

    @Test
    void bodyThatNobodyReads_isDropped_andTheConnectionIsReused() throws Exception {
        serve(exchange -> answer(exchange, 401, "no"));
        AjpClient httpd = connect();
        httpd.send(ForwardPacket.post("/", 100_000), Packets.body(new byte[0x0202]));
        assertTrue(httpd.answer().reuse());
        assertEquals(401, httpd.ask(ForwardPacket.get("/")).status());
    }

    @Test
    void C13_E09_W23_pieceThatWasAskedForAndNotWaitedFor_isSwallowed_andTheConnectionIsReused() throws Exception {
        serve(exchange -> {
            if (exchange.request().hasBody()) {
                exchange.read();
                exchange.read();
            }
            answer(exchange, 200, "enough");
        });
        AjpClient httpd = connect();
        httpd.send(ForwardPacket.chunkedPost("/"));
        assertEquals(ASK, httpd.next());
        httpd.send(Packets.body("a"));
        assertEquals(ASK, httpd.next());
        httpd.send(Packets.body("b"));
        assertEquals(ASK, httpd.next()); // ahead of the reader
        assertTrue(httpd.answer().reuse());
        httpd.send(Packets.body(new byte[0x0202]), Packets.CPING);
        httpd.next();
        assertEquals("enough", httpd.ask(ForwardPacket.get("/")).body());
    }

    @Test
    void C12_E05_bodyThatEndsBeforeItsLength_isAnErrorForItsReader_notAShorterBody() throws Exception {
        serve(exchange -> {
            assertEquals(3, exchange.read().length);
            AjpBodyException truncated = assertThrows(AjpBodyException.class, exchange::read);
            answer(exchange, truncated.status(), truncated.getMessage());
        });
        AjpClient httpd = connect();
        httpd.send(ForwardPacket.post("/", 9), Packets.body("abc"));
        assertEquals(ASK, httpd.next());
        httpd.send(Packets.BODY_END);
        Answer answer = httpd.answer();
        assertEquals(400, answer.status());
        assertEquals("request body: ended after 3 of 9 bytes", answer.body());
        assertTrue(answer.reuse());
    }

    @Test
    void bodyThatEndsAtOnce_isAnErrorForItsReader() throws Exception {
        serve(BodiesTest::echo);
        AjpClient httpd = connect();
        httpd.send(ForwardPacket.post("/", 9), Packets.BODY_END);
        assertEquals("request body: ended after 0 of 9 bytes", thrown().getMessage());
        httpd.awaitClosed();
    }

    @Test
    void W17_inflatedBody_isReadToItsEmptyPacket_whateverItsLengthSays() throws Exception {
        serve(BodiesTest::echo);
        AjpClient httpd = connect();
        httpd.send(ForwardPacket.post("/", 3).header("Content-Encoding", "gzip"), Packets.body("abc"));
        assertEquals(ASK, httpd.next());
        httpd.send(Packets.body("def"));
        assertEquals(ASK, httpd.next());
        httpd.send(Packets.BODY_END);
        assertEquals("abcdef", httpd.answer().body());
    }

    @Test
    void E05_bodyLongerThanItsLength_isReadToItsEmptyPacket() throws Exception {
        serve(BodiesTest::echo);
        AjpClient httpd = connect();
        httpd.send(ForwardPacket.post("/", 2), Packets.body("abc"));
        assertEquals(ASK, httpd.next());
        httpd.send(Packets.BODY_END);
        assertEquals("abc", httpd.answer().body());
    }

    @Test
    void E03_C11_R02_bodyPromisedAndConnectionEnded_serviceIsNeverCalled() throws Exception {
        AtomicBoolean called = new AtomicBoolean();
        serve(exchange -> called.set(true));
        AjpClient httpd = connect();
        httpd.send(ForwardPacket.post("/", 9));
        httpd.shutdownOutput();
        httpd.awaitEnd();
        until("no connection left", () -> server.connections() == 0);
        assertFalse(called.get());
    }

    @Test
    void E04_A05_bodyPromisedAndNotSent_costsNoThread_andTheConnectionAfterAWhile() throws Exception {
        AtomicBoolean called = new AtomicBoolean();
        serve(new Limits().bodyTimeout(Duration.ofMillis(100)).limits(), exchange -> called.set(true));
        AjpClient httpd = connect();
        httpd.send(ForwardPacket.post("/", 9));
        assertEquals(408, httpd.answer().status());
        httpd.awaitEnd();
        assertTrue(monitor.next().startsWith("protocol broken: request body: nothing for "));
        assertFalse(called.get());
    }

    @Test
    void pieceAskedForAndNotSent_endsTheReaderAndTheConnection() throws Exception {
        serve(new Limits().bodyTimeout(Duration.ofMillis(100)).limits(), AjpExchange::read);
        AjpClient httpd = connect();
        httpd.send(ForwardPacket.chunkedPost("/"));
        assertEquals(ASK, httpd.next());
        httpd.awaitEnd();
        Throwable late = assertInstanceOf(IOException.class, thrown());
        assertTrue(late.getMessage().startsWith("request body: nothing for "), late.getMessage());
        assertTrue(monitor.next().startsWith("protocol broken: request body: nothing for "));
    }

    @Test
    void A09_R21_chunkedBodyAboveTheLimit_isAnErrorForItsReader_whoCanStillAnswer() throws Exception {
        serve(new Limits().body(3).limits(), exchange -> {
            assertEquals(3, exchange.read().length);
            AjpBodyException tooLong = assertThrows(AjpBodyException.class, exchange::read);
            answer(exchange, tooLong.status(), tooLong.getMessage());
        });
        AjpClient httpd = connect();
        httpd.send(ForwardPacket.chunkedPost("/"));
        assertEquals(ASK, httpd.next());
        httpd.send(Packets.body("abc"));
        assertEquals(ASK, httpd.next());
        httpd.send(Packets.body("d"));
        Answer answer = httpd.answer();
        assertEquals(413, answer.status());
        assertEquals("request body: more than 3 bytes, the setting ajp.body-max", answer.body());
        assertEquals("body refused: 4", monitor.next());
    }
}
