package org.postern.ajp.peer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.ajp.AjpLimits;
import org.postern.ajp.AjpRequest;
import org.postern.ajp.kit.Packets;
import org.postern.ajp.kit.Tap;

/** Behind mod_proxy_ajp. */
class ModProxyAjpTest extends PeerTest {

    private static final String WORKER = """
            ProxyPass / ajp://127.0.0.1:@PORT@/ "secret=%s" %s
            """;

    ModProxyAjpTest() {
        super(List.of("proxy", "proxy_ajp"), WORKER.formatted(SECRET, ""));
    }

    private void with(String more, String... modulesBesides) {
        configuration = WORKER.formatted(SECRET, "") + more;
        modules = new java.util.ArrayList<>(modules);
        modules.addAll(List.of(modulesBesides));
    }

    private static List<String> values(AjpRequest request, String attribute) {
        return request.attributes().entries().stream()
                .filter(entry -> entry.getKey().equals(attribute))
                .map(Map.Entry::getValue)
                .toList();
    }

    @Test
    void W01_request_hasWhatModProxyAjpSends() throws Exception {
        start();
        get("/hello?q");
        AjpRequest request = pages.request();
        assertEquals("HTTP/1.1", request.protocol());
        assertEquals("127.0.0.1", request.remoteAddr());
        assertNull(request.remoteHost());
        assertEquals("127.0.0.1", request.serverName());
        assertEquals(httpd.port(), request.serverPort());
        assertEquals("q", request.query());
        assertEquals(List.of("127.0.0.1"), values(request, "AJP_LOCAL_ADDR"));
        assertEquals(1, values(request, "AJP_REMOTE_PORT").size());
    }

    @Test
    void W02_endOfAChunkedBody_isAnEmptyPieceOfTwoBytes() throws Exception {
        start();
        send("POST", "/echo", chunked(new byte[10]));
        List<String> said = tap.fromHttpd();
        assertEquals("00 00", said.get(said.size() - 1));
    }

    @Test
    void C04_answerThatBreaksOff_isSeenAsShort() throws Exception {
        start();
        assertThrows(IOException.class, () -> get("/abort"));
        assertEquals("200 GET null", get("/hello"));
    }

    @Test
    void R15_C26_ping_isAnsweredBeforeEachRequest() throws Exception {
        configuration = WORKER.formatted(SECRET, "ping=5");
        start();
        assertEquals("200 GET 1", get("/hello?1"));
        assertEquals("200 GET 2", get("/hello?2"));
        List<String> said = tap.fromHttpd();
        assertEquals(
                List.of("0a", "02", "0a", "02"),
                said.stream().map(each -> each.substring(0, 2)).toList());
    }

    @Test
    void C07_bufferOf64K_bothWays() throws Exception {
        AjpLimits usual = AjpLimits.DEFAULT;
        with("ProxyIOBufferSize 65536");
        start(
                new AjpLimits(
                        65536,
                        65536,
                        usual.headers(),
                        usual.attributes(),
                        usual.body(),
                        usual.connections(),
                        usual.packetTimeout(),
                        usual.bodyTimeout(),
                        usual.writeTimeout(),
                        usual.idleTimeout(),
                        usual.lingerTimeout()),
                SECRET);
        byte[] body = random(1_000_000);
        assertEquals(
                1_000_000,
                send("POST", "/echo", BodyPublishers.ofByteArray(body)).body().length);
        Tap.Line line = tap.lines().get(0);
        assertTrue(line.fromHttpd().stream().anyMatch(packet -> packet.length > 60_000), "httpd's packets are large");
        assertTrue(line.fromBackend().stream().anyMatch(packet -> packet.length > 60_000), "ours are large");
    }

    @Test
    void C07_C09_R10_E22_largeBufferOfHttpdAlone_isTakenWithoutAWord() throws Exception {
        with("ProxyIOBufferSize 65536");
        start();
        byte[] body = random(1_000_000);
        assertEquals(
                1_000_000,
                send("POST", "/echo", BodyPublishers.ofByteArray(body)).body().length);
        assertTrue(tap.lines().get(0).fromHttpd().stream().anyMatch(packet -> packet.length > 60_000));
    }

