package org.postern.ajp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.postern.ajp.AjpLimits;
import org.postern.ajp.kit.AjpClient;
import org.postern.ajp.kit.ForwardPacket;

/** Many connections at once, and one after the other. */
@EveryTransport
class ManyConnectionsTest extends ServerTest {

    private static final int MANY = 300;

    @Test
    void R17_burst_isTakenByTheSystem_whileTheLoopIsBusy() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch all = new CountDownLatch(1);
        serveOnTheLoop(AjpLimits.DEFAULT, exchange -> {
            busy.countDown();
            try {
                assertTrue(all.await(10, TimeUnit.SECONDS));
                answer(exchange, 200, exchange.request().uri());
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        AjpClient first = connect();
        first.send(ForwardPacket.get("/first"));
        assertTrue(busy.await(10, TimeUnit.SECONDS));
        List<AjpClient> clients = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            AjpClient client = connect();
            client.send(ForwardPacket.get("/" + i));
            clients.add(client);
        }
        all.countDown();
        assertEquals("/first", first.answer().body());
        for (int i = 0; i < MANY; i++) {
            assertEquals("/" + i, clients.get(i).answer().body());
        }
    }

    @Test
    void R16_idleConnections_holdNoThread() throws Exception {
        serve(exchange -> answer(exchange, 200, ""));
        List<AjpClient> clients = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            AjpClient client = connect();
            client.ask(ForwardPacket.get("/"));
            clients.add(client);
        }
        assertEquals(MANY, server.connections());
        long loops = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("postern-ajp"))
                .filter(Thread::isAlive)
                .count();
        assertTrue(loops <= 2, loops + " threads");
        for (AjpClient client : clients) {
            assertEquals(200, client.ask(ForwardPacket.get("/")).status());
        }
    }

    @Test
    void R20_connectionForEachRequest_leavesNothingBehind() throws Exception {
        serve(exchange -> answer(exchange, 200, ""));
        for (int i = 0; i < MANY; i++) {
            try (AjpClient client = AjpClient.connect(address)) {
                assertEquals(200, client.ask(ForwardPacket.get("/")).status());
            }
        }
        until("all are gone", () -> server.connections() == 0);
    }
}
