package org.postern.ajp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.postern.ajp.AjpExchange;
import org.postern.ajp.kit.AjpClient;
import org.postern.ajp.kit.Answer;
import org.postern.ajp.kit.ForwardPacket;
import org.postern.ajp.kit.Limits;
import org.postern.ajp.kit.ReplyPacket;

/** Peers that take their time, or leave. */
@EveryTransport
class SlowPeersTest extends ServerTest {

    private static final int PIECE = 8184;

    /** More than the system's socket buffers and the connector's own take together. */
    private static final int PIECES = 2500;

    /** The most that systems keep for one connection, with room. */
    private static final long KEPT = 12_000_000;

    private static void write(AjpExchange exchange, int pieces, AtomicLong written) throws IOException {
        exchange.start(200, null, List.of());
        byte[] piece = new byte[PIECE];
        for (int i = 0; i < pieces; i++) {
            exchange.write(piece, 0, PIECE);
            written.addAndGet(PIECE);
        }
    }

    private static boolean waits(AtomicReference<Thread> thread) {
        Thread service = thread.get();
        return service != null && service.getState() == Thread.State.TIMED_WAITING;
    }

    @Test
    void T30_R19_writerWaitsForASlowReader_holdsLittle_andGoesOn() throws Exception {
        AtomicLong written = new AtomicLong();
        AtomicReference<Thread> thread = new AtomicReference<>();
        serve(exchange -> {
            thread.set(Thread.currentThread());
            write(exchange, PIECES, written);
            exchange.end();
        });
        AjpClient httpd = connectNarrow();
        httpd.send(ForwardPacket.get("/"));
        until("the writer waits", () -> waits(thread));
        assertTrue(written.get() < KEPT, () -> written + " bytes taken from the service");
        Answer answer = httpd.answer();
        assertEquals(PIECES, answer.chunks().size());
        assertTrue(answer.reuse());
        assertEquals(200, httpd.ask(ForwardPacket.get("/")).status());
    }

    @Test
    void readerThatTakesNothing_isGivenUp() throws Exception {
        serve(new Limits().writeTimeout(Duration.ofMillis(100)).limits(), exchange -> {
            write(exchange, PIECES, new AtomicLong());
        });
        AjpClient httpd = connectNarrow();
        httpd.send(ForwardPacket.get("/"));
        Throwable late = assertInstanceOf(IOException.class, thrown());
        assertTrue(late.getMessage().startsWith("response: nothing taken for "), late.getMessage());
        httpd.awaitClosed();
    }

    @Test
    void R18_C03_peerThatLeaves_isNoticedByAServiceThatAsks_andWritingFails() throws Exception {
        CompletableFuture<String> failure = new CompletableFuture<>();
        CountDownLatch running = new CountDownLatch(1);
        serve(exchange -> {
            assertFalse(exchange.gone());
            running.countDown();
            until("the peer is gone", exchange::gone);
            IOException gone = assertThrows(IOException.class, () -> answer(exchange, 200, "anybody?"));
            failure.complete(gone.getMessage());
            exchange.abort();
        });
        AjpClient httpd = connect();
        httpd.send(ForwardPacket.get("/"));
        assertTrue(running.await(10, TimeUnit.SECONDS));
        httpd.close();
        assertEquals("the web server closed the connection", failure.get(10, TimeUnit.SECONDS));
    }

    @Test
    void W24_R18_peerThatLeaves_endsAReader() throws Exception {
        serve(AjpExchange::read);
        AjpClient httpd = connect();
        httpd.send(ForwardPacket.chunkedPost("/"));
        httpd.next();
        httpd.close();
        assertEquals("the web server closed the connection", thrown().getMessage());
    }

    @Test
    void peerThatLeaves_endsAWriterThatWaits() throws Exception {
        AtomicReference<Thread> thread = new AtomicReference<>();
        serve(exchange -> {
            thread.set(Thread.currentThread());
            write(exchange, PIECES, new AtomicLong());
        });
        AjpClient httpd = connectNarrow();
        httpd.send(ForwardPacket.get("/"));
        until("the writer waits", () -> waits(thread));
        httpd.close();
        assertInstanceOf(IOException.class, thrown());
    }

    @Test
    void interruptedService_isTold_andTheConnectionCloses() throws Exception {
        AtomicReference<Thread> thread = new AtomicReference<>();
        serve(exchange -> {
            thread.set(Thread.currentThread());
            exchange.read();
        });
        AjpClient httpd = connect();
        httpd.send(ForwardPacket.chunkedPost("/"));
        httpd.next();
        until("the reader waits", () -> waits(thread));
        thread.get().interrupt();
        assertEquals("interrupted while waiting for the web server", thrown().getMessage());
        httpd.awaitEnd();
    }

    @Test
    void C04_abortAfterTheHead_closesWithoutEnd() throws Exception {
        serve(exchange -> {
            exchange.start(200, null, List.of());
            exchange.write(new byte[] {'a'}, 0, 1);
            exchange.flush();
            until("httpd has the first piece", () -> seen);
            exchange.write(new byte[] {'b'}, 0, 1);
            exchange.abort();
            assertTrue(exchange.started());
        });
        AjpClient httpd = connect();
        httpd.send(ForwardPacket.get("/"));
        assertInstanceOf(ReplyPacket.Head.class, httpd.next());
        assertEquals(new ReplyPacket.Chunk("a"), httpd.next());
        assertEquals(new ReplyPacket.Chunk(""), httpd.next());
        seen = true;
        httpd.awaitEnd();
    }

    private volatile boolean seen;

    @Test
    void abortBeforeTheHead_closesWithoutAWord() throws Exception {
        serve(AjpExchange::abort);
        AjpClient httpd = connect();
        httpd.send(ForwardPacket.get("/"));
        httpd.awaitEnd();
    }

    @Test
    void U20_idleConnection_isClosedIfALimitSaysSo_aBusyOneIsNot() throws Exception {
        CountDownLatch other = new CountDownLatch(1);
        serve(new Limits().idleTimeout(Duration.ofMillis(100)).limits(), exchange -> {
            assertTrue(other.await(10, TimeUnit.SECONDS));
            answer(exchange, 200, "x");
        });
        AjpClient busy = connect();
        busy.send(ForwardPacket.get("/"));
        AjpClient idle = connect();
        idle.awaitEnd();
        other.countDown();
        assertEquals("x", busy.answer().body());
        busy.awaitEnd();
    }
}
