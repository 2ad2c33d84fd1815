package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.TestSite;

/** Internal redirects whose target the daemon answers. */
class RedirectTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite().vhost("Alias /alias \"@ROOT@/aliased\"\n");

    @BeforeAll
    static void files() throws IOException {
        SITE.file("go.java", """
                import static org.postern.api.Apache.*;
                import org.postern.api.*;

                public class go {
                    static int handler(Request req) throws Exception {
                        if (req.prev() == null) {
                            req.internalRedirect(req.headersIn().get("X-To"));
                            return OK;
                        }
                        String root = req.documentRoot();
                        req.write(String.join(" ", req.uri(), req.filename().replace(root, ""), "[" + req.pathInfo() + "]",
                                String.valueOf(req.args()), req.unparsedUri()));
                        return OK;
                    }
                }
                """);
        SITE.handled("go", "Use JavaHandler go");
        SITE.handled("aliased", "Use JavaHandler go", "Use JavaRoot " + SITE.root());
        SITE.handled("files", "Use JavaHandler \"go | .go\"");
        SITE.file("files/to.go", "");
        SITE.file("go/sub/page.txt", "a page of text");
        SITE.file("go/sub/index.html", "<p>index</p>");
        SITE.file("aliased/page.txt", "aliased");
    }

    @Test
    void test_req_internal_redirect_targetWritesAfterItsOrigin() throws IOException {
        SITE.file("internal.java", """
                import static org.postern.api.Apache.*;
                import org.postern.api.*;

                public class internal {
                    static int first(Request req) {
                        req.internalRedirect("/test.int");
                        return OK;
                    }
                    static int second(Request req) throws Exception {
                        req.prev().write("test ");
                        req.write("ok");
                        return OK;
                    }
                }
                """);
        SITE.handled("internal", "Use JavaHandler \"internal::first | .txt ; internal::second | .int\"");
        assertEquals("test ok", SITE.get("/internal/x.txt").body());
    }

    @Test
    void X19_whatIsWrittenAfterwards_isLost_andTheTargetSeesWhereItComesFrom() throws IOException {
        SITE.file("nineteen.java", """
                import static org.postern.api.Apache.*;
                import org.postern.api.*;

                public class nineteen {
                    static int handler(Request req) throws Exception {
                        if (req.prev() != null) {
                            Table env = req.subprocessEnv();
                            req.write(req.args() + " " + env.get("REDIRECT_STATUS") + " " + env.get("REDIRECT_URL") + " "
                                    + env.get("REDIRECT_QUERY_STRING") + " " + env.get("REDIRECT_MINE") + " "
                                    + (req.prev().next() == req) + " " + req.prev().attributes().get("mine") + " "
                                    + req.method() + " " + req.theRequest().equals(req.prev().theRequest()));
                            return OK;
                        }
                        req.subprocessEnv().set("MINE", "my own");
                        req.attributes().put("mine", "an object");
                        req.headersOut().set("X-First", "dropped");
                        req.errHeadersOut().set("X-Kept", "kept");
                        req.contentType("text/x-first");
                        req.internalRedirect("/nineteen/target?to=1");
                        req.write("this is lost");
                        req.flush();
                        return HTTP_FORBIDDEN;
                    }
                }
                """);
        SITE.handled("nineteen", "Use JavaHandler nineteen");
        Answer answer = SITE.get("/nineteen/?from=1");
        assertEquals("to=1 200 /nineteen/ from=1 my own true an object GET true", answer.body());
        assertEquals(200, answer.status());
        assertNull(answer.header("X-First"));
        assertEquals("kept", answer.header("X-Kept"));
        assertEquals("text/html; charset=UTF-8", answer.header("Content-Type"));
        assertEquals(Integer.toString(answer.bytes().length), answer.header("Content-Length"));
    }

    @ParameterizedTest
    @CsvSource({
        "/go/sub/page.txt,         /go/sub/page.txt /go/sub/page.txt [] null",
        "/go/sub/page.txt?q=1,     /go/sub/page.txt /go/sub/page.txt [] q=1",
        "/go/sub/page.txt/a/b?,    /go/sub/page.txt/a/b /go/sub/page.txt [/a/b] ''",
        "/go/sub/page.txt/,        /go/sub/page.txt/ /go/sub/page.txt [/] null",
        "/go/./x/../sub//page.txt, /go/sub/page.txt /go/sub/page.txt [] null",
        "/go/%73ub/,               /go/sub/ /go/sub/ [] null",
        "/go/sub,                  /go/sub /go/sub/ [] null",
        "/go/nothing/a/b,          /go/nothing/a/b /go/nothing [/a/b] null",
        "/go/caf%C3%A9/,           /go/café/ /go/café [/] null",
        "/,                        / / [] null",
    })
    void targets_areMappedToFiles_asHttpdMapsUrls(String url, String seen) throws IOException {
        assertEquals(
                seen.replace("''", "") + " " + url,
                SITE.get("/go/", "X-To: " + url).body());
    }

    @Test
    void alias_isFollowed_butOnlyByWholeNames() throws IOException {
        assertEquals(
                "/alias/page.txt /aliased/page.txt [] null /alias/page.txt",
                SITE.get("/alias/", "X-To: /alias/page.txt").body());
        assertEquals(
                "/aliased/page.txt /aliased/page.txt [] null /aliased/page.txt",
                SITE.get("/alias/", "X-To: /aliased/page.txt").body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "page.txt",
                "http://example.org/",
                "//example.org/x",
                "/a b",
                "/a#b",
                "/../x",
                "/a/%2e%2e/../x",
                ""
            })
    void whatIsNoPathOfTheSite_isRefused(String url) throws IOException {
        assertEquals(500, SITE.get("/go/", "X-To: " + url).status());
        assertTrue(SITE.log()
                        .lines("IllegalArgumentException: internalRedirect \"" + url + "\"")
                        .size()
                > 0);
    }

    @Test
    void fileWithoutHandler_isSent_withItsOwnTypeAndConditions() throws IOException {
        Answer whole = SITE.get("/files/to.go", "X-To: /go/sub/page.txt");
        assertEquals("a page of text", whole.body());
        assertEquals("text/plain", whole.header("Content-Type"));
        Answer part = SITE.get("/files/to.go", "X-To: /go/sub/page.txt", "Range: bytes=2-5");
        assertEquals(206, part.status());
        assertEquals("page", part.body());
        String etag = "If-None-Match: " + whole.header("ETag");
        assertEquals(
                304, SITE.get("/files/to.go", "X-To: /go/sub/page.txt", etag).status());
        Answer head = SITE.send("HEAD", "/files/to.go", new byte[0], "X-To: /go/sub/page.txt");
        assertEquals("14", head.header("Content-Length"));
        assertEquals("<p>index</p>", SITE.get("/files/to.go", "X-To: /go/sub/").body());
        assertEquals(404, SITE.get("/files/to.go", "X-To: /go/sub/none.txt").status());
    }

    @Test
    void circle_isA500_withItsTrailInTheLog() throws IOException {
        SITE.handler("circle", "req.internalRedirect(\"/circle/again\"); return OK;");
        assertEquals(500, SITE.get("/circle/").status());
        List<String> lines = SITE.logged("PN0307");
        assertEquals(1, lines.size(), lines::toString);
        assertEquals(2, lines.get(0).split("/circle/ -> /circle/again -> /circle/again", -1).length, lines::toString);
    }

    @Test
    void whatWasWrittenBefore_staysInFront_andItsLengthIsRight() throws IOException {
        SITE.handler(
                "front",
                "if (req.prev() == null) { req.write(\"front, \"); req.internalRedirect(\"/front/x\"); }"
                        + " else req.write(\"back\"); return OK;");
        Answer answer = SITE.get("/front/");
        assertEquals("front, back", answer.body());
        assertEquals("11", answer.header("Content-Length"));
    }

    @Test
    void afterFlush_theBodyGoesOn() throws IOException {
        SITE.handler(
                "flushed",
                "if (req.prev() == null) { req.write(\"front, \"); req.flush(); req.internalRedirect(\"/flushed/x\"); }"
                        + " else { req.status(404); req.write(\"back\"); } return OK;");
        Answer answer = SITE.get("/flushed/");
        assertEquals("front, back", answer.body());
        assertEquals(200, answer.status());
    }

    @Test
    void secondRedirectAfterTheFirst_isAnError_thatSpoilsNothing() throws Exception {
        SITE.handler(
                "twice",
                "if (req.prev() == null) { req.internalRedirect(\"/twice/1\"); req.internalRedirect(\"/twice/2\"); }"
                        + " else req.write(req.uri()); return OK;");
        assertEquals("/twice/1", SITE.get("/twice/").body());
        SITE.log().await("/twice/2\": the request is answered already");
    }

    @Test
    void bodyThatWasNotRead_isTheTargets() throws IOException {
        SITE.handler(
                "body",
                "if (req.prev() == null) { req.read(4); req.internalRedirect(\"/body/x\"); }"
                        + " else req.write(req.method() + \" \" + new String(req.read())); return OK;");
        byte[] body = "1234567890".getBytes(StandardCharsets.US_ASCII);
        assertEquals(
                "POST 567890",
                SITE.send("POST", "/body/", body, "Content-Length: 10").body());
    }

    @Test
    void errorOfTheTarget_isTheAnswer() throws IOException {
        SITE.handler(
                "failing",
                "if (req.prev() == null) { req.internalRedirect(\"/failing/x\"); return OK; } req.write(\"half\");"
                        + " throw new IllegalStateException(\"on purpose\");");
        Answer answer = SITE.get("/failing/");
        assertEquals(500, answer.status());
        assertTrue(answer.body().contains("<h1>Internal Server Error</h1>"), answer.body());
        assertEquals(1, SITE.logged("on purpose [request").size());
        assertEquals(1, SITE.logged("redirected /failing/ -> /failing/x").size());
    }

    @Test
    void guards_runAgain_logAndCleanupOnce() throws Exception {
        SITE.file("phases.java", """
                import static org.postern.api.Apache.*;
                import org.postern.api.*;

                public class phases {
                    static int access(Request req) {
                        req.registerCleanup(() -> logError("cleaned " + req.uri()));
                        return req.uri().endsWith("secret") ? HTTP_FORBIDDEN : OK;
                    }
                    static int handler(Request req) {
                        req.internalRedirect("/phases/secret");
                        return OK;
                    }
                    static void log(Request req) { logError("logged " + req.uri() + " then " + req.next().uri()); }
                    static void cleanup(Request req) { logError("phase cleanup " + req.uri()); }
                }
                """);
        SITE.handled(
                "phases",
                "Use JavaAccessHandler phases::access",
                "Use JavaHandler phases",
                "Use JavaLogHandler phases::log",
                "Use JavaCleanupHandler phases::cleanup");
        assertEquals(403, SITE.get("/phases/").status());
        SITE.log().await("phase cleanup /phases/");
        List<String> lines = SITE.log().lines().stream()
                .filter(line -> line.contains("logged /phases") || line.matches(".*clean(ed|up) /phases.*"))
                .map(line -> line.substring(line.indexOf("] ") + 2))
                .toList();
        assertEquals(
                List.of(
                        "logged /phases/ then /phases/secret",
                        "cleaned /phases/secret",
                        "cleaned /phases/",
                        "phase cleanup /phases/"),
                lines);
    }

    @Test
    void outputFilters_areThoseOfTheTarget_andSeeTheBodyOnce() throws IOException {
        SITE.file("louder/loud.java", """
                import org.postern.api.Filter;

                public class loud {
                    static void outputFilter(Filter filter) throws Exception {
                        byte[] chunk = filter.read();
                        while (chunk != null && chunk.length > 0) {
                            filter.write(new String(chunk).toUpperCase());
                            chunk = filter.read();
                        }
                        if (chunk == null) {
                            filter.write("!");
                            filter.close();
                        }
                    }
                }
                """);
        SITE.handler(
                "louder",
                "if (req.prev() == null) req.internalRedirect(\"/louder/x\"); else req.write(\"once\"); return OK;",
                "Use JavaOutputFilter loud LOUD",
                "Use JavaSetOutputFilter LOUD");
        assertEquals("ONCE!", SITE.get("/louder/").body());
    }
}
