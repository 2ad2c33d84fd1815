package org.postern.ajp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.ajp.AjpBodyException;
import org.postern.ajp.AjpExchange;
import org.postern.ajp.AjpLimits;
import org.postern.ajp.kit.AjpClient;
import org.postern.ajp.kit.Answer;
import org.postern.ajp.kit.ForwardPacket;
import org.postern.ajp.kit.Limits;
import org.postern.ajp.kit.Packets;
import org.postern.ajp.kit.ReplyPacket;

/** Services that run on the thread of the one event loop that there is. */
@EveryTransport
class TurnsTest extends ServerTest {

    private static final int PIECE = 8184;
    private static final int PIECES = 50_000_000 / PIECE;

    /** The most that systems keep for one connection, with room. */
    private static final long KEPT = 12_000_000;

    private final CountDownLatch gate = new CountDownLatch(1);

    private void serveInTurns(Work work) throws IOException {
        serveInTurns(AjpLimits.DEFAULT, work);
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertTrue(latch.await(10, TimeUnit.SECONDS));
    }

    private static void write(AjpExchange exchange, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        exchange.write(bytes, 0, bytes.length);
        exchange.flush();
    }

    // --- services that take long

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void servicesThatBlock_holdUpNobody(int count) throws Exception {
        CountDownLatch blocked = new CountDownLatch(count);
        serveInTurns(exchange -> {
            if (exchange.request().uri().startsWith("/blocks")) {
                blocked.countDown();
                await(gate);
            }
            answer(exchange, 200, exchange.request().uri());
        });
        List<AjpClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            AjpClient client = connect();
            client.send(ForwardPacket.get("/blocks" + i));
            clients.add(client);
        }
        await(blocked);
        AjpClient other = connect();
        for (int i = 0; i < 20; i++) {
            assertEquals("/free" + i, other.ask(ForwardPacket.get("/free" + i)).body());
        }
        gate.countDown();
        for (int i = 0; i < count; i++) {
            assertEquals("/blocks" + i, clients.get(i).answer().body());
            assertEquals(
                    "/again", clients.get(i).ask(ForwardPacket.get("/again")).body());
        }
    }

    @Test
    void whatIsWritten_beforeAndAfterTheLoopHasGoneOn_arrivesInOrder_andOnItsOwnConnection() throws Exception {
        int count = 3;
        CountDownLatch halfway = new CountDownLatch(count);
        serveInTurns(exchange -> {
            String uri = exchange.request().uri();
            exchange.start(200, null, List.of());
            for (int i = 0; i < 100; i++) {
                if (i == 50) {
                    halfway.countDown();
                    await(gate);
                }
                write(exchange, uri + " " + i + ",");
            }
            exchange.end();
        });
        List<AjpClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            AjpClient client = connect();
            client.send(ForwardPacket.get("/" + i));
            clients.add(client);
        }
        await(halfway);
        gate.countDown();
        for (int i = 0; i < count; i++) {
            StringBuilder expected = new StringBuilder();
            for (int piece = 0; piece < 100; piece++) {
                expected.append("/").append(i).append(" ").append(piece).append(",");
            }
            assertEquals(expected.toString(), clients.get(i).answer().body());
        }
    }

    /** What such a thread writes goes through the loop's queue; what it writes afterwards must not be quicker. */
    @Test
    void whatAnInterruptedThreadWrites_arrivesBeforeWhatFollows() throws Exception {
        serveInTurns(exchange -> {
            exchange.start(200, null, List.of());
            Thread.currentThread().interrupt();
            write(exchange, "one ");
            Thread.interrupted();
            write(exchange, "two ");
            write(exchange, "three");
            exchange.end();
        });
        AjpClient httpd = connect();
        for (int i = 0; i < 10; i++) {
            assertEquals("one two three", httpd.ask(ForwardPacket.get("/")).body());
        }
    }

    @Test
    void whatAnotherThreadWrites_arrivesInOrder() throws Exception {
        serveInTurns(exchange -> {
            exchange.start(200, null, List.of());
            write(exchange, "one ");
            CountDownLatch written = new CountDownLatch(1);
            beside(nothing -> {
                write(exchange, "two ");
                written.countDown();
            });
            await(written);
            write(exchange, "three");
            exchange.end();
        });
        AjpClient httpd = connect();
        for (int i = 0; i < 10; i++) {
            assertEquals("one two three", httpd.ask(ForwardPacket.get("/")).body());
        }
    }

    @Test
    void anotherThread_mayAnswer() throws Exception {
        serveInTurns(exchange -> beside(nothing -> answer(exchange, 200, readAll(exchange))));
        AjpClient httpd = connect();
        for (int i = 0; i < 10; i++) {
            httpd.send(ForwardPacket.post("/", 5), Packets.body("hello"));
            assertEquals("hello", httpd.answer().body());
        }
    }

    // --- bodies

    @Test
    void bodyOfSeveralPieces_isReceivedByTheLoop_whileItsServiceWaits() throws Exception {
        serveInTurns(exchange -> answer(exchange, 200, readAll(exchange)));
        AjpClient httpd = connect();
        AjpClient other = connect();
        httpd.send(ForwardPacket.chunkedPost("/"));
        for (int i = 0; i < 20; i++) {
            assertInstanceOf(ReplyPacket.AskBody.class, httpd.next());
            assertEquals("", other.ask(ForwardPacket.get("/")).body());
            httpd.send(Packets.body(i + ","));
        }
        assertInstanceOf(ReplyPacket.AskBody.class, httpd.next());
        httpd.send(Packets.BODY_END);
        assertEquals(
                "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,",
                httpd.answer().body());
    }

    @Test
    void bodyThatStalls_isGivenUp() throws Exception {
        serveInTurns(new Limits().bodyTimeout(Duration.ofMillis(100)).limits(), exchange -> {
            try {
                readAll(exchange);
            } catch (AjpBodyException stalled) {
                answer(exchange, stalled.status(), "stalled");
            }
        });
        AjpClient httpd = connect();
        httpd.send(ForwardPacket.chunkedPost("/"));
        assertInstanceOf(ReplyPacket.AskBody.class, httpd.next());
        httpd.send(Packets.body("some"));
        assertInstanceOf(ReplyPacket.AskBody.class, httpd.next());
        assertEquals(408, httpd.answer().status());
        assertTrue(monitor.next().startsWith("protocol broken: request body: nothing for "));
    }

    @Test
    void writerThatIsFasterThanItsReader_waits_andHoldsLittle_andHoldsUpNobody() throws Exception {
        AtomicLong written = new AtomicLong();
        CompletableFuture<Thread> writer = new CompletableFuture<>();
        serveInTurns(exchange -> {
            if (exchange.request().uri().equals("/free")) {
                answer(exchange, 200, "free");
                return;
            }
            writer.complete(Thread.currentThread());
            exchange.start(200, null, List.of());
            byte[] piece = new byte[PIECE];
            for (int i = 0; i < PIECES; i++) {
                exchange.write(piece, 0, PIECE);
                written.addAndGet(PIECE);
            }
            exchange.end();
        });
        AjpClient httpd = connectNarrow();
        httpd.send(ForwardPacket.get("/"));
        Thread thread = writer.get(10, TimeUnit.SECONDS);
        until("the writer waits", () -> thread.getState() == Thread.State.TIMED_WAITING);
        assertTrue(written.get() < KEPT, () -> written + " bytes taken from the service");
        assertEquals("free", connect().ask(ForwardPacket.get("/free")).body());
        assertEquals(PIECES, httpd.answer().chunks().size());
        assertEquals("free", httpd.ask(ForwardPacket.get("/free")).body());
    }

    // --- services that fail

    @Test
    void serviceThatThrows_isAnsweredForWith500() throws Exception {
        List<Throwable> thrown = List.of(new IllegalStateException("one"), new StackOverflowError("two"));
        serveOnTheLoop(
                AjpLimits.DEFAULT,
                exchange -> exchange.runOnLoop(() -> {
                    int which = Integer.parseInt(exchange.request().uri().substring(1));
                    throwAsIs(thrown.get(which));
                }));
        for (int i = 0; i < 2; i++) {
            Answer answer = connect().ask(ForwardPacket.get("/" + i));
            assertEquals(500, answer.status());
            assertFalse(answer.reuse());
            assertEquals("failed: " + thrown.get(i), monitor.next());
        }
    }

    @Test
    void serviceThatThrows_whenTheLoopHasGoneOn_isAnsweredForToo() throws Exception {
        serveOnTheLoop(
                AjpLimits.DEFAULT,
                exchange -> exchange.runOnLoop(() -> {
                    try {
                        readAll(exchange);
                    } catch (IOException gone) {
                        throw new AssertionError(gone);
                    }
                    throw new IllegalStateException("late");
                }));
        AjpClient httpd = connect();
        httpd.send(ForwardPacket.chunkedPost("/"));
        assertInstanceOf(ReplyPacket.AskBody.class, httpd.next());
        httpd.send(Packets.BODY_END);
        assertEquals(500, httpd.answer().status());
        assertEquals("failed: java.lang.IllegalStateException: late", monitor.next());
    }

    @Test
    void serviceThatThrows_afterTheHead_isSeenAsTruncated() throws Exception {
        serveOnTheLoop(
                AjpLimits.DEFAULT,
                exchange -> exchange.runOnLoop(() -> {
                    try {
                        exchange.start(200, null, List.of());
                        write(exchange, "some");
                    } catch (IOException gone) {
                        throw new AssertionError(gone);
                    }
                    throw new IllegalStateException("late");
                }));
        AjpClient httpd = connect();
        httpd.send(ForwardPacket.get("/"));
        assertInstanceOf(ReplyPacket.Head.class, httpd.next());
        httpd.awaitClosed();
        assertEquals("failed: java.lang.IllegalStateException: late", monitor.next());
    }

    @Test
    void serviceThatThrows_afterItsAnswer_harmsNobody() throws Exception {
        serveOnTheLoop(
                AjpLimits.DEFAULT,
                exchange -> exchange.runOnLoop(() -> {
                    try {
                        answer(exchange, 200, "whole");
                    } catch (IOException gone) {
                        throw new AssertionError(gone);
                    }
                    throw new IllegalStateException("late");
                }));
        AjpClient httpd = connect();
        for (int i = 0; i < 10; i++) {
            assertEquals("whole", httpd.ask(ForwardPacket.get("/")).body());
            assertEquals("failed: java.lang.IllegalStateException: late", monitor.next());
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void throwAsIs(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Test
    void threadThatAServiceLeavesInterrupted_isCleanForTheNext() throws Exception {
        serveInTurns(exchange -> {
            boolean interrupted = Thread.currentThread().isInterrupted();
            answer(exchange, 200, String.valueOf(interrupted));
            Thread.currentThread().interrupt();
        });
        AjpClient httpd = connect();
        AjpClient other = connect();
        for (int i = 0; i < 20; i++) {
            assertEquals("false", httpd.ask(ForwardPacket.get("/")).body());
            assertEquals("false", other.ask(ForwardPacket.get("/")).body());
        }
    }

    // --- the end

    @Test
    void servicesThatRun_whenTheServerCloses_endInPeace() throws Exception {
        CountDownLatch running = new CountDownLatch(3);
        serveInTurns(exchange -> {
            running.countDown();
            await(gate);
            answer(exchange, 200, "whole");
        });
        List<AjpClient> clients = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            AjpClient client = connect();
            client.send(ForwardPacket.get("/"));
            clients.add(client);
        }
        await(running);
        AjpClient idle = connect();
        CompletableFuture<Void> closed = CompletableFuture.runAsync(() -> server.close(Duration.ofSeconds(20)));
        idle.awaitEnd();
        assertFalse(closed.isDone());
        gate.countDown();
        for (AjpClient client : clients) {
            Answer answer = client.answer();
            assertEquals("whole", answer.body());
            assertFalse(answer.reuse());
            client.awaitEnd();
            client.close();
        }
        closed.get(10, TimeUnit.SECONDS);
    }

    @Test
    void servicesThatTakeTooLong_areInterrupted_whenTheServerCloses() throws Exception {
        CountDownLatch running = new CountDownLatch(3);
        CountDownLatch interrupted = new CountDownLatch(3);
        serveOnTheLoop(
                AjpLimits.DEFAULT,
                exchange -> exchange.runOnLoop(() -> {
                    running.countDown();
                    try {
                        gate.await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                }));
        for (int i = 0; i < 3; i++) {
            connect().send(ForwardPacket.get("/"));
        }
        await(running);
        server.close(Duration.ZERO);
        await(interrupted);
    }

    @Test
    void serviceThatMindsNoInterruption_doesNotKeepTheServerFromClosing() throws Exception {
        CountDownLatch running = new CountDownLatch(2);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        serveOnTheLoop(
                AjpLimits.DEFAULT,
                exchange -> exchange.runOnLoop(() -> {
                    running.countDown();
                    boolean told = false;
                    while (gate.getCount() > 0) {
                        try {
                            gate.await();
                        } catch (InterruptedException e) {
                            told = true;
                        }
                    }
                    interrupted.complete(told);
                }));
        AjpClient httpd = connect();
        httpd.send(ForwardPacket.get("/"));
        connect().send(ForwardPacket.get("/"));
        await(running);
        server.close(Duration.ZERO);
        httpd.awaitClosed();
        gate.countDown();
        assertTrue(interrupted.get(10, TimeUnit.SECONDS));
    }
}
