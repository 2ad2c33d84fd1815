package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.TestSite;

/**
 * Files that httpd sends itself. That it does shows in the header X-Sent-By, which it sets where the header for mod_xsendfile comes by.
 */
class SendfileTest {

    private static final String DIGITS = "0123456789".repeat(20_000);

    @RegisterExtension
    static final TestSite SITE = new TestSite().server("""
                    LoadModule xsendfile_module /usr/lib/apache2/modules/mod_xsendfile.so
                    XSendFile On
                    XSendFilePath @ROOT@/handed
                    Header set X-Sent-By httpd "expr=resp('X-Sendfile') != ''"
                    """);

    @BeforeAll
    static void files() throws IOException {
        SITE.file("handed/digits.txt", DIGITS);
        SITE.file("kept/digits.txt", DIGITS);
        SITE.stopDaemon();
        SITE.setting("sendfile", "@ROOT@/handed");
        SITE.startDaemon();
    }

    private static void sends(String name, String body) throws IOException {
        String text = body.replace("@HANDED@", SITE.root() + "/handed").replace("@KEPT@", SITE.root() + "/kept");
        SITE.handler(name, text + " return OK;");
    }

    @Test
    void aFilterAddedBehindAFile_passesWhatComesLater() throws IOException {
        SITE.module("filtered", """
                void handler(Request req) throws Exception {
                    req.sendfile("%s/handed/digits.txt");
                    req.registerOutputFilter("marks", "filtered::marks");
                    req.addOutputFilter("marks");
                    req.write("end");
                }
                static void marks(Filter filter) throws Exception {
                    byte[] chunk = filter.read();
                    if (chunk != null && chunk.length > 0) {
                        filter.write("[" + new String(chunk) + "]");
                    }
                }
                """.formatted(SITE.root()));
        Answer answer = SITE.get("/filtered/");
        isHttpds(false, answer);
        assertEquals(DIGITS + "[end]", answer.body());
    }

    private static void isHttpds(boolean expected, Answer answer) {
        if (expected) {
            assertEquals("httpd", answer.header("X-Sent-By"));
        } else {
            assertNull(answer.header("X-Sent-By"));
        }
        assertNull(answer.header("X-Sendfile"));
    }

    @Test
    void aWholeFile_isHttpdsToSend_withTheHandlersTypeAndHeaders() throws Exception {
        sends("whole", """
                req.contentType("text/csv; charset=UTF-8");
                req.headersOut().set("X-Mine", "here");
                long sent = req.sendfile("@HANDED@/digits.txt");
                req.registerCleanup(() -> logError("sent " + sent + " " + req.bytesSent()));
                """);
        Answer answer = SITE.get("/whole/");
        assertEquals(200, answer.status());
        isHttpds(true, answer);
        assertEquals("text/csv; charset=UTF-8", answer.header("Content-Type"));
        assertEquals("200000", answer.header("Content-Length"));
        assertEquals("here", answer.header("X-Mine"));
        assertNotNull(answer.header("ETag"));
        assertEquals(DIGITS, answer.body());
        SITE.log().await("sent 200000 200000");
    }

