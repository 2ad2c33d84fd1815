package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.TestSite;

/** Request bodies, of any size and read in any way, through httpd. */
class PostTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite().vhost("MaxKeepAliveRequests 0");

    @BeforeAll
    static void handlers() throws IOException {
        SITE.handler("echo", "req.contentType(\"application/octet-stream\"); req.write(req.read()); return OK;");
        SITE.handler(
                "stream",
                "req.contentType(\"application/octet-stream\"); req.inputStream().transferTo(req.outputStream());"
                        + " return OK;");
        SITE.handler(
                "pieces",
                "req.contentType(\"application/octet-stream\");"
                        + " for (byte[] piece = req.read(1000); piece.length > 0; piece = req.read(1000))"
                        + " { if (piece.length > 1000) return 500; req.write(piece); } return OK;");
        SITE.handler(
                "lines",
                "req.contentType(\"text/plain\"); List<String> all = new ArrayList<>();"
                        + " for (byte[] line : req.readlines(3)) all.add(new String(line));"
                        + " all.add(\"then\"); all.add(new String(req.readline()));"
                        + " all.add(\"rest\"); for (byte[] line : req.readlines()) all.add(new String(line));"
                        + " all.add(req.readline().length + \"\" + req.read().length + req.read(5).length"
                        + " + req.readlines().size());"
                        + " req.write(all.toString()); return OK;");
        SITE.handler("deaf", "req.contentType(\"text/plain\"); req.write(\"done\"); return OK;");
        SITE.handler("early", "throw new ServerReturn(HTTP_FORBIDDEN);");
        SITE.handler(
                "half",
                "if (req.method().equals(\"GET\")) { req.write(String.valueOf(req.server().serverHostname() == null"
                        + " ? null : System.getProperty(\"postern.test.half\"))); return OK; }"
                        + " try { req.read(); System.setProperty(\"postern.test.half\", \"whole\"); }"
                        + " catch (java.io.IOException e) { System.setProperty(\"postern.test.half\", \"cut short\"); throw e; }"
                        + " return OK;");
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Sends while it reads, as a browser does: an echo may come before the body has gone out. */
    private static Answer post(String target, byte[] wire, String header) throws Exception {
        try (Http http = new Http(SITE.port())) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                try {
                    http.write("POST", target, wire, header);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            Answer answer = http.read(false);
            sent.join();
            return answer;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8184, 8185, 8186, 8187, 65_530, 65_536, 10_000_000})
    void echo_withContentLength(int size) throws Exception {
        byte[] body = bytes(size);
        for (String target : List.of("/echo/", "/stream/")) {
            Answer answer = post(target, body, "Content-Length: " + size);
            assertEquals(200, answer.status());
            assertArrayEquals(body, answer.bytes(), target);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8184, 8185, 8186, 8187, 65_530, 65_536, 10_000_000})
    void echo_inChunks(int size) throws Exception {
        byte[] body = bytes(size);
        byte[] wire = Http.chunked(body, 7001);
        for (String target : List.of("/echo/", "/stream/")) {
            Answer answer = post(target, wire, "Transfer-Encoding: chunked");
            assertEquals(200, answer.status());
            assertArrayEquals(body, answer.bytes(), target);
        }
    }

    @Test
    void readOfALength_givesNoMoreAndNothingIsLost() throws Exception {
        byte[] body = bytes(100_001);
        assertArrayEquals(body, post("/pieces/", body, "Content-Length: 100001").bytes());
        assertArrayEquals(
                body,
                post("/pieces/", Http.chunked(body, 13), "Transfer-Encoding: chunked")
                        .bytes());
    }

    @Test
    void readlines_wholeLinesUntilTheHint_thenOneThenTheRest() throws IOException {
        byte[] body = text("a\nbb\nccc\ndddd\ne");
        assertEquals(
                "[a\n, bb\n, then, ccc\n, rest, dddd\n, e, 0000]",
                SITE.send("POST", "/lines/", body, "Content-Length: " + body.length)
                        .body());
    }

    @Test
    void linesLongerThanAPacket_areWhole() throws IOException {
        String line = "x".repeat(20_000);
        byte[] body = text(line + "\n" + line);
        assertEquals(
                "[" + line + "\n, then, " + line + ", rest, 0000]",
                SITE.send("POST", "/lines/", body, "Content-Length: " + body.length)
                        .body());
    }

    @Test
    void aGetMayHaveABody() throws IOException {
        try (Http http = new Http(SITE.port())) {
            assertEquals(
                    "hello",
                    http.send("GET", "/echo/", text("hello"), "Content-Length: 5")
                            .body());
            assertEquals("", http.get("/echo/").body(), "and the next has none");
        }
    }

    @Test
    void expectContinue_isAnsweredAndTheBodyArrives() throws IOException {
        try (Http http = new Http(SITE.port())) {
            http.write("POST", "/echo/", new byte[0], "Content-Length: 5", "Expect: 100-continue");
            http.raw(text("hello"));
            assertEquals("hello", http.read(false).body());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8186, 8187, 100_000})
    void aHandlerThatDoesNotRead_leavesTheConnectionUsable(int size) throws IOException {
        byte[] body = bytes(size);
        byte[] chunked = Http.chunked(body, 5000);
        try (Http http = new Http(SITE.port())) {
            for (int i = 0; i < 50; i++) {
                assertEquals(
                        "done",
                        http.send("POST", "/deaf/", body, "Content-Length: " + size)
                                .body());
                assertEquals(
                        "done",
                        http.send("POST", "/deaf/", chunked, "Transfer-Encoding: chunked")
                                .body());
                assertEquals(
                        403,
                        http.send("POST", "/early/", body, "Content-Length: " + size)
                                .status());
                assertEquals(
                        "x",
                        http.send("POST", "/echo/", text("x"), "Content-Length: 1")
                                .body());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 100000", "Transfer-Encoding: chunked"})
    void aClientThatSendsHalfAndLeaves_endsTheReadingHandler_quietly(String header) throws Exception {
        System.setProperty("postern.test.half", "not yet");
        assertEquals("not yet", SITE.get("/half/").body(), "loaded");
        SITE.log().clear();
        byte[] half = bytes(50_000);
        try (Http http = new Http(SITE.port())) {
            http.write(
                    "POST",
                    "/half/",
                    header.startsWith("C") ? half : java.util.Arrays.copyOf(Http.chunked(half, 5000), 45_000),
                    header);
        }
        SITE.awaitBody("/half/", "cut short");
        byte[] whole = text("whole body");
        assertEquals(
                200,
                SITE.send("POST", "/half/", whole, "Content-Length: " + whole.length)
                        .status());
        SITE.awaitBody("/half/", "whole");
        Eventually.holds("the worker is done", () -> SITE.get("/echo/").status() == 200);
        assertEquals(List.of(), SITE.logged("WARN"), "nobody's fault");
        assertEquals(List.of(), SITE.logged("ERROR"), "nobody's fault");
        System.clearProperty("postern.test.half");
    }
}
