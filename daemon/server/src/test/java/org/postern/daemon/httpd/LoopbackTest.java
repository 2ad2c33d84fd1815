package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.Ports;
import org.postern.daemon.kit.TestSite;

/** Redirects to pages that are httpd's: by a request of the daemon's own. */
class LoopbackTest {

    private static final int PORT = free();
    private static final int CLOSED = free();
    private static final ServerSocket SILENT = silent();

    @RegisterExtension
    static final TestSite SITE = new TestSite()
            .setting("loopback.url", "http://127.0.0.1:" + PORT)
            .setting("loopback.allow", "/static, /cgi/,/loops")
            .setting("loopback.closed.url", "http://127.0.0.1:" + CLOSED)
            .setting("loopback.silent.url", "http://127.0.0.1:" + SILENT.getLocalPort())
            .setting("loopback.silent.max", "1")
            .setting("loopback.silent.timeout", "400ms")
            .server("""
                    Listen 127.0.0.1:%d
                    LoadModule cgi_module /usr/lib/apache2/modules/mod_cgi.so
                    ScriptAlias /cgi/ "@ROOT@/../cgi/"
                    <Directory "@FOLDER@/cgi">
                        Require all granted
                    </Directory>
                    """.formatted(PORT));

    private static int free() {
        try {
            return Ports.free();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ServerSocket silent() {
        try {
            return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeAll
    static void files() throws IOException {
        SITE.file("go.java", """
                import static org.postern.api.Apache.*;
                import org.postern.api.*;

                public class go {
                    static int handler(Request req) throws Exception {
                        req.headersOut().set("X-First", "dropped");
                        req.internalRedirect(req.headersIn().get("X-To"));
                        req.write("lost");
                        return OK;
                    }
                }
                """);
        SITE.handled("go", "Use JavaHandler go");
        for (String interpreter : new String[] {"closed", "silent"}) {
            SITE.handled(
                    interpreter,
                    "Use JavaHandler go",
                    "Use JavaRoot " + SITE.root(),
                    "Use JavaInterpreter " + interpreter);
        }
        SITE.file("static/page.html", "<p>a page of httpd's</p>");
        SITE.file("static/dir/index.html", "<p>an index</p>");
        SITE.file("../cgi/show", """
                #!/bin/sh
                echo 'Content-Type: text/x-shown'
                echo 'X-Cgi: yes'
                echo
                echo "$REQUEST_METHOD $QUERY_STRING $HTTP_HOST $HTTP_X_FORWARDED_FOR $HTTP_X_FORWARDED_HOST $HTTP_COOKIE"
                """);
        Files.setPosixFilePermissions(SITE.folder().resolve("cgi/show"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(SITE.folder().resolve("cgi"), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void script(String name, String text) throws IOException {
        SITE.file("../cgi/" + name, "#!/bin/sh\n" + text);
        Files.setPosixFilePermissions(
                SITE.folder().resolve("cgi").resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void filters_getTheWholePage_plain() throws IOException {
        SITE.file("marks.java", """
                static void outputFilter(org.postern.api.Filter filter) throws Exception {
                    byte[] chunk = filter.read();
                    if (chunk != null && chunk.length > 0) {
                        filter.write("[" + new String(chunk) + "]");
                    }
                }
                """);
        SITE.handled(
                "marked",
                "Use JavaRoot " + SITE.root(),
                "Use JavaHandler go",
                "Use JavaOutputFilter marks MARKS",
                "Use JavaSetOutputFilter MARKS");
        script("coding", "printf 'Content-Type: text/plain\\n\\ncoding %s' \"$HTTP_ACCEPT_ENCODING\"\n");
        Answer coding = SITE.get("/marked/", "X-To: /cgi/coding", "Accept-Encoding: gzip");
        assertEquals("[coding ]", coding.body());
        for (String header : new String[] {"Range: bytes=0-2", "If-None-Match: *", "X-None: -"}) {
            Answer page = SITE.get("/marked/", "X-To: /static/page.html", header);
            assertEquals(200, page.status(), header);
            assertEquals("[<p>a page of httpd's</p>]", page.body(), header);
            assertNull(page.header("ETag"));
            assertNull(page.header("Last-Modified"));
            assertNull(page.header("Accept-Ranges"));
        }
    }

    @AfterAll
    static void close() throws IOException {
        SILENT.close();
    }

    @Test
    void staticPage_isHttpds_withItsHeadersConditionsAndRanges() throws IOException {
        Answer straight = SITE.get("/static/page.html");
        Answer answer = SITE.get("/go/", "X-To: /static/page.html");
        assertEquals(200, answer.status());
        assertEquals("<p>a page of httpd's</p>", answer.body());
        for (String header :
                new String[] {"Content-Type", "Content-Length", "ETag", "Last-Modified", "Accept-Ranges"}) {
            assertEquals(straight.headers(header), answer.headers(header), header);
        }
        assertNull(answer.header("X-First"));
        assertEquals(1, answer.headers("Date").size());
        assertEquals(
                206,
                SITE.get("/go/", "X-To: /static/page.html", "Range: bytes=3-5").status());
        assertEquals(
                304,
                SITE.get("/go/", "X-To: /static/page.html", "If-None-Match: " + answer.header("ETag"))
                        .status());
        Answer head = SITE.send("HEAD", "/go/", new byte[0], "X-To: /static/page.html");
        assertEquals(answer.header("Content-Length"), head.header("Content-Length"));
        assertEquals("", head.body());
    }

    @Test
    void program_seesTheClientsHeaders_itsAddress_andTheSite() throws IOException {
        Answer answer = SITE.get(
                "/go/", "X-To: /cgi/show?a=b%20c", "Host: evil.example", "Cookie: k=v", "X-Forwarded-For: 9.9.9.9");
        assertEquals(
                "GET a=b%20c localhost:" + SITE.port() + " 127.0.0.1 evil.example k=v",
                answer.body().strip());
        assertEquals("text/x-shown", answer.header("Content-Type"));
        assertEquals("yes", answer.header("X-Cgi"));
        byte[] body = "body".getBytes(StandardCharsets.US_ASCII);
        assertTrue(SITE.send("POST", "/go/", body, "X-To: /cgi/show", "Content-Length: 4")
                .body()
                .startsWith("GET "));
    }

    @Test
    void errorsOfHttpd_areTheAnswer() throws IOException {
        Answer answer = SITE.get("/go/", "X-To: /static/none.html");
        assertEquals(404, answer.status());
        assertTrue(answer.body().contains("was not found on this server"), answer.body());
    }

    @Test
    void redirectToTheFoldersSlash_leadsTheClientToTheHostThatItAskedFor() throws IOException {
        Answer answer = SITE.get("/go/", "X-To: /static/dir", "Host: www.example.org");
        assertEquals(301, answer.status());
        assertEquals("http://www.example.org/static/dir/", answer.header("Location"));
        assertEquals("<p>an index</p>", SITE.get("/go/", "X-To: /static/dir/").body());
    }

    @Test
    void whatIsNotAllowed_isTheDaemonsOwn() throws IOException {
        SITE.file("staticky/page.html", "not this");
        assertEquals(500, SITE.get("/go/", "X-To: /staticky/page.html").status());
        assertEquals(
                500, SITE.get("/go/", "X-To: /static/../staticky/page.html").status());
    }

    @Test
    void errorDocument_isAskedOfHttpd_andKeepsTheErrorsStatus() throws IOException {
        SITE.handler("lost", "return HTTP_NOT_FOUND;", "Use JavaErrorDocument 404 /static/page.html");
        Answer answer = SITE.get("/lost/", "Range: bytes=0-1", "If-Modified-Since: Tue, 01 Jan 2036 00:00:00 GMT");
        assertEquals(404, answer.status());
        assertEquals("<p>a page of httpd's</p>", answer.body());
        SITE.handler("lostest", "return HTTP_GONE;", "Use JavaErrorDocument 410 /static/none.html");
        Answer plain = SITE.get("/lostest/");
        assertEquals(410, plain.status());
        assertTrue(plain.body().contains("<h1>Gone</h1>"), plain.body());
    }

    /** An answer of httpd's that ends before its length. */
    private static void breakOff(int written) throws IOException {
        try (Socket asked = SILENT.accept()) {
            asked.getInputStream().read();
            String head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 1000000\r\n\r\n";
            asked.getOutputStream().write((head + "x".repeat(written)).getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void bodyThatBreaksOffEarly_isA502() throws Exception {
        try (Http client = new Http(SITE.port())) {
            client.write("GET", "/silent/", new byte[0], "X-To: /static/page.html");
            breakOff(1000);
            assertEquals(502, client.read(false).status());
        }
    }

    @Test
    void bodyThatBreaksOffLater_isSeenAsBrokenOff() throws Exception {
        try (Http client = new Http(SITE.port())) {
            client.write("GET", "/silent/", new byte[0], "X-To: /static/page.html");
            breakOff(200_000);
            assertThrows(EOFException.class, () -> client.read(false));
        }
    }

    @Test
    void nobodyListening_isA502() throws Exception {
        assertEquals(502, SITE.get("/closed/", "X-To: /static/page.html").status());
        SITE.log().await("PN0310");
    }

    @Test
    void silence_isA504_andOneMoreAtOnce_a503() throws Exception {
        try (Http first = new Http(SITE.port())) {
            first.write("GET", "/silent/", new byte[0], "X-To: /static/page.html");
            try (Socket asked = SILENT.accept()) {
                asked.getInputStream().read();
                assertEquals(
                        503, SITE.get("/silent/", "X-To: /static/page.html").status());
                assertEquals(504, first.read(false).status());
            }
        }
        SITE.log().await("PN0309");
        SITE.log().await("PN0311");
    }

    @Test
    void pageThatComesBackToTheDaemon_goesNoFurther() throws Exception {
        SITE.handled("loops", "Use JavaHandler go", "Use JavaRoot " + SITE.root());
        assertEquals(500, SITE.get("/loops/", "X-To: /loops/").status());
        assertEquals(1, SITE.logged("PN0312").size());
    }

    @Test
    void noncesOfOthers_areNobodys_andNotShown() throws IOException {
        SITE.handler("nonce", "req.write(String.valueOf(req.headersIn().get(\"Postern-Loopback\"))); return OK;");
        assertEquals("null", SITE.get("/nonce/", "Postern-Loopback: 0123").body());
        assertEquals(
                200,
                SITE.get("/go/", "X-To: /static/page.html", "Postern-Loopback: 0123")
                        .status());
    }

    @Test
    void charactersThatNoUriHas_goOnInQueriesAndHeadersAlike() throws IOException {
        SITE.file("on.java", """
                import static org.postern.api.Apache.*;
                import org.postern.api.*;

                public class on {
                    static int handler(Request req) throws Exception {
                        req.internalRedirect("/cgi/show?" + req.args());
                        return OK;
                    }
                }
                """);
        SITE.handled("on", "Use JavaHandler on", "Use JavaRoot " + SITE.root());
        String[] asked = {"a=|", "a={b}", "a=\"<^`>", "a=\\", "a=%zz", "a=%", "a[]=1", "a=%7C?/", "a=b;c&d+e"};
        String[] sent = {
            "a=%7C", "a=%7Bb%7D", "a=%22%3C%5E%60%3E", "a=%5C", "a=%25zz", "a=%25", "a[]=1", "a=%7C?/", "a=b;c&d+e"
        };
        for (int i = 0; i < asked.length; i++) {
            Answer answer = SITE.get("/on/?" + asked[i]);
            assertEquals("GET " + sent[i], answer.body().split(" localhost")[0], asked[i]);
        }
        assertEquals(
                200,
                SITE.get("/on/?x", "Cookie: n=\u20ac", "X-Odd: \u00e9\u20ac").status());
    }
}