    @Test
    void ranges_conditionsAndHead_areHttpds() throws IOException {
        sends("parts", "req.contentType(\"text/plain\"); req.sendfile(\"@HANDED@/digits.txt\");");
        Answer part = SITE.get("/parts/", "Range: bytes=5-14");
        assertEquals(206, part.status());
        assertEquals("5678901234", part.body());
        assertEquals("bytes 5-14/200000", part.header("Content-Range"));
        assertEquals(416, SITE.get("/parts/", "Range: bytes=200000-").status());
        Answer head = SITE.send("HEAD", "/parts/", new byte[0]);
        assertEquals("200000", head.header("Content-Length"));
        assertEquals("", head.body());
        String etag = String.valueOf(SITE.get("/parts/").header("ETag"));
        assertEquals(304, SITE.get("/parts/", "If-None-Match: " + etag).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b.txt", "a%20b.txt", "\u00fcber.txt", "a+b.txt", "a?b.txt"})
    void aNameThatWouldHaveToBeEncoded_isCopied(String name) throws IOException {
        SITE.file("handed/" + name, "named");
        String module = "named" + Integer.toHexString(name.hashCode());
        sends(module, "req.sendfile(\"@HANDED@/" + name + "\");");
        Answer answer = SITE.get("/" + module + "/");
        isHttpds(false, answer);
        assertEquals("named", answer.body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "req.sendfile(\"@KEPT@/digits.txt\");",
                "req.sendfile(\"@HANDED@/../kept/digits.txt\");",
                "req.sendfile(\"@HANDED@/digits.txt\", 0, 200000);",
                "req.sendfile(\"@HANDED@/digits.txt\"); req.flush();",
                "req.headersOut().set(\"Content-Encoding\", \"identity\"); req.sendfile(\"@HANDED@/digits.txt\");",
                "req.sendfile(\"@HANDED@/digits.txt\"); req.headersOut().set(\"Content-Encoding\", \"identity\");",
            })
    void whatHttpdDoesNotTake_isCopied(String body) throws IOException {
        String name = "copied" + Integer.toHexString(body.hashCode());
        sends(name, "req.contentType(\"text/plain\"); " + body);
        Answer answer = SITE.get("/" + name + "/");
        assertEquals(DIGITS, answer.body());
        isHttpds(false, answer);
    }

    @Test
    void aFileAndMore_isCopied() throws IOException {
        sends("more", """
                req.contentType("text/plain");
                req.sendfile("@HANDED@/digits.txt");
                req.sendfile("@HANDED@/digits.txt");
                req.write("end");
                """);
        Answer answer = SITE.get("/more/");
        assertEquals(DIGITS + DIGITS + "end", answer.body());
        isHttpds(false, answer);
        sends("behind", "req.write(\"<\"); req.sendfile(\"@HANDED@/digits.txt\");");
        assertEquals("<" + DIGITS, SITE.get("/behind/").body());
    }

    @Test
    void anErrorAfterwards_isTheErrorsPage() throws IOException {
        sends("late", "req.sendfile(\"@HANDED@/digits.txt\"); if (true) { throw new IllegalStateException(); }");
        Answer answer = SITE.get("/late/");
        assertEquals(500, answer.status());
        assertTrue(answer.body().contains("Internal Server Error"), answer.body());
        isHttpds(false, answer);
    }

    @Test
    void aMissingFile_isTheHandlersToHandle() throws IOException {
        sends("missing", """
                try { req.sendfile("@HANDED@/none"); } catch (java.io.IOException e) { req.write("none"); }
                """);
        assertEquals("none", SITE.get("/missing/").body());
    }

    @Test
    void aHandlersOwnHeader_isForHttpd() throws IOException {
        sends("own", "req.headersOut().set(\"X-Sendfile\", \"@HANDED@/digits.txt\"); req.write(\"not this\");");
        Answer answer = SITE.get("/own/");
        isHttpds(true, answer);
        assertEquals(DIGITS, answer.body());
        sends("outside", "req.headersOut().set(\"X-Sendfile\", \"@KEPT@/digits.txt\"); req.write(\"not this\");");
        assertEquals(404, SITE.get("/outside/").status());
    }

    @Test
    void theDefaultHandlersFiles_areHttpdsToo() throws IOException {
        SITE.file(
                "handed/.htaccess",
                "SetHandler ${postern}\nUse JavaRoot " + SITE.root() + "\nAddType text/x-digits .txt\n");
        Answer answer = SITE.get("/handed/digits.txt");
        isHttpds(true, answer);
        assertEquals("text/x-digits", answer.header("Content-Type"));
        assertEquals(DIGITS, answer.body());
        assertEquals("56", SITE.get("/handed/digits.txt", "Range: bytes=5-6").body());
        SITE.file("kept/.htaccess", "SetHandler ${postern}\n");
        Answer kept = SITE.get("/kept/digits.txt");
        isHttpds(false, kept);
        Path handed = SITE.root().resolve("handed/digits.txt");
        Files.setLastModifiedTime(SITE.root().resolve("kept/digits.txt"), Files.getLastModifiedTime(handed));
        assertEquals(
                SITE.get("/kept/digits.txt").header("Last-Modified"),
                SITE.get("/handed/digits.txt").header("Last-Modified"));
        assertEquals(
                304,
                SITE.get("/handed/digits.txt", "If-None-Match: " + answer.header("ETag"))
                        .status());
    }

    @Test
    void withoutTheSetting_theHeaderIsDropped() throws IOException {
        sends("dropped", "req.headersOut().set(\"X-Sendfile\", \"@HANDED@/digits.txt\"); req.write(\"this\");");
        SITE.stopDaemon();
        SITE.setting("sendfile", "off");
        SITE.startDaemon();
        try {
            Answer answer = SITE.get("/dropped/");
            assertEquals("this", answer.body());
            isHttpds(false, answer);
        } finally {
            SITE.stopDaemon();
            SITE.setting("sendfile", "@ROOT@/handed");
            SITE.startDaemon();
        }
    }

    @Test
    void includedInAPage_aFileIsCopied() throws IOException {
        sends("part", "req.contentType(\"text/plain\"); req.sendfile(\"@HANDED@/digits.txt\");");
        SITE.file("page/.htaccess", "AddOutputFilter INCLUDES .shtml\nAddType text/html .shtml\n");
        SITE.file("page/page.shtml", "<<!--#include virtual=\"/part/\" -->>");
        assertEquals("<" + DIGITS + ">", SITE.get("/page/page.shtml").body());
    }
}
