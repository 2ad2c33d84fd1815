package org.postern.daemon.loopback;

import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.config.LoopbackSite;

/** The daemon's ways back to httpd, by interpreter. Safe for any thread. */
public final class Loopbacks implements AutoCloseable {

    /** The header that marks the daemon's own requests. */
    public static final String NONCE = "Postern-Loopback";

    private final String nonce = HexFormat.of().formatHex(bytes());
    private final ExecutorService threads;
    private final Map<String, Loopback> loopbacks;

    /** @param sites by the name of the interpreter; under the empty name what holds for all others */
    public Loopbacks(Map<String, LoopbackSite> sites) {
        AtomicInteger count = new AtomicInteger();
        this.threads =
                new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "postern-loopback-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        this.loopbacks = sites.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> new Loopback(client(each.getValue()), each.getValue(), nonce)));
    }

    private static byte[] bytes() {
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private HttpClient client(LoopbackSite site) {
        Duration most = site.timeout();
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(most)
                .executor(threads)
                .build();
    }

    /** That of an interpreter; null if the settings have none for it. */
    public @Nullable Loopback of(String interpreter) {
        Loopback own = loopbacks.get(interpreter);
        return own == null ? loopbacks.get("") : own;
    }

    /** Whether a request with this nonce is one of ours. */
    public boolean isOurs(@Nullable String told) {
        return told != null
                && MessageDigest.isEqual(told.getBytes(StandardCharsets.UTF_8), nonce.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
