package org.postern.ajp.peer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.postern.ajp.AjpExchange;
import org.postern.ajp.AjpRequest;
import org.postern.ajp.AjpService;

/** A site whose pages do what the last part of their path says. */
final class Pages implements AjpService, AutoCloseable {

    private static final List<Map.Entry<String, String>> TEXT =
            List.of(Map.entry("Content-Type", "text/plain; charset=UTF-8"));

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BlockingQueue<AjpRequest> requests = new LinkedBlockingQueue<>();
    private final Semaphore gate = new Semaphore(0);
    private final BlockingQueue<String> failures = new LinkedBlockingQueue<>();

    /** Lets a page that waits end. */
    void goOn() {
        gate.release();
    }

    @Override
    public void service(AjpExchange exchange) {
        requests.add(exchange.request());
        threads.execute(() -> {
            try {
                page(exchange);
            } catch (IOException e) {
                failures.add(String.valueOf(e.getMessage()));
                exchange.abort();
            }
        });
    }

    /** The next request that has come, waited for. */
    AjpRequest request() throws InterruptedException {
        return polled(requests, "request");
    }

    /** What the next page that could not end was told, waited for. */
    String failure() throws InterruptedException {
        return polled(failures, "failure");
    }

    private static <T> T polled(BlockingQueue<T> queue, String what) throws InterruptedException {
        T next = queue.poll(20, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no " + what);
        }
        return next;
    }

    private void page(AjpExchange exchange) throws IOException {
        String[] path = exchange.request().uri().split("/");
        switch (path.length > 1 ? path[1] : "") {
            case "hello" ->
                text(
                        exchange,
                        200,
                        exchange.request().method() + " " + exchange.request().query());
            case "echo" -> echo(exchange);
            case "length" -> text(exchange, 200, Long.toString(length(exchange)));
            case "half" -> {
                exchange.read();
                text(exchange, 200, "half");
            }
            case "bytes" -> text(exchange, 200, "x".repeat(Integer.parseInt(path[2])));
            case "promised" -> {
                byte[] bytes = "promised".getBytes(StandardCharsets.US_ASCII);
                List<Map.Entry<String, String>> headers = new ArrayList<>(TEXT);
                headers.add(Map.entry("Content-Length", "8"));
                exchange.start(200, null, headers);
                exchange.write(bytes, 0, bytes.length);
                exchange.end();
            }
            case "status" -> text(exchange, Integer.parseInt(path[2]), "page of " + path[2]);
            case "abort" -> {
                exchange.start(200, null, TEXT);
                exchange.write("abc".getBytes(StandardCharsets.US_ASCII), 0, 3);
                exchange.flush();
                exchange.abort();
            }
            case "bare" -> {
                exchange.start(200, null, List.of());
                exchange.end();
            }
            case "waits" -> {
                exchange.start(200, null, TEXT);
                exchange.write("first".getBytes(StandardCharsets.US_ASCII), 0, 5);
                exchange.flush();
                gate.acquireUninterruptibly();
                exchange.write("last".getBytes(StandardCharsets.US_ASCII), 0, 4);
                exchange.end();
            }
            case "endless" -> {
                exchange.start(200, null, TEXT);
                while (true) {
                    exchange.write(new byte[8000], 0, 8000);
                }
            }
            default -> text(exchange, 404, "no such page: " + exchange.request().uri());
        }
    }

    private static void text(AjpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.start(status, null, TEXT);
        exchange.write(bytes, 0, bytes.length);
        exchange.end();
    }

    private static void echo(AjpExchange exchange) throws IOException {
        exchange.start(200, null, TEXT);
        for (byte[] piece = exchange.read(); piece != null; piece = exchange.read()) {
            exchange.write(piece, 0, piece.length);
        }
        exchange.end();
    }

    private static long length(AjpExchange exchange) throws IOException {
        long length = 0;
        for (byte[] piece = exchange.read(); piece != null; piece = exchange.read()) {
            length += piece.length;
        }
        return length;
    }

    @Override
    public void close() {
        goOn();
        threads.shutdownNow();
    }
}
