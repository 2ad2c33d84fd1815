package org.postern.ajp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.postern.ajp.AjpLimits;
import org.postern.ajp.kit.AjpClient;
import org.postern.ajp.kit.Answer;
import org.postern.ajp.kit.ForwardPacket;
import org.postern.ajp.kit.Packets;
import org.postern.ajp.kit.ReplyPacket;

/** A server takes over from another, here in the same process, and nobody in front of them notices. */
@ParameterizedClass
@EnumSource(names = {"TCP_EPOLL", "UNIX_EPOLL"})
class HandOverTest extends ServerTest {

    private static final long PROCESS = ProcessHandle.current().pid();

    private AjpServer successor;
    private List<SocketAddress> given = List.of();

    @AfterEach
    void endSuccessor() {
        if (successor != null) {
            successor.close(Duration.ZERO);
        }
    }

    private void serveOld() throws IOException {
        serve(exchange -> answer(exchange, 200, "old"));
    }

    /** Listens beside the old one. */
    private void begin() throws IOException {
        successor = new AjpServer(
                AjpLimits.DEFAULT,
                List::of,
                exchange -> beside(unused -> answer(exchange, 200, "new")),
                monitor,
                1,
                true);
        SocketAddress asked = transport.address(directory);
        successor.take(PROCESS, meeting -> {
            try {
                given = server.give(List.of(asked), meeting, PROCESS);
                return given;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertEquals(List.of(asked), given);
        assertEquals(address, successor.bind(asked));
    }

    private void handOver() throws IOException {
        begin();
        server.leave(given);
        successor.own();
    }

    private String ask() throws IOException {
        try (AjpClient client = connect()) {
            return client.ask(ForwardPacket.get("/")).body();
        }
    }

    @Test
    void whoConnectsAfterwards_isServedByTheSuccessor() throws Exception {
        serveOld();
        assertEquals("old", ask());
        handOver();
        for (int i = 0; i < 20; i++) {
            assertEquals("new", ask());
        }
    }

    @Test
    void usedConnection_isClosedAtTheNextPing() throws Exception {
        serveOld();
        AjpClient httpd = connect();
        httpd.ask(ForwardPacket.get("/"));
        handOver();
        httpd.send(Packets.CPING);
        httpd.awaitEnd();
    }

    @Test
    void connectionThatHasHadNoRequest_isServed_asItMayBeTheSecondOneForARequest() throws Exception {
        serveOld();
        AjpClient httpd = connect();
        until("it is the old one's", () -> server.connections() == 1);
        handOver();
        httpd.send(Packets.CPING);
        assertInstanceOf(ReplyPacket.Pong.class, httpd.next());
        Answer answer = httpd.ask(ForwardPacket.get("/"));
        assertEquals("old", answer.body());
        assertFalse(answer.reuse());
        httpd.awaitEnd();
    }

    @Test
    void requestWithoutPing_isServed_forTheLastTime() throws Exception {
        serveOld();
        AjpClient httpd = connect();
        httpd.ask(ForwardPacket.get("/"));
        handOver();
        Answer answer = httpd.ask(ForwardPacket.get("/"));
        assertEquals("old", answer.body());
        assertFalse(answer.reuse());
        httpd.awaitEnd();
    }

    @Test
    void idleConnection_staysUntilTheGraceIsOver() throws Exception {
        serveOld();
        AjpClient httpd = connect();
        httpd.ask(ForwardPacket.get("/"));
        AjpClient pinged = connect();
        pinged.ask(ForwardPacket.get("/"));
        handOver();
        CompletableFuture<Void> left =
                CompletableFuture.runAsync(() -> server.awaitLeft(Duration.ofSeconds(20), Duration.ofSeconds(40)));
        pinged.send(Packets.CPING);
        pinged.awaitEnd();
        assertFalse(left.isDone());
        httpd.ask(ForwardPacket.get("/"));
        httpd.close();
        left.get(10, TimeUnit.SECONDS);
    }

    @Test
    void afterTheGrace_idleConnectionsAreClosed_andRequestsEndWell() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        serve(exchange -> {
            running.countDown();
            assertTrue(goOn.await(10, TimeUnit.SECONDS));
            answer(exchange, 200, "old");
        });
        AjpClient idle = connect();
        AjpClient busy = connect();
        busy.send(ForwardPacket.get("/"));
        assertTrue(running.await(10, TimeUnit.SECONDS));
        until("both are the old one's", () -> server.connections() == 2);
        handOver();
        CompletableFuture<Void> left =
                CompletableFuture.runAsync(() -> server.awaitLeft(Duration.ZERO, Duration.ofSeconds(20)));
        idle.awaitEnd();
        assertFalse(left.isDone());
        goOn.countDown();
        assertEquals("old", busy.answer().body());
        busy.awaitEnd();
        busy.close();
        left.get(10, TimeUnit.SECONDS);
    }

    @Test
    void connectionThatWaitsToBeTaken_isNotLost() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        serveOnTheLoop(AjpLimits.DEFAULT, exchange -> {
            running.countDown();
            try {
                assertTrue(goOn.await(10, TimeUnit.SECONDS));
                answer(exchange, 200, "old");
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        CompletableFuture<Void> blocked = new CompletableFuture<>();
        AjpClient first = connect();
        beside(unused -> {
            begin();
            blocked.complete(null);
        });
        blocked.get(10, TimeUnit.SECONDS);
        first.send(ForwardPacket.get("/"));
        assertTrue(running.await(10, TimeUnit.SECONDS)); // the old one's loop stands, so it takes nobody
        assertEquals("new", ask());
        CompletableFuture<Void> leaving = CompletableFuture.runAsync(() -> server.leave(given));
        assertEquals("new", ask());
        goOn.countDown();
        leaving.get(10, TimeUnit.SECONDS);
        assertEquals("old", first.answer().body());
        assertEquals("new", ask());
    }

    @Test
    void successorThatFails_takesNothingAway() throws Exception {
        serveOld();
        begin();
        successor.close();
        assertEquals(transport.unix(), Files.exists(directory.resolve("ajp.sock")));
        assertEquals("old", ask());
        handOver();
        assertEquals("new", ask());
    }

    @Test
    void socketFile_isTheSuccessors() throws Exception {
        serveOld();
        handOver();
        server.close();
        assertEquals(transport.unix(), Files.exists(directory.resolve("ajp.sock")));
        assertEquals("new", ask());
        successor.close();
        assertFalse(Files.exists(directory.resolve("ajp.sock")));
    }

    @Test
    void sockets_goToNoOtherProcess() throws Exception {
        serveOld();
        successor = new AjpServer(AjpLimits.DEFAULT, List::of, exchange -> {}, monitor, 1, true);
        successor.take(PROCESS, meeting -> {
            IOException refused = assertThrows(
                    IOException.class, () -> server.give(List.of(transport.address(directory)), meeting, 1));
            assertTrue(
                    refused.getMessage().contains("process " + PROCESS + " waits for sockets (expected: process 1)"),
                    refused.getMessage());
            return List.of();
        });
    }

    @Test
    void addressThatTheServerDoesNotHave_isNotGiven() throws Exception {
        serveOld();
        Files.deleteIfExists(directory.resolve("ajp.sock"));
        successor = new AjpServer(AjpLimits.DEFAULT, List::of, exchange -> {}, monitor, 1, true);
        SocketAddress other = UnixDomainSocketAddress.of(directory.resolve("other.sock"));
        successor.take(PROCESS, meeting -> {
            try {
                List<SocketAddress> nothing = server.give(List.of(other), meeting, PROCESS);
                assertEquals(List.of(), nothing);
                if (transport.unix()) { // whose file is gone
                    assertEquals(List.of(), server.give(List.of(address), meeting, PROCESS));
                }
                return nothing;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertEquals(other, successor.bind(other));
    }
}
