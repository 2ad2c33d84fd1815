package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.TestSite;

/**
 * Long bodies between a handler and a client that takes its time, and what can be seen of both meanwhile.
 *
 * <p>Test and handlers share the JVM and no class of their own, so they meet in a system property.
 */
final class Streams {

    /** What sockets and httpd may hold between handler and client. */
    static final long AHEAD = 12L << 20;

    private static final long HEAP = 32L << 20;
    private static final int PIECE = 1 << 16;

    private final TestSite site;

    Streams(TestSite site) {
        this.site = site;
    }

    /** The handlers: {@code /down/?bytes}, {@code /up/}, and {@code /gate/}, which a latch holds in the middle. */
    void handlers() throws IOException {
        String moved =
                "var moved = (java.util.concurrent.atomic.AtomicLong) System.getProperties().get(\"Streams.moved\");\n"
                        + "var gate = (java.util.concurrent.CountDownLatch) System.getProperties().get(\"Streams.gate\");\n"
                        + "var failures = (java.util.Queue<Object>) System.getProperties().get(\"Streams.failures\");\n";
        site.handler("down", moved + """
                long total = Long.parseLong(req.args().replaceAll("[^0-9]", ""));
                if (req.args().startsWith("length")) req.setContentLength(total);
                byte[] piece = new byte[65536];
                try {
                    for (long at = 0; at < total; ) {
                        int length = (int) Math.min(piece.length, total - at);
                        Arrays.fill(piece, (byte) (at >> 16));
                        req.write(piece, 0, length);
                        at += length;
                        moved.addAndGet(length);
                    }
                } catch (java.io.IOException e) {
                    failures.add(e);
                    throw e;
                }
                return OK;""");
        site.handler("up", moved + """
                long total = 0;
                try (java.io.InputStream in = req.inputStream()) {
                    gate.await();
                    byte[] piece = new byte[65536];
                    for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                        for (int i = 0; i < n; i += 4096) {
                            if (piece[i] != (byte) ((total + i) >> 16)) throw new AssertionError("at " + (total + i));
                        }
                        total += n;
                        moved.addAndGet(n);
                    }
                } catch (java.io.IOException e) {
                    failures.add(e);
                    throw e;
                }
                req.write("got " + total);
                return OK;""");
        site.handler("gate", moved + """
                req.contentType("text/plain");
                req.write("first");
                req.flush();
                moved.incrementAndGet();
                gate.await();
                req.write("second");
                return OK;""");
        site.handler("fast", "req.contentType(\"text/plain\"); req.write(\"fast\"); return OK;");
    }

    /** Begins anew: nothing moved, nothing failed, the gate closed. */
    static Progress fresh() {
        Progress progress = new Progress(
                new AtomicLong(), new CountDownLatch(1), new java.util.concurrent.ConcurrentLinkedQueue<>());
        System.getProperties().put("Streams.moved", progress.moved());
        System.getProperties().put("Streams.gate", progress.gate());
        System.getProperties().put("Streams.failures", progress.failures());
        return progress;
    }

    /**
     * What the handlers do.
     *
     * @param moved bytes that they have written or read
     * @param gate what they wait for
     * @param failures what reading or writing threw
     */
    record Progress(AtomicLong moved, CountDownLatch gate, java.util.Queue<Object> failures) {

        /** Waits until nothing moves any more, and says how far it came. */
        long settled() {
            long[] last = {-1, System.nanoTime()};
            Eventually.holds("standstill", () -> {
                long now = moved.get();
                if (now != last[0]) {
                    last[0] = now;
                    last[1] = System.nanoTime();
                }
                return now > 0 && System.nanoTime() - last[1] > TimeUnit.MILLISECONDS.toNanos(300);
            });
            return last[0];
        }
    }

    /** A connection whose client takes little at a time. */
    Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(PIECE);
        socket.setSendBufferSize(PIECE);
        socket.setSoTimeout(60_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), site.port()));
        return socket;
    }

    static void send(Socket socket, String head) throws IOException {
        socket.getOutputStream()
                .write((head + "\r\nHost: localhost\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.append((char) b);
        }
        return line.toString().strip();
    }

    static void skipHead(InputStream in) throws IOException {
        assertTrue(line(in).contains(" 200 "));
        while (!line(in).isEmpty()) {
            // the next one
        }
    }

    /** Downloads with pauses: the handler is never far ahead of the client, and memory stays as it is. */
    void slowDownload(long total) throws IOException {
        slowDownload(total, "HTTP/1.1");
    }

    /** The same; HTTP/1.0 has no chunks, so that an answer without a length comes as it is. */
    void slowDownload(long total, String protocol) throws IOException {
        Progress progress = fresh();
        long before = memory();
        try (Socket socket = connect()) {
            send(socket, "GET /down/?length" + total + " " + protocol);
            InputStream in = new BufferedInputStream(socket.getInputStream(), PIECE);
            skipHead(in);
            byte[] piece = new byte[PIECE];
            long read = 0;
            for (int part = 1; part <= 4; part++) {
                long ahead = progress.settled() - read;
                assertTrue(ahead < AHEAD, "the handler is ahead by " + ahead);
                assertTrue(memory() - before < HEAP, "memory grew from " + before + " to " + memory());
                while (read < total * part / 4) {
                    int wanted = (int) Math.min(piece.length, total - read);
                    assertEquals(wanted, in.readNBytes(piece, 0, wanted));
                    assertEquals((byte) (read >> 16), piece[0]);
                    assertEquals((byte) (read >> 16), piece[wanted - 1]);
                    read += wanted;
                }
            }
            assertEquals(-1, in.read());
            assertEquals(total, progress.moved().get());
        }
    }

    /** Uploads to a handler that does not read at first: the client is never far ahead, and memory stays as it is. */
    void slowUpload(long total) throws IOException {
        Progress progress = fresh();
        long before = memory();
        AtomicLong sent = new AtomicLong();
        try (Socket socket = connect()) {
            CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> upload(socket, total, total, sent));
            long ahead = new Progress(sent, progress.gate(), progress.failures()).settled();
            assertTrue(ahead < Math.min(total, AHEAD), "the client is ahead by " + ahead);
            assertTrue(memory() - before < HEAP, "memory grew from " + before + " to " + memory());
            progress.gate().countDown();
            for (long seen = 0; seen < total; seen = progress.moved().get()) {
                long done = sent.get();
                assertTrue(done - progress.moved().get() < AHEAD);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
                if (sender.isCompletedExceptionally()) {
                    sender.join();
                }
            }
            assertTrue(memory() - before < HEAP, "memory grew from " + before + " to " + memory());
            sender.join();
            InputStream in = new BufferedInputStream(socket.getInputStream());
            skipHead(in);
            assertEquals("got " + total, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** Sends the head of an upload, and of its body what is wanted. */
    static void upload(Socket socket, long total, long wanted, AtomicLong sent) {
        try {
            send(socket, "POST /up/ HTTP/1.1\r\nContent-Length: " + total);
            OutputStream out = socket.getOutputStream();
            byte[] piece = new byte[PIECE];
            while (sent.get() < wanted) {
                java.util.Arrays.fill(piece, (byte) (sent.get() >> 16));
                int length = (int) Math.min(piece.length, wanted - sent.get());
                out.write(piece, 0, length);
                sent.addAndGet(length);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Heap in use when what is dead is gone, and buffers outside of it. */
    static long memory() {
        System.gc();
        long used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            used += pool.getMemoryUsed();
        }
        return used;
    }
}
