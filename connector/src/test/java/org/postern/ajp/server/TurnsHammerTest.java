package org.postern.ajp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.ajp.AjpExchange;
import org.postern.ajp.kit.AjpClient;
import org.postern.ajp.kit.ForwardPacket;
import org.postern.ajp.kit.Packets;
import org.postern.ajp.kit.ReplyPacket;

/**
 * Services of all kinds on few loops, asked by many connections at once; each answer is compared byte by byte. A failure tells its seed:
 * {@code -Dturns.seed}.
 */
@EveryTransport
@Timeout(3600)
class TurnsHammerTest extends ServerTest {

    private static final int CONNECTIONS = 64;
    private static final int CLIENTS = 4;

    /** What a service does. */
    enum Kind {
        AT_ONCE,
        BLOCKS,
        IN_PIECES,
        READS,
        SWITCHES,
        IS_HELPED,
        IS_INTERRUPTED,
        BREAKS_OFF
    }

    private final ExecutorService helpers = Executors.newCachedThreadPool();

    int rounds() {
        return 12;
    }

    @AfterEach
    void endHelpers() {
        helpers.shutdown();
    }

    @Test
    void answersAreWhole_whateverServicesDo() throws Exception {
        long seed = Long.getLong("turns.seed", System.nanoTime());
        Random random = new Random(seed);
        int loops = 1 + random.nextInt(3);
        serveOnTheLoops(loops, exchange -> exchange.runOnLoop(() -> serve(exchange)));
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            long own = random.nextLong();
            clients.add(CompletableFuture.runAsync(() -> hammer(new Random(own)), helpers));
        }
        try {
            for (CompletableFuture<Void> client : clients) {
                client.get();
            }
        } catch (ExecutionException failed) {
            throw new AssertionError("seed " + seed + ", loops " + loops, failed.getCause());
        }
    }

    // --- the services

    private void serve(AjpExchange exchange) {
        try {
            serve(exchange, exchange.request().uri().split("/"));
        } catch (IOException | InterruptedException | ExecutionException e) {
            throw new IllegalStateException(exchange.request().uri(), e);
        }
    }

    private void serve(AjpExchange exchange, String[] path)
            throws IOException, InterruptedException, ExecutionException {
        Random random = new Random(Long.parseLong(path[2]));
        byte[] bytes = new byte[Integer.parseInt(path[3])];
        random.nextBytes(bytes);
        switch (Kind.valueOf(path[1])) {
            case AT_ONCE -> end(exchange, bytes, 0);
            case BLOCKS -> {
                LockSupport.parkNanos(random.nextInt(3_000_000));
                end(exchange, bytes, 0);
            }
            case IN_PIECES -> end(exchange, bytes, pieces(exchange, bytes, random, true));
            case READS -> {
                ByteArrayOutputStream body = new ByteArrayOutputStream();
                for (byte[] piece = exchange.read(); piece != null; piece = exchange.read()) {
                    body.writeBytes(piece);
                }
                end(exchange, body.toByteArray(), 0);
            }
            case SWITCHES -> {
                int at = pieces(exchange, bytes, random, false);
                helpers.execute(() -> endQuietly(exchange, bytes, at));
            }
            case IS_HELPED -> {
                int at = helpers.submit(() -> pieces(exchange, bytes, random, true))
                        .get();
                end(exchange, bytes, at);
            }
            case IS_INTERRUPTED -> {
                Thread.currentThread().interrupt();
                exchange.start(200, null, List.of());
                int half = Math.min(bytes.length / 2, 20_000); // none that would have to wait for the peer
                exchange.write(bytes, 0, half);
                exchange.flush();
                Thread.interrupted();
                end(exchange, bytes, half);
                Thread.currentThread().interrupt();
            }
            case BREAKS_OFF -> {
                pieces(exchange, bytes, random, true);
                exchange.abort();
            }
        }
    }

    /** Writes about half. Returns how much. */
    private static int pieces(AjpExchange exchange, byte[] bytes, Random random, boolean pauses) throws IOException {
        exchange.start(200, null, List.of());
        int at = 0;
        while (at < bytes.length / 2) {
            int size = 1 + random.nextInt(Math.min(bytes.length - at, 30_000));
            exchange.write(bytes, at, size);
            at += size;
            exchange.flush();
            if (pauses && random.nextInt(4) == 0) {
                LockSupport.parkNanos(random.nextInt(1_500_000));
            }
        }
        return at;
    }

    private static void end(AjpExchange exchange, byte[] bytes, int from) throws IOException {
        if (!exchange.started()) {
            exchange.start(200, null, List.of());
        }
        exchange.write(bytes, from, bytes.length - from);
        exchange.end();
    }

    private static void endQuietly(AjpExchange exchange, byte[] bytes, int from) {
        try {
            end(exchange, bytes, from);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    // --- the clients

    /** A request that is on its way. */
    private record Asked(Kind kind, byte[] expected, List<byte[]> body) {}

    private void hammer(Random random) {
        try {
            List<AjpClient> clients = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS / CLIENTS; i++) {
                clients.add(AjpClient.connect(address));
            }
            for (int round = 0; round <= rounds(); round++) {
                List<Asked> asked = new ArrayList<>();
                for (AjpClient client : clients) {
                    asked.add(ask(client, random, round == rounds()));
                }
                for (int i = 0; i < asked.size(); i++) {
                    if (!isAnswered(clients.get(i), asked.get(i))) {
                        clients.get(i).close();
                        clients.set(i, AjpClient.connect(address));
                    }
                }
            }
            for (AjpClient client : clients) {
                client.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Asked ask(AjpClient client, Random random, boolean last) throws IOException {
        Kind kind = last ? Kind.AT_ONCE : Kind.values()[random.nextInt(Kind.values().length)];
        long seed = random.nextLong();
        int size = random.nextInt(10) == 0 ? random.nextInt(400_000) : random.nextInt(3_000);
        byte[] expected = new byte[size];
        String uri = "/" + kind + "/" + seed + "/" + size;
        if (kind != Kind.READS) {
            new Random(seed).nextBytes(expected);
            client.send(ForwardPacket.get(uri));
            return new Asked(kind, expected, new ArrayList<>());
        }
        random.nextBytes(expected);
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < size; at += 8000) {
            byte[] piece = new byte[Math.min(8000, size - at)];
            System.arraycopy(expected, at, piece, 0, piece.length);
            pieces.add(Packets.body(piece));
        }
        if (random.nextBoolean() || size == 0) {
            pieces.add(Packets.BODY_END);
            client.send(ForwardPacket.chunkedPost(uri));
        } else {
            client.send(ForwardPacket.post(uri, size), pieces.remove(0));
        }
        return new Asked(kind, expected, pieces);
    }

    /** Takes the answer. Returns whether the connection can be used again. */
    private static boolean isAnswered(AjpClient client, Asked asked) throws IOException {
        StringBuilder body = new StringBuilder();
        int sent = 0;
        try {
            for (ReplyPacket packet = client.next(); ; packet = client.next()) {
                if (packet instanceof ReplyPacket.AskBody) {
                    client.send(asked.body().get(sent++));
                } else if (packet instanceof ReplyPacket.Chunk chunk) {
                    body.append(chunk.data());
                } else if (packet instanceof ReplyPacket.Head head) {
                    assertEquals(200, head.status());
                } else if (packet instanceof ReplyPacket.End end) {
                    assertTrue(asked.kind() != Kind.BREAKS_OFF, "it was broken off");
                    assertTrue(end.reuse());
                    assertTrue(text(asked.expected()).contentEquals(body), () -> asked.kind() + ": other bytes");
                    return true;
                }
            }
        } catch (EOFException | SocketException closed) {
            assertEquals(Kind.BREAKS_OFF, asked.kind(), closed.getMessage());
            assertTrue(text(asked.expected()).startsWith(body.toString()), "other bytes than were written");
            return false;
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
