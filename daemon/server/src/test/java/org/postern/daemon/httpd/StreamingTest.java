package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.TestSite;

/** Bodies on their way: slow clients, clients that leave, answers that break off. */
class StreamingTest {

    private static final long SIZE = 64L << 20;

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    private static final Streams STREAMS = new Streams(SITE);

    @BeforeAll
    static void files() throws IOException {
        STREAMS.handlers();
        assertEquals("fast", SITE.get("/fast/").body());
    }

    private static List<String> complaints() {
        return SITE.log().lines().stream()
                .filter(line -> line.startsWith("ERROR") || line.startsWith("WARN"))
                .toList();
    }

    @Test
    void aSlowDownload_holdsTheHandlerBack() throws IOException {
        STREAMS.slowDownload(SIZE);
    }

    @Test
    void anUploadReadSlowly_holdsTheClientBack() throws IOException {
        STREAMS.slowUpload(SIZE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"length", "chunked"})
    void X32_aClientThatLeavesADownload_isAnIOException_andNoComplaint(String how) throws IOException {
        Streams.Progress progress = Streams.fresh();
        SITE.log().clear();
        try (Socket socket = STREAMS.connect()) {
            Streams.send(socket, "GET /down/?" + how + SIZE + " HTTP/1.1");
            Streams.skipHead(socket.getInputStream());
            socket.getInputStream().readNBytes(100_000);
        }
        Eventually.holds("the handler knows", () -> !progress.failures().isEmpty());
        assertTrue(progress.moved().get() < SIZE);
        assertEquals("fast", SITE.get("/fast/").body());
        assertEquals(List.of(), complaints());
    }

    @Test
    void X32_aClientThatLeavesAnUpload_isAnIOException_andNoComplaint() throws IOException {
        Streams.Progress progress = Streams.fresh();
        progress.gate().countDown();
        SITE.log().clear();
        try (Socket socket = STREAMS.connect()) {
            Streams.upload(socket, SIZE, 3L << 20, new AtomicLong());
            Eventually.holds("it is on its way", () -> progress.moved().get() > 1 << 20);
        }
        Eventually.holds("the handler knows", () -> !progress.failures().isEmpty());
        assertEquals("fast", SITE.get("/fast/").body());
        assertEquals(List.of(), complaints());
    }

    @ParameterizedTest
    @CsvSource({"'', 100000", "req.setContentLength(200000);, 100000", "req.flush();, 0", "req.setContentLength(10);, 5"
    })
    void anAnswerThatBreaksOff_isSeenAsShort(String before, int bytes) throws IOException {
        String name = "broken" + Math.abs((before + bytes).hashCode());
        SITE.handler(
                name,
                before + " req.write(new byte[" + bytes + "]); req.flush(); if (req.method().length() > 0)"
                        + " throw new IllegalStateException(\"after the head\"); return OK;");
        try (Http http = new Http(SITE.port())) {
            assertThrows(EOFException.class, () -> http.get("/" + name + "/"));
        }
        try (Socket socket = STREAMS.connect()) {
            Streams.send(socket, "GET /" + name + "/ HTTP/1.1");
            InputStream in = socket.getInputStream();
            Streams.skipHead(in);
            byte[] rest = in.readAllBytes();
            assertTrue(!new String(rest, java.nio.charset.StandardCharsets.ISO_8859_1).endsWith("\r\n0\r\n\r\n"), name);
        }
        assertEquals("fast", SITE.get("/fast/").body());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10})
    void lengthThatIsWrong_isPutRight_whileItIsNotSent(int length) throws IOException {
        SITE.handler("wrong" + length, "req.setContentLength(" + length + "); req.write(\"abc\"); return OK;");
        Answer answer = SITE.get("/wrong" + length + "/");
        assertEquals("3", answer.header("Content-Length"));
        assertEquals("abc", answer.body());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10})
    void lengthThatIsWrong_breaksTheAnswerOff_onceItIsSent(int length) throws Exception {
        SITE.handler(
                "sent" + length,
                "req.setContentLength(" + length + "); req.flush(); req.write(\"abc\"); req.flush(); return OK;");
        SITE.log().clear();
        try (Http http = new Http(SITE.port())) {
            assertThrows(EOFException.class, () -> http.get("/sent" + length + "/"));
        }
        assertTrue(SITE.log()
                .await("PN0501")
                .contains("a body of 3 bytes (expected: " + length + ", the Content-Length that is sent)"));
    }

    @Test
    void flush_bringsTheFirstBytes_whileTheHandlerRuns() throws IOException {
        Streams.Progress progress = Streams.fresh();
        try (Socket socket = STREAMS.connect()) {
            Streams.send(socket, "GET /gate/ HTTP/1.1");
            InputStream in = socket.getInputStream();
            Streams.skipHead(in);
            assertEquals("5", Streams.line(in));
            assertEquals("first", Streams.line(in));
            progress.gate().countDown();
            assertEquals("6", Streams.line(in));
            assertEquals("second", Streams.line(in));
            assertEquals("0", Streams.line(in));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"down", "up"})
    void thirtySlowClients_doNotStopAFastOne(String what) throws IOException {
        Streams.Progress progress = Streams.fresh();
        progress.gate().countDown();
        SITE.log().clear();
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 30; i++) {
                Socket socket = STREAMS.connect();
                slow.add(socket);
                if (what.equals("down")) {
                    Streams.send(socket, "GET /down/?chunked" + SIZE + " HTTP/1.1");
                    Streams.skipHead(socket.getInputStream());
                } else {
                    Streams.upload(socket, SIZE, 1 << 17, new AtomicLong());
                }
            }
            progress.settled();
            long start = System.nanoTime();
            for (int i = 0; i < 50; i++) {
                Answer answer = SITE.get("/fast/");
                assertEquals("fast", answer.body());
            }
            long millis = (System.nanoTime() - start) / 1_000_000;
            assertTrue(millis < 10_000, "50 fast ones took " + millis + " ms");
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
        Eventually.holds("all handlers know", () -> progress.failures().size() == 30);
        assertEquals(List.of(), complaints());
    }
}