    @Test
    void C23_contentLength_isHandedOnOnlyIfHttpdIsToldToTrustIt() throws Exception {
        with("""
                <Location /promised>
                    SetEnv ap_trust_cgilike_cl 1
                </Location>
                ProxyPass /other ajp://127.0.0.1:@PORT@/promised "secret=%s"
                """.formatted(SECRET), "env");
        configuration = configuration
                .lines()
                .sorted((a, b) -> Boolean.compare(b.contains("/other"), a.contains("/other")))
                .collect(java.util.stream.Collectors.joining("\n"));
        start();
        for (String method : List.of("GET", "HEAD")) {
            assertEquals(
                    "8",
                    send(method, "/promised", BodyPublishers.noBody())
                            .headers()
                            .firstValue("Content-Length")
                            .orElse(null),
                    method);
            assertTrue(
                    send(method, "/other", BodyPublishers.noBody())
                            .headers()
                            .firstValue("Content-Length")
                            .isEmpty(),
                    method);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "on", "auto"})
    void E22_C14_flush_reachesTheClient_whateverHttpdsSetting(String flushPackets) throws Exception {
        configuration = WORKER.formatted(SECRET, "flushpackets=" + flushPackets);
        start();
        Socket client = say("GET /waits HTTP/1.0\r\n\r\n");
        byte[] begin = new byte[1000];
        int length = 0;
        while (!new String(begin, 0, length, StandardCharsets.US_ASCII).endsWith("first")) {
            length += client.getInputStream().read(begin, length, begin.length - length);
        }
        pages.goOn();
        assertEquals("last", new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
    }

    @Test
    void E22_unixSocket_isAsGood() throws Exception {
        Path socket = folder.resolve("ajp.sock");
        configuration = """
                ProxyPass / "unix:%s|ajp://postern/" "secret=%s"
                """.formatted(socket, SECRET);
        start();
        server.bind(UnixDomainSocketAddress.of(socket));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
        byte[] body = random(1_000_000);
        assertArrayEquals(
                body, send("POST", "/echo", BodyPublishers.ofByteArray(body)).body());
        assertEquals("200 GET null", get("/hello"));
        assertEquals(1, server.connections());
    }

    @Test
    void U10_connectionCloseOfTheClient_doesNotCloseOurs() throws Exception {
        start();
        for (int i = 0; i < 3; i++) {
            say("GET /hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    .getInputStream()
                    .readAllBytes();
        }
        assertEquals(1, tap.lines().size());
        assertEquals("close", pages.request().headers().first("Connection"));
    }

    @Test
    void W03_repeatedHeaders_areMergedByHttpd() throws Exception {
        start();
        get("/hello", "Cookie", "a=1", "Cookie", "b=2", "X-Own", "1", "X-Own", "2");
        AjpRequest request = pages.request();
        assertEquals("1, 2", request.headers().first("X-Own"));
        assertNotNull(request.headers().first("Cookie"));
    }

    // --- what was to be tried before anything relies on it

    @Test
    void O02_piecesAskedForAtOnce_comeInOrder_behindPreforkToo() throws Exception {
        modules = List.of("mpm_prefork", "proxy", "proxy_ajp");
        O02_E09_piecesAskedForAtOnce_comeOneByOne_inOrder();
    }

    @Test
    void O03_bodyThatHttpdInflates_isReadToItsEnd() throws Exception {
        with("SetInputFilter DEFLATE", "filter", "deflate");
        start();
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(random(50_000)); // httpd stops where much comes of little
            gzip.write(new byte[50_000]);
        }
        byte[] body = packed.toByteArray();
        assertEquals(
                "200 100000",
                text(send("POST", "/length", BodyPublishers.ofByteArray(body), "Content-Encoding", "gzip")));
        AjpRequest request = pages.request();
        assertEquals(body.length, request.contentLength());
        assertEquals("gzip", request.headers().first("Content-Encoding"));
        assertEquals("200 GET null", get("/hello"));
    }

    @Test
    void W30_redirectedRequest_hasTheVariablesOfItsNewUrl() throws Exception {
        modules = List.of("proxy", "proxy_ajp", "setenvif");
        configuration = """
                ProxyPass /hello ajp://127.0.0.1:@PORT@/hello "secret=%s"
                ErrorDocument 404 /hello
                SetEnvIf Request_URI ^/missing AJP_OLD=old
                SetEnvIf Request_URI ^/hello AJP_NEW=new
                """.formatted(SECRET);
        start();
        assertEquals("200 GET null", get("/missing"));
        AjpRequest request = pages.request();
        assertEquals(List.of(), values(request, "OLD"));
        assertEquals(List.of("new"), values(request, "NEW"));
        assertEquals("GET", request.method());
    }

    @Test
    void O05_variableSetTwice_comesTwice_theFirstOneFirst() throws Exception {
        with("""
                SetEnvIf Request_Method . AJP_X=first
                SetEnv AJP_X second
                """, "env", "setenvif");
        start();
        get("/hello");
        assertEquals(List.of("first", "second"), values(pages.request(), "X"));
    }

    @Test
    void O05_directoryIndex_bringsTheVariablesOfBothRequests() throws Exception {
        Files.writeString(folder.resolve("index.html"), "");
        modules = List.of("proxy", "proxy_ajp", "dir", "env", "setenvif");
        configuration = """
                DirectoryIndex index.html
                SetEnv AJP_X set
                <Files index.html>
                    SetHandler proxy:ajp://127.0.0.1:@PORT@
                </Files>
                <Proxy ajp://127.0.0.1:@PORT@>
                    ProxySet "secret=%s"
                </Proxy>
                """.formatted(SECRET);
        start();
        get("/");
        AjpRequest request = pages.request();
        assertEquals(folder + "/index.html", request.uri());
        List<String> values = values(request, "X");
        assertTrue(values.size() > 1, values::toString);
    }

    @Test
    void O07_W29_setHandler_isLowerCased_andTheFileIsNot() throws Exception {
        Files.writeString(folder.resolve("Page.XX"), "");
        modules = List.of("proxy", "proxy_ajp");
        configuration = """
                <Files *.XX>
                    SetHandler proxy:ajp://127.0.0.1:@PORT@/-File-
                </Files>
                <Proxy ajp://127.0.0.1:@PORT@/-file->
                    ProxySet "secret=%s"
                </Proxy>
                """.formatted(SECRET);
        start();
        int status = send("GET", "/Page.XX/info?q", BodyPublishers.noBody()).statusCode();
        assertEquals(404, status);
        AjpRequest request = pages.request();
        assertEquals("/-file-" + folder + "/Page.XX", request.uri());
        assertEquals("q", request.query());
    }

    @Test
    void O08_uploadWithoutLengthByHttp2_isChunked() throws Exception {
        with("Protocols h2c http/1.1", "http2");
        start();
        Socket client = say("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        byte[] head = "\u0083\u0086\u0004\u0005/half\u0001\u0009localhost".getBytes(StandardCharsets.ISO_8859_1);
        client.getOutputStream()
                .write(Packets.join(
                        Packets.hex("000000 04 00 00000000"), // SETTINGS
                        Packets.hex("000014 01 04 00000001"), // HEADERS of stream 1: POST, path and host
                        head,
                        Packets.hex("000005 00 00 00000001"), // DATA
                        "hello".getBytes(StandardCharsets.US_ASCII)));
        AjpRequest request = pages.request();
        assertEquals("HTTP/2.0", request.protocol());
        assertEquals(-1, request.contentLength());
        assertTrue(request.chunked(), request::toString);
    }

    @Test
    void O09_C24_errorPageOfHttpd_needsAConnectionThatIsReused() throws Exception {
        String notFound = "41 42 00 0b 04 01 94 00 03 61 62 63 00 00 00";
        with("""
                ProxyErrorOverride On
                ErrorDocument 404 "own page"
                """);
        String[] end = {END};
        startRaw(httpd -> httpd.say(notFound, end[0]));
        assertEquals("404 own page", get("/"));
        end[0] = "41 42 00 02 05 00";
        assertEquals("404 ", get("/"));
    }

    @Test
    void C28_R03_bytesBehindTheEnd_areTakenForTheNextAnswer() throws Exception {
        startRaw(httpd -> httpd.say(HEAD, END, HEAD, "41 42 00 06 03 00 02 68 69 00", END));
        assertEquals("200 ", get("/"));
        assertEquals("200 hi", get("/"), "which is why nothing is ever written behind the end");
    }

    @Test
    void C06_R06_silentClose_isA503_andTheNextIsServed() throws Exception {
        startRaw(httpd -> {
            throw new IOException("closes without a word");
        });
        assertEquals(503, send("GET", "/", BodyPublishers.noBody()).statusCode());
        assertEquals(500, send("GET", "/?q", BodyPublishers.noBody()).statusCode());
        assertTrue(httpd.log().contains("AH01030"), httpd.log());
    }

    @Test
    void O06_A12_controlCharacterInTheReason_makesNoHeaderHere() throws Exception {
        String reason = "610d0a583a2062"; // a, CR, LF, X: b
        startRaw(httpd -> httpd.say("41 42 00 0f 04 00 c8 00 07" + reason + "00 00 00", END));
        Socket client = say("GET / HTTP/1.0\r\n\r\n");
        String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
    }
}
