package org.postern.daemon.loopback;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** What httpd answers to a request of the daemon's own. Belongs to one thread. */
public final class LoopbackAnswer implements AutoCloseable {

    /** Headers of one connection, and those that httpd will add once more. */
    private static final Set<String> NOT_HANDED_ON = Set.of(
            "connection",
            "content-length",
            "content-type",
            "date",
            "keep-alive",
            "proxy-connection",
            "server",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private final HttpResponse<Pieces> response;
    private final Duration timeout;
    private final String target;
    private final Runnable release;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Deque<ByteBuffer> waiting = new ArrayDeque<>();
    private boolean ended;

    LoopbackAnswer(HttpResponse<Pieces> response, Duration timeout, String target, Runnable release) {
        this.response = response;
        this.timeout = timeout;
        this.target = target;
        this.release = release;
    }

    public int status() {
        return response.statusCode();
    }

    public @Nullable String contentType() {
        return response.headers().firstValue("Content-Type").orElse(null);
    }

    /** The body's length, or that of the one that GET would get; negative if it is not told. */
    public long contentLength() {
        return response.headers().firstValueAsLong("Content-Length").orElse(-1);
    }

    /** The other headers, as far as they are about the page. */
    public List<Map.Entry<String, String>> headers() {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        response.headers().map().forEach((name, values) -> {
            if (!NOT_HANDED_ON.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> headers.add(Map.entry(name, value)));
            }
        });
        return headers;
    }

    /**
     * The next bytes of the body; null at its end.
     *
     * @throws Fault if it breaks off, or nothing comes in time
     */
    public byte @Nullable [] next() {
        while (waiting.isEmpty() && !ended) {
            await();
        }
        ByteBuffer piece = waiting.poll();
        if (piece == null) {
            return null;
        }
        byte[] bytes = new byte[piece.remaining()];
        piece.get(bytes);
        return bytes;
    }

    private void await() {
        try {
            Pieces.Piece piece = response.body().next(timeout);
            if (piece == null) {
                throw new Fault(
                        Code.LOOPBACK_SLOW, target + ": the body stopped coming for " + timeout.toMillis() + " ms");
            }
            if (piece.failure() != null) {
                throw new Fault(Code.LOOPBACK_FAILED, target + ": the body broke off: " + piece.failure());
            }
            waiting.addAll(piece.bytes());
            ended = piece.last();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Fault(Code.LOOPBACK_FAILED, target + ": the daemon is ending", e);
        }
    }

    /** Ends it, read or not. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            if (!ended) {
                response.body().cancel();
            }
            release.run();
        }
    }
}
