package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.TestSite;

/** {@code JavaErrorDocument}: what visitors get in place of an error's plain page. */
class ErrorDocumentTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    @BeforeAll
    static void files() throws IOException {
        SITE.file("errors/lost.html", "<p>lost it</p>");
        SITE.file("errors/told.err", "");
        SITE.file("errors/.hidden", "hidden");
        SITE.file("app.java", """
                import static org.postern.api.Apache.*;
                import org.postern.api.*;

                public class app {
                    static int handler(Request req) throws Exception {
                        req.headersOut().set("X-Out", "out");
                        req.errHeadersOut().set("X-Err", "err");
                        req.write("not this");
                        if (req.uri().endsWith("/boom")) {
                            throw new IllegalStateException("on purpose");
                        }
                        return HTTP_NOT_FOUND;
                    }
                    static int told(Request req) throws Exception {
                        req.contentType("text/plain");
                        req.write(req.status() + " " + req.method() + " " + req.args() + " of " + req.prev().uri() + " "
                                + req.subprocessEnv().get("REDIRECT_STATUS"));
                        return OK;
                    }
                    static int authen(Request req) {
                        return "pw".equals(req.getBasicAuthPw()) ? OK : HTTP_UNAUTHORIZED;
                    }
                }
                """);
    }

    private static void folder(String name, String... directives) throws IOException {
        String[] all = new String[directives.length + 2];
        all[0] = "Use JavaRoot " + SITE.root();
        all[1] = "Use JavaHandler \"app ; app::told | .err\"";
        System.arraycopy(directives, 0, all, 2, directives.length);
        SITE.handled(name, all);
    }

    @Test
    void text_isSent_withTheErrorsStatusAndHeaders() throws IOException {
        folder("text", "Use JavaErrorDocument 404 \"<b>Joe\\'s page</b> ist f\u00fcrwahr weg\"");
        Answer answer = SITE.get("/text/x");
        assertEquals(404, answer.status());
        assertEquals("<b>Joe's page</b> ist f\u00fcrwahr weg", answer.body());
        assertEquals("text/html; charset=UTF-8", answer.header("Content-Type"));
        assertEquals("err", answer.header("X-Err"));
        assertEquals(null, answer.header("X-Out"));
    }

    @Test
    void path_isAnsweredByItsHandler_withTheErrorsStatus() throws IOException {
        folder("path", "Use JavaErrorDocument 404 /errors/told.err?why=gone");
        Answer answer = SITE.get("/path/x");
        assertEquals(404, answer.status());
        assertEquals("404 GET why=gone of /path/x 404", answer.body());
        assertEquals("text/plain; charset=UTF-8", answer.header("Content-Type"));
        assertEquals(
                "404 GET why=gone of /path/x 404",
                SITE.send("POST", "/path/x", new byte[3], "Content-Length: 3").body());
        Answer head = SITE.send("HEAD", "/path/x", new byte[0]);
        assertEquals(404, head.status());
        assertEquals("", head.body());
    }

    @Test
    void file_isSent_thoughAHandlerAnswersEverythingWithTheError() throws IOException {
        folder("file", "Use JavaErrorDocument 404 /errors/lost.html");
        Answer answer = SITE.get("/file/x", "Range: bytes=0-3", "If-Modified-Since: Tue, 01 Jan 2036 00:00:00 GMT");
        assertEquals(404, answer.status());
        assertEquals("<p>lost it</p>", answer.body());
        assertEquals("text/html", answer.header("Content-Type"));
    }

    @Test
    void exception_hasItsDocumentToo_butNotWhereDevelopersLook() throws IOException {
        folder("boom", "Use JavaErrorDocument 500 \"Sorry.\"");
        assertEquals("Sorry.", SITE.get("/boom/boom").body());
        folder("debug", "Use JavaErrorDocument 500 \"Sorry.\"", "Use JavaDebug On");
        assertTrue(SITE.get("/debug/boom").body().contains("on purpose"));
    }

    @Test
    void challenge_staysWithTheDocument() throws IOException {
        SITE.file("errors/login.html", "<p>log in</p>");
        folder("guarded", "Use JavaAuthenHandler app::authen", "Use JavaErrorDocument 401 /errors/login.html");
        Answer answer = SITE.get("/guarded/x");
        assertEquals(401, answer.status());
        assertEquals("<p>log in</p>", answer.body());
        assertEquals("Basic realm=\"localhost\"", answer.header("WWW-Authenticate"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/errors/.hidden", "/app.java", "/errors/none.html", "/errors/"})
    void documentThatLeadsToItself_isA500_toldInTheLog(String path) throws Exception {
        folder("self", "Use JavaErrorDocument 404 " + path);
        SITE.log().clear();
        Answer answer = SITE.get("/self/x");
        assertEquals(500, answer.status());
        assertFalse(answer.body().contains("hidden"));
        SITE.log().await("PN0308");
    }

    @Test
    void documentThatFailsOtherwise_leavesTheError() throws Exception {
        SITE.file("errors/bad.java", """
                import org.postern.api.*;

                public class bad {
                    static int handler(Request req) { throw new IllegalStateException("the document itself"); }
                }
                """);
        SITE.handled(
                "fails",
                "Use JavaRoot " + SITE.root(),
                "Use JavaHandler \"app ; errors/bad | .err\"",
                "Use JavaErrorDocument 404 /errors/told.err");
        SITE.file("errors/told.err", "an error document of its own");
        Answer answer = SITE.get("/fails/x");
        assertEquals(404, answer.status());
        assertEquals("an error document of its own", answer.body(), "the file itself");
        SITE.log().await("the document itself");
    }

    @Test
    void url_sendsTheClientThere() throws IOException {
        folder("url", "Use JavaErrorDocument 404 http://example.org/lost");
        Answer answer = SITE.get("/url/x");
        assertEquals(302, answer.status());
        assertEquals("http://example.org/lost", answer.header("Location"));
        assertTrue(answer.body().contains("<a href=\"http://example.org/lost\">"), answer.body());
    }

    @Test
    void childSection_replaces_orSwitchesOff() throws IOException {
        folder("outer", "Use JavaErrorDocument 404 outer", "Use JavaErrorDocument 500 failed");
        SITE.file("outer/inner/.htaccess", "Use JavaErrorDocument 404 inner\n");
        SITE.file("outer/none/.htaccess", "Use JavaErrorDocument 404 None\n");
        assertEquals("outer", SITE.get("/outer/x").body());
        assertEquals("inner", SITE.get("/outer/inner/x").body());
        assertEquals("failed", SITE.get("/outer/inner/boom").body());
        assertTrue(SITE.get("/outer/none/x").body().contains("<h1>Not Found</h1>"));
    }

    @Test
    void statusThatIsNoError_isRefused() throws Exception {
        folder("bad", "Use JavaErrorDocument 200 fine");
        assertEquals(500, SITE.get("/bad/x").status());
        SITE.log().await("JavaErrorDocument \"200\" (expected: a status from 400 to 599)");
    }

    @Test
    void ownContent_isNoError() throws IOException {
        SITE.handler(
                "own",
                "req.status(404); req.write(\"my own\"); return DONE;",
                "Use JavaErrorDocument 404 \"Not this.\"");
        Answer answer = SITE.get("/own/");
        assertEquals(404, answer.status());
        assertEquals("my own", answer.body());
    }
}
