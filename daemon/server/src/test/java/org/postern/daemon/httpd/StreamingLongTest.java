package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.TestSite;

/** Bodies of more than two gigabytes, and hundreds of clients that leave. */
@Tag("long")
class StreamingLongTest {

    private static final long SIZE = (2L << 30) + 12_345;
    private static final int LEAVERS = 300;

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    private static final Streams STREAMS = new Streams(SITE);

    @BeforeAll
    static void files() throws IOException {
        STREAMS.handlers();
        assertEquals("fast", SITE.get("/fast/").body());
    }

    @Test
    void aSlowDownload_holdsTheHandlerBack() throws IOException {
        STREAMS.slowDownload(SIZE);
    }

    @Test
    void anUploadReadSlowly_holdsTheClientBack() throws IOException {
        STREAMS.slowUpload(SIZE);
    }

    @Test
    void clientsThatLeave_leaveNothingBehind() throws IOException {
        Streams.Progress progress = Streams.fresh();
        progress.gate().countDown();
        long before = Streams.memory();
        Random random = new Random(9);
        for (int i = 0; i < LEAVERS; i++) {
            try (Socket socket = STREAMS.connect()) {
                if (i % 2 == 0) {
                    Streams.send(socket, "GET /down/?chunked" + SIZE + " HTTP/1.1");
                    Streams.skipHead(socket.getInputStream());
                    socket.getInputStream().readNBytes(random.nextInt(1 << 20));
                } else {
                    Streams.upload(socket, SIZE, 1 + random.nextInt(1 << 20), new AtomicLong());
                }
            }
        }
        Eventually.holds("all handlers know", () -> progress.failures().size() == LEAVERS);
        assertEquals("fast", SITE.get("/fast/").body());
        assertTrue(Streams.memory() - before < 32 << 20);
    }
}
