package org.postern.ajp.peer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postern.ajp.AjpLimits;
import org.postern.ajp.AjpMonitor;
import org.postern.ajp.kit.Httpd;
import org.postern.ajp.kit.Limits;
import org.postern.ajp.kit.Packets;
import org.postern.ajp.kit.RawBackend;
import org.postern.ajp.kit.Tap;
import org.postern.ajp.server.AjpServer;

/** What holds behind every web server that speaks AJP13. */
@Timeout(60)
abstract class PeerTest {

    static final String SECRET = "sesame, open";

    /** About the limits of packets, and such that the first byte of one looks like the type of another. */
    private static final List<Integer> SIZES = List.of(0, 1, 100, 512, 767, 8185, 8186, 8187, 3_000_000);

    /** With a code, without one, and unknown to any registry. */
    private static final List<String> METHODS =
            List.of("OPTIONS", "DELETE", "LOCK", "REPORT", "MKACTIVITY", "ACL", "SEARCH", "PATCH", "QUERY", "X-OWN");

    /** Packets of a backend. */
    static final String FLUSH = "41 42 00 04 03 00 00 00";

    static final String HEAD = "41 42 00 0a 04 00 c8 00 02 4f 4b 00 00 00";
    static final String END = "41 42 00 02 05 01";
    static final String ASK = "41 42 00 03 06 1f fa";

    @TempDir
    Path folder;

    final Pages pages = new Pages();
    final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    AjpServer server;
    Tap tap;
    Httpd httpd;

    /** What httpd loads, and how it sends all requests to the port {@code @PORT@}; both to be changed before it starts. */
    List<String> modules;

    String configuration;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    PeerTest(List<String> modules, String configuration) {
        this.modules = modules;
        this.configuration = configuration;
    }

    void start() throws Exception {
        start(AjpLimits.DEFAULT, SECRET);
    }

    void start(AjpLimits limits, String secret) throws Exception {
        opened(pages);
        server = new AjpServer(
                limits, () -> List.of(secret.getBytes(StandardCharsets.UTF_8)), pages, new Silent(), 1, true);
        opened((AutoCloseable) () -> server.close(Duration.ZERO));
        startHttpd((InetSocketAddress) server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    }

    /** Starts httpd in front of a backend that says what the test wants. */
    void startRaw(RawBackend.Script script) throws Exception {
        startHttpd(opened(new RawBackend(script)).address());
    }

    /** Starts httpd in front of what listens there. */
    void startHttpd(InetSocketAddress backend) throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        tap = opened(new Tap(backend));
        httpd = opened(new Httpd(folder, modules, configuration.replace("@PORT@", Integer.toString(tap.port()))));
    }

    private static final class Silent implements AjpMonitor {
        @Override
        public void secretRefused(String peer) {}

        @Override
        public void protocolBroken(String peer, String what) {}

        @Override
        public void connectionRefused(String peer) {}

        @Override
        public void failed(String peer, Throwable cause) {
            throw new AssertionError(peer, cause);
        }
    }

    <T extends AutoCloseable> T opened(T resource) {
        open.addFirst(resource);
        return resource;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    HttpResponse<byte[]> send(String method, String target, BodyPublisher body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpd.port() + target))
                .method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    String get(String target, String... headers) throws IOException, InterruptedException {
        return text(send("GET", target, BodyPublishers.noBody(), headers));
    }

    static String text(HttpResponse<byte[]> response) {
        return response.statusCode() + " " + new String(response.body(), StandardCharsets.UTF_8);
    }

