package org.postern.daemon.ops;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.Http;

/** 32 clients of a {@link LaunchedSite}, half of them with GET and half with POST, that ask without a pause until they are closed. */
final class Clients implements AutoCloseable {

    private static final int COUNT = 32;

    private final int port;
    private final ExecutorService threads = Executors.newFixedThreadPool(COUNT);
    private final AtomicInteger next = new AtomicInteger();
    private final Map<String, Integer> statuses = new ConcurrentHashMap<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    Clients(int port) {
        this.port = port;
        for (int i = 0; i < COUNT; i++) {
            boolean posts = i % 2 == 0;
            threads.execute(() -> ask(posts));
        }
    }

    private void ask(boolean posts) {
        while (!stopped) {
            try (Http http = new Http(port)) {
                ask(http, posts);
            } catch (IOException e) {
                wrong.add(e.toString());
            }
        }
    }

    private void ask(Http http, boolean posts) throws IOException {
        while (!stopped) {
            String id = "r" + next.incrementAndGet();
            byte[] body = posts ? ("x".repeat(10_000) + id).getBytes(StandardCharsets.US_ASCII) : new byte[0];
            statuses.put(id, 0);
            Answer answer =
                    posts ? http.send("POST", "/?" + id, body, "Content-Length: " + body.length) : http.get("/?" + id);
            statuses.put(id, answer.status());
            if (answer.status() == 200 && !answer.body().startsWith(id + " ")) {
                wrong.add(id + " got " + answer.body());
            }
            if (answer.status() != 200) {
                return; // httpd may close the connection
            }
        }
    }

    /** How many requests were begun. */
    int begun() {
        return next.get();
    }

    /** Waits until each client has had some answers more. */
    void goOn() {
        long enough = answered() + 10 * COUNT;
        Eventually.holds("clients are answered", () -> answered() >= enough);
    }

    private long answered() {
        return statuses.values().stream().filter(status -> status == 200).count();
    }

    /** The status of each request by its id; 0 is one that was not answered. */
    Map<String, Integer> statuses() {
        return statuses;
    }

    /** What went wrong besides. */
    Queue<String> wrong() {
        return wrong;
    }

    @Override
    public void close() {
        stopped = true;
        threads.shutdown();
        Eventually.holds("no client waits for an answer", threads::isTerminated);
    }
}
