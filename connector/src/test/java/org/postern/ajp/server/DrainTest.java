package org.postern.ajp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.postern.ajp.kit.AjpClient;
import org.postern.ajp.kit.Answer;
import org.postern.ajp.kit.ForwardPacket;
import org.postern.ajp.kit.Packets;

/** How a server ends. */
@EveryTransport
class DrainTest extends ServerTest {

    private CompletableFuture<Void> draining(Duration patience) {
        return CompletableFuture.runAsync(() -> server.close(patience));
    }

    @Test
    void R09_idleConnections_areClosedAtOnce_andNobodyIsLetIn() throws Exception {
        serve(exchange -> answer(exchange, 200, "x"));
        AjpClient fresh = connect();
        AjpClient used = connect();
        used.ask(ForwardPacket.get("/"));
        until("both connections are known", () -> server.connections() == 2);
        server.close(Duration.ofSeconds(20));
        fresh.awaitEnd();
        used.awaitEnd();
        assertThrows(IOException.class, this::connect);
        assertEquals(0, server.connections());
    }

    @Test
    void R09_runningRequest_ends_withoutReuse() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        serve(exchange -> {
            running.countDown();
            assertTrue(goOn.await(10, TimeUnit.SECONDS));
            answer(exchange, 200, "x".repeat(100_000));
        });
        AjpClient idle = connect();
        AjpClient httpd = connect();
        httpd.send(ForwardPacket.get("/"));
        assertTrue(running.await(10, TimeUnit.SECONDS));
        CompletableFuture<Void> drained = draining(Duration.ofSeconds(20));
        idle.awaitEnd();
        assertFalse(drained.isDone());
        goOn.countDown();
        Answer answer = httpd.answer();
        assertEquals(100_000, answer.body().length());
        assertFalse(answer.reuse());
        httpd.awaitEnd();
        httpd.close();
        drained.get(10, TimeUnit.SECONDS);
    }

    @Test
    void requestWhoseBodyIsStillOnItsWay_isAnsweredToo() throws Exception {
        serve(exchange -> answer(exchange, 200, readAll(exchange)));
        AjpClient idle = connect();
        AjpClient httpd = connect();
        httpd.send(Packets.CPING, ForwardPacket.post("/", 2).bytes());
        httpd.next();
        CompletableFuture<Void> drained = draining(Duration.ofSeconds(20));
        idle.awaitEnd();
        httpd.send(Packets.body("hi"));
        Answer answer = httpd.answer();
        assertEquals("hi", answer.body());
        assertFalse(answer.reuse());
        httpd.close();
        drained.get(10, TimeUnit.SECONDS);
    }

    @Test
    void requestThatWasAnnouncedByAPing_isAnswered() throws Exception {
        serve(exchange -> answer(exchange, 200, "x"));
        AjpClient silent = connect();
        silent.send(Packets.CPING);
        silent.next();
        AjpClient idle = connect();
        AjpClient httpd = connect();
        httpd.send(Packets.CPING);
        httpd.next();
        CompletableFuture<Void> drained = draining(Duration.ofSeconds(20));
        idle.awaitEnd();
        Answer answer = httpd.ask(ForwardPacket.get("/"));
        assertFalse(answer.reuse());
        httpd.close();
        silent.awaitEnd();
        drained.get(10, TimeUnit.SECONDS);
    }

    /** Two loops take connections in turn; the one whose service does not return sets up its next connection only later. */
    @Test
    void connectionTakenBeforeTheDrain_andSetUpDuringIt_isClosedAtOnce() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        serveOnTheLoops(2, exchange -> {
            if (exchange.request().uri().equals("/blocks")) {
                running.countDown();
                assertTrue(await(goOn));
            }
        });
        AjpClient blocks = connect();
        blocks.send(ForwardPacket.get("/blocks"));
        assertTrue(running.await(10, TimeUnit.SECONDS));
        AjpClient busy = connect();
        busy.send(Packets.CPING, ForwardPacket.get("/runs").bytes());
        busy.next();
        AjpClient late = connect();
        AjpClient idle = connect();
        until("those on the free loop are known", () -> server.connections() == 3);
        CompletableFuture<Void> drained = draining(Duration.ofSeconds(20));
        idle.awaitEnd();
        goOn.countDown();
        late.awaitEnd();
        assertFalse(drained.isDone());
        blocks.close();
        busy.close();
        drained.get(10, TimeUnit.SECONDS);
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Test
    void requestThatOutlastsThePatience_isCut() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        serve(exchange -> {
            running.countDown();
            exchange.read();
        });
        AjpClient httpd = connect();
        httpd.send(ForwardPacket.chunkedPost("/"));
        assertTrue(running.await(10, TimeUnit.SECONDS));
        httpd.next();
        server.close(Duration.ofMillis(50));
        httpd.awaitEnd();
        assertInstanceOf(IOException.class, thrown());
    }

    @Test
    void socketFile_goesWithItsServer() throws Exception {
        serve(exchange -> answer(exchange, 200, "x"));
        assertEquals(transport.unix(), Files.exists(directory.resolve("ajp.sock")));
        server.close();
        assertFalse(Files.exists(directory.resolve("ajp.sock")));
    }

    @Test
    void closingTwice_isNoMatter() throws Exception {
        serve(exchange -> answer(exchange, 200, "x"));
        server.close();
        server.close();
    }
}