    /** A body whose length nobody is told: it travels in chunks. */
    static BodyPublisher chunked(byte[] bytes) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes));
    }

    /** What a packet with a piece of body brings. */
    static byte[] piece(byte[] payload) {
        return payload.length == 0
                ? payload
                : Arrays.copyOfRange(payload, 2, 2 + ((payload[0] & 0xFF) << 8 | payload[1] & 0xFF));
    }

    static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    static void until(String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!holds.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, () -> "never: " + what);
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** A client of its own, who says this and then as much as the test lets it. */
    Socket say(String text) throws IOException {
        Socket socket = opened(new Socket(InetAddress.getLoopbackAddress(), httpd.port()));
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    @Test
    void T01_T11_get_isAnswered() throws Exception {
        start();
        assertEquals("200 GET a=1&b=%20", get("/hello?a=1&b=%20"));
        assertEquals("/hello", pages.request().uri());
    }

    @Test
    void T20_requestsOneByOne_haveOneConnection() throws Exception {
        start();
        for (int i = 0; i < 5; i++) {
            assertEquals("200 GET " + i, get("/hello?" + i));
        }
        assertEquals(1, tap.lines().size());
    }

    @Test
    void T17_T18_bodyOfALength_isEchoed() throws Exception {
        start();
        for (int size : SIZES) {
            byte[] body = random(size);
            byte[] echo =
                    send("POST", "/echo", BodyPublishers.ofByteArray(body)).body();
            assertArrayEquals(body, echo, size + " bytes");
        }
        assertEquals(1, tap.lines().size());
    }

    @Test
    void U09_bodyInChunks_isEchoed() throws Exception {
        start();
        for (int size : SIZES) {
            byte[] body = random(size);
            assertArrayEquals(body, send("POST", "/echo", chunked(body)).body(), size + " bytes");
        }
        assertEquals(1, tap.lines().size());
    }

    @Test
    void T07_E17_everyMethod_arrives() throws Exception {
        start();
        for (String method : METHODS) {
            assertEquals("200 " + method + " null", text(send(method, "/hello", BodyPublishers.noBody())));
            assertEquals("200 " + method, text(send(method, "/echo", BodyPublishers.ofString(method))));
        }
    }

    @Test
    void T23_answersWithoutBody_leaveTheConnectionUsable() throws Exception {
        start();
        assertEquals("200 ", text(send("HEAD", "/bytes/100000", BodyPublishers.noBody())));
        assertEquals("204 ", get("/status/204"));
        assertEquals("304 ", get("/status/304"));
        assertEquals("200 GET null", get("/hello"));
        assertEquals(1, tap.lines().size());
    }

    @Test
    void C06_R08_E21_everyStatus_isAnAnswer_andTheConnectionStays() throws Exception {
        start();
        for (int status : List.of(200, 206, 302, 400, 401, 403, 404, 409, 418, 500, 503, 599)) {
            assertEquals(status + " page of " + status, get("/status/" + status));
        }
        assertEquals(1, tap.lines().size());
    }

    @Test
    void T27_answerWithoutHeaders_isAnAnswer() throws Exception {
        start();
        assertEquals("200 ", get("/bare"));
    }

    @Test
    void C29_earlyAnswer_reachesTheClient_andTheNextGetsItsOwn() throws Exception {
        start();
        byte[] body = random(1_000_000);
        for (String page : List.of("/hello", "/half", "/status/401")) {
            for (BodyPublisher publisher : List.of(BodyPublishers.ofByteArray(body), chunked(body))) {
                assertTrue(send("POST", page, publisher).statusCode() < 500);
                assertEquals("200 GET next", get("/hello?next"));
            }
        }
    }

    @Test
    void E19_bodyAboveTheLimit_isA413_thatReachesTheClient() throws Exception {
        start(new Limits().body(1000).limits(), SECRET);
        assertEquals(
                413,
                send("POST", "/echo", BodyPublishers.ofByteArray(new byte[500_000]))
                        .statusCode());
        assertEquals("200 GET null", get("/hello"));
    }

    @Test
    void T19_wrongSecret_isA403() throws Exception {
        start(AjpLimits.DEFAULT, "another secret");
        assertEquals(403, send("GET", "/hello", BodyPublishers.noBody()).statusCode());
        assertEquals(
                403,
                send("POST", "/echo", BodyPublishers.ofByteArray(new byte[100_000]))
                        .statusCode());
    }

    @Test
    void W18_trailers_areNotSent_andDoNoHarm() throws Exception {
        start();
        Socket client =
                say("POST /echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "2\r\nhi\r\n0\r\nX-Trailer: forged\r\n\r\n");
        String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertTrue(answer.contains("hi"), answer);
        assertNull(pages.request().headers().first("X-Trailer"));
        assertEquals("200 GET null", get("/hello"));
    }

    @Test
    void C11_clientThatLeavesWhatItSends_isNoRequest_orAnError() throws Exception {
        start();
        say("POST /length HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\nabc")
                .close();
        assertEquals("200 GET null", get("/hello"));
    }

    @Test
    void E20_clientThatLeavesItsAnswer_endsThePage() throws Exception {
        start();
        Socket socket = say("GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertTrue(socket.getInputStream().read() >= 0);
        socket.close();
        assertFalse(pages.failure().isEmpty());
        assertEquals("200 GET null", get("/hello"));
    }

    @Test
    void T25_largeAnswer_isWhole() throws Exception {
        start();
        assertEquals(
                10_000_000,
                send("GET", "/bytes/10000000", BodyPublishers.noBody()).body().length);
    }

    // --- what every peer makes of what the connector does not say, or says in a way of its own

    @Test
    void O01_emptyChunkBeforeTheHead_isOverlooked() throws Exception {
        startRaw(httpd -> httpd.say(FLUSH, FLUSH, HEAD, "41 42 00 06 03 00 02 68 69 00", END));
        assertEquals("200 hi", get("/"));
        assertEquals("200 hi", get("/"));
        assertEquals(1, tap.lines().size());
    }

    @Test
    void O02_E09_piecesAskedForAtOnce_comeOneByOne_inOrder() throws Exception {
        byte[] body = random(3 * 8186);
        startRaw(httpd -> {
            byte[] first = httpd.next();
            httpd.say(ASK, ASK, ASK);
            byte[] echo = Packets.join(piece(first), piece(httpd.next()), piece(httpd.next()));
            byte[] end = httpd.next();
            httpd.say(HEAD);
            byte[] right = {(byte) (Arrays.equals(echo, body) && piece(end).length == 0 ? 'y' : 'n')};
            httpd.out().write(Packets.join(Packets.hex("41 42 00 05 03 00 01"), right, new byte[1]));
            httpd.say(END);
        });
        assertEquals("200 y", text(send("POST", "/", BodyPublishers.ofByteArray(body))));
    }

    @Test
    void W15_endOfABody_isToldAgain() throws Exception {
        startRaw(httpd -> {
            boolean right = true;
            for (int i = 0; i < 3; i++) {
                httpd.say(ASK);
                right &= piece(httpd.next()).length == (i == 0 ? 2 : 0);
            }
            httpd.say(HEAD, right ? "41 42 00 05 03 00 01 79 00" : FLUSH, END);
        });
        assertEquals("200 y", text(send("POST", "/", chunked(new byte[2]))));
    }

    @Test
    void O06_shortestPackets_areTaken() throws Exception {
        startRaw(httpd -> httpd.say("41 42 00 08 04 01 90 00 00 00 00 00", FLUSH, END));
        assertEquals(400, send("GET", "/", BodyPublishers.noBody()).statusCode());
        assertEquals(400, send("GET", "/", BodyPublishers.noBody()).statusCode());
        assertEquals(1, tap.lines().size());
    }

    @Test
    void A11_concurrentClients_getTheirOwnAnswers() throws Exception {
        start();
        Set<Thread> threads = new HashSet<>();
        List<Throwable> wrong = new CopyOnWriteArrayList<>();
        for (int user = 0; user < 8; user++) {
            String name = "user" + user;
            Thread thread = new Thread(() -> {
                try {
                    for (int i = 0; i < 20; i++) {
                        assertEquals("200 GET " + name + i, get("/hello?" + name + i));
                        assertEquals("200 " + name, text(send("POST", "/echo", BodyPublishers.ofString(name))));
                        send("POST", "/half", BodyPublishers.ofByteArray(new byte[20_000 * i]));
                    }
                } catch (Exception | AssertionError e) {
                    wrong.add(e);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), wrong);
    }
}
