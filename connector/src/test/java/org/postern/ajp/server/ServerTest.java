package org.postern.ajp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.postern.ajp.AjpExchange;
import org.postern.ajp.AjpLimits;
import org.postern.ajp.AjpService;
import org.postern.ajp.kit.AjpClient;

/** A server on a real socket, with a service that runs on threads of its own, as the daemon's does. */
@Timeout(30)
abstract class ServerTest {

    /** What a service's thread does; whatever it throws is noted, and breaks the exchange off. */
    interface Work {
        void on(AjpExchange exchange) throws Exception;
    }

    @Parameter
    Transport transport;

    @TempDir
    Path directory;

    final Heard monitor = new Heard();
    volatile List<byte[]> secrets = List.of();
    AjpServer server;
    SocketAddress address;

    private final BlockingQueue<Throwable> thrown = new LinkedBlockingQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    void serve(Work work) throws IOException {
        serve(AjpLimits.DEFAULT, work);
    }

    void serve(AjpLimits limits, Work work) throws IOException {
        serveOnTheLoop(limits, exchange -> threads.execute(() -> run(work, exchange)));
    }

    /** A service that runs on the thread of the only event loop. */
    void serveInTurns(AjpLimits limits, Work work) throws IOException {
        serveOnTheLoop(limits, exchange -> exchange.runOnLoop(() -> run(work, exchange)));
    }

    /** A service that gets no thread. */
    void serveOnTheLoop(AjpLimits limits, AjpService service) throws IOException {
        serveOnTheLoops(1, limits, service);
    }

    /** The same with several event loops. */
    void serveOnTheLoops(int loops, AjpService service) throws IOException {
        serveOnTheLoops(loops, AjpLimits.DEFAULT, service);
    }

    private void serveOnTheLoops(int loops, AjpLimits limits, AjpService service) throws IOException {
        server = new AjpServer(limits, () -> secrets, service, monitor, loops, transport.epoll());
        open.addLast(() -> server.close(Duration.ZERO));
        address = server.bind(transport.address(directory));
    }

    private void run(Work work, AjpExchange exchange) {
        try {
            work.on(exchange);
        } catch (Exception | AssertionError e) {
            thrown.add(e);
            exchange.abort();
        }
    }

    /** Does something beside the test, with whatever it throws noted. */
    void beside(Work work) {
        threads.execute(() -> {
            try {
                work.on(null);
            } catch (Exception | AssertionError e) {
                thrown.add(e);
            }
        });
    }

    AjpClient connect() throws IOException {
        return opened(AjpClient.connect(address));
    }

    AjpClient connectNarrow() throws IOException {
        return opened(AjpClient.connectNarrow(address));
    }

    private AjpClient opened(AjpClient client) {
        open.addFirst(client);
        return client;
    }

    /** What the service's thread has thrown, waited for. */
    Throwable thrown() throws InterruptedException {
        Throwable next = thrown.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("the service throws nothing");
        }
        return next;
    }

    /** A whole answer in one go. */
    static void answer(AjpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
        exchange.start(status, null, List.of(Map.entry("Content-Type", "text/plain; charset=UTF-8")));
        exchange.write(bytes, 0, bytes.length);
        exchange.end();
    }

    /** The whole body of a request. */
    static String readAll(AjpExchange exchange) throws IOException {
        StringBuilder body = new StringBuilder();
        for (byte[] piece = exchange.read(); piece != null; piece = exchange.read()) {
            assertTrue(piece.length > 0, "an empty piece");
            body.append(new String(piece, StandardCharsets.ISO_8859_1));
        }
        return body.toString();
    }

    static void until(String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!holds.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, () -> "never: " + what);
            LockSupport.parkNanos(1_000_000);
        }
    }

    @AfterEach
    void nothingIsLeftBehind() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
        threads.shutdown();
        assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS), "a service's thread hangs");
        assertEquals("[]", thrown.toString(), "thrown by the service");
        assertEquals("[]", monitor.toString(), "heard by the monitor");
    }
}
