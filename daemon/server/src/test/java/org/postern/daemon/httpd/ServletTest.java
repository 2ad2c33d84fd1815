package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.TestSite;

/** {@code postern.servlet}: which class a URL means, and in which order its methods are called. */
class ServletTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite().vhost("""
            <Location /mounted>
                SetHandler ${postern}
                Use JavaRoot @ROOT@/lib
                Use JavaHandler postern.servlet
                Use JavaOption servlet.application application
                Use JavaOption servlet.base /mounted
            </Location>
            <LocationMatch "^/mountedbar">
                SetHandler ${postern}
                Use JavaHandler postern.servlet
                Use JavaRoot @ROOT@/lib
                Use JavaOption servlet.application application
                Use JavaOption servlet.base /mounted
            </LocationMatch>
            """);

    @BeforeAll
    static void files() throws IOException {
        SITE.handled("pages", "Use JavaHandler postern.servlet");
        servlet("pages/where", respond("write(contextPath() + \" \" + pathInfo());"));
        servlet("pages/index", respond("write(\"index at \" + contextPath());"));
        servlet("pages/deep/index", respond("write(\"deep at \" + contextPath());"));
        servlet("pages/_hidden", respond("write(\"seen\");"));
        servlet("lib/application", respond("write(contextPath() + \" \" + pathInfo());"));
        SITE.file("pages/style.css", "css");
        SITE.file("pages/plain", "a file without an ending");
        SITE.file("pages/no.java", "public class no { }");
        SITE.file("mountedbar", "a file");
    }

    private static void servlet(String path, String members) throws IOException {
        String name = path.substring(path.lastIndexOf('/') + 1);
        SITE.file(path + ".java", """
                import static org.postern.api.Apache.*;
                import org.postern.api.*;
                import java.util.*;

                public class %s extends Servlet {
                    @Override protected String contentType() { return "text/plain"; }
                    %s
                }
                """.formatted(name, members));
    }

    private static String respond(String body) {
        return "@Override protected boolean respond() throws Exception { " + body + " return true; }";
    }

    @ParameterizedTest
    @CsvSource({
        "/pages/where, 200, '/pages/where '",
        "/pages/where/a/b, 200, /pages/where /a/b",
        "/pages/where/, 200, /pages/where /",
        "/pages/, 200, index at /pages",
        "/pages/deep/, 200, deep at /pages/deep",
        "/pages/style.css, 200, css",
        "/pages/plain, 200, a file without an ending",
        "/pages/where.java, 404, ",
        "/pages/where.java/x, 404, ",
        "/pages/where.html, 404, ",
        "/pages/nothing, 404, ",
        "/pages/_hidden, 403, ",
        "/pages/no, 500, "
    })
    void aUrl_meansAClass(String url, int status, String body) throws IOException {
        Answer answer = SITE.get(url);
        assertEquals(status, answer.status());
        if (body != null) {
            assertEquals(body, answer.body());
        }
    }

    @Test
    void aFolderWithoutASlash_isRedirected() throws IOException {
        Answer answer = SITE.get("/pages/deep?x=1");
        assertEquals(301, answer.status());
        assertTrue(String.valueOf(answer.header("Location")).endsWith("/pages/deep/?x=1"));
    }

    @Test
    void aClassThatIsNoServlet_isNamed() throws IOException {
        assertEquals(500, SITE.get("/pages/no").status());
        assertTrue(SITE.logged("PN0521 " + SITE.root() + "/pages/no.java: class no (expected: a class that extends"
                                + " org.postern.api.Servlet)")
                        .size()
                > 0);
    }

    @Test
    void methodsAreCalled_inTheirOrder_onOneInstance() throws IOException {
        servlet("pages/order", """
                private String seen = "";
                @Override protected void auth() { seen += "auth "; }
                @Override protected void prep() { seen += "prep "; }
                @Override protected boolean respond() { seen += "respond "; return true; }
                @Override protected void wrapup() { seen += "wrapup "; }
                @Override protected void finish() throws Exception { write(seen + "finish"); }
                """);
        for (int i = 0; i < 2; i++) {
            assertEquals(
                    "auth prep respond wrapup finish", SITE.get("/pages/order").body());
        }
        assertEquals("text/plain; charset=UTF-8", SITE.get("/pages/order").header("Content-Type"));
    }

    @Test
    void nothingToSay_isA204_andIsWrappedUp() throws IOException {
        servlet("pages/silent", """
                @Override protected boolean respond() { return false; }
                @Override protected void wrapup() { log("wrapped up in silence"); }
                """);
        assertEquals(204, SITE.get("/pages/silent").status());
        assertEquals(1, SITE.logged("wrapped up in silence").size());
    }

    @Test
    void nothingToSay_keepsAStatusThatIsSet() throws IOException {
        servlet("pages/elsewhere", """
                @Override protected boolean respond() {
                    req().status(HTTP_SEE_OTHER);
                    req().headersOut().set("Location", "/pages/");
                    return false;
                }
                """);
        assertEquals(303, SITE.get("/pages/elsewhere").status());
    }

    @ParameterizedTest
    @CsvSource({"postern.servlet, respond", "postern.cgi, main"})
    void whatIsLoaded_isThere_withoutALookAtTheDisk(String handler, String name) throws IOException {
        SITE.handled(name, "Use JavaHandler " + handler, "Use JavaAutoReload Off");
        Path source = SITE.file(name + "/there.java", """
                public class there extends org.postern.api.Servlet {
                    @Override protected boolean respond() throws Exception { write("there"); return true; }
                    public static void main(String[] args) { System.out.print("\\nthere"); }
                }
                """);
        assertEquals("there", SITE.get("/" + name + "/there").body());
        Files.delete(source);
        assertEquals("there", SITE.get("/" + name + "/there").body());
    }

    @ParameterizedTest
    @CsvSource({"auth, 403", "prep, 500"})
    void finishRuns_whateverWasThrown_andHidesItNot(String where, int status) throws IOException {
        String thrown =
                status == 403 ? "new ServerReturn(HTTP_FORBIDDEN)" : "new IllegalStateException(\"first of all\")";
        servlet("pages/throws" + where, """
                @Override protected void %s() { if (true) throw %s; }
                @Override protected boolean respond() { log("%s was passed"); return true; }
                @Override protected void wrapup() { log("%s was passed"); }
                @Override protected void finish() { throw new AssertionError("finish after %s"); }
                """.formatted(where, thrown, where, where, where));
        assertEquals(status, SITE.get("/pages/throws" + where).status());
        Eventually.holds(
                "finish is logged", () -> !SITE.logged("finish after " + where).isEmpty());
        assertTrue(SITE.logged("finish after " + where).get(0).contains("PN0505"));
        assertEquals(status == 500, !SITE.logged("first of all").isEmpty() && where.equals("prep"));
        assertTrue(SITE.logged(where + " was passed").isEmpty());
    }

    @Test
    void auth_canAskForAPassword() throws IOException {
        SITE.handled("guarded", "Use JavaHandler postern.servlet", "Use JavaAuthName \"the shelf\"");
        servlet("guarded/page", respond("write(req().user());") + """
                @Override protected void auth() {
                    if (!"open".equals(req().getBasicAuthPw())) { throw new ServerReturn(HTTP_UNAUTHORIZED); }
                }
                """);
        Answer asked = SITE.get("/guarded/page");
        assertEquals(401, asked.status());
        assertEquals("Basic realm=\"the shelf\"", asked.header("WWW-Authenticate"));
        String credentials = Base64.getEncoder().encodeToString("ann:open".getBytes(StandardCharsets.UTF_8));
        assertEquals(
                "ann",
                SITE.get("/guarded/page", "Authorization: Basic " + credentials).body());
    }

    @Test
    void finishThatFails_leavesAGoodAnswer() throws IOException {
        servlet(
                "pages/late",
                respond("write(\"good\");")
                        + "@Override protected void finish() { throw new IllegalStateException(\"too late\"); }");
        assertEquals("good", SITE.get("/pages/late").body());
        Eventually.holds("finish is logged", () -> !SITE.logged("too late").isEmpty());
    }

    @Test
    void getHeadAndPost_areAnswered_othersIfTheServletSaysSo() throws IOException {
        servlet("pages/method", respond("write(req().method());"));
        assertEquals("POST", SITE.send("POST", "/pages/method", new byte[0]).body());
        assertEquals("4", SITE.send("HEAD", "/pages/method", new byte[0]).header("Content-Length"));
        Answer refused = SITE.send("PUT", "/pages/method", new byte[0]);
        assertEquals(405, refused.status());
        assertEquals("GET, HEAD, POST", refused.header("Allow"));
        servlet(
                "pages/put",
                respond("write(req().method());")
                        + "@Override protected List<String> methods() { return List.of(\"PUT\"); }");
        assertEquals("PUT", SITE.send("PUT", "/pages/put", new byte[0]).body());
        assertEquals("PUT", SITE.get("/pages/put").header("Allow"));
    }

    @Test
    void anEdit_isSeen_ofTheServletAndOfItsBase() throws IOException {
        SITE.file("pages/base.java", """
                public abstract class base extends org.postern.api.Servlet {
                    String word() { return "one"; }
                }
                """);
        SITE.file("pages/edited.java", """
                public class edited extends base {
                    @Override protected boolean respond() throws Exception { write(word()); return true; }
                }
                """);
        assertEquals("one", SITE.get("/pages/edited").body());
        SITE.file("pages/base.java", """
                public abstract class base extends org.postern.api.Servlet {
                    String word() { return "two"; }
                }
                """);
        SITE.awaitBody("/pages/edited", "two");
    }

    @Test
    void aPage_hasHeadAndBody_escaped() throws IOException {
        SITE.file("pages/full.java", """
                import java.util.*;

                public class full extends org.postern.api.HtmlPage {
                    @Override protected String title() { return "a < b"; }
                    @Override protected String base() { return "/x/"; }
                    @Override protected String shortcutIcon() { return "i.png"; }
                    @Override protected Map<String, String> meta() { return Map.of("author", "\\"me\\""); }
                    @Override protected List<String> cssLinks() { return List.of("a.css?x&y"); }
                    @Override protected String css() { return "p > b { }"; }
                    @Override protected List<String> jsSrc() { return List.of("a.js"); }
                    @Override protected String js() { return "1 < 2"; }
                    @Override protected Map<String, String> bodyAttrs() { return Map.of("class", "a'b"); }
                    @Override protected void writeContent() throws Exception { writeln("<p>content</p>"); }
                }
                """);
        Answer answer = SITE.get("/pages/full");
        assertEquals("text/html; charset=UTF-8", answer.header("Content-Type"));
        assertEquals("""
                <!DOCTYPE html>
                <html>
                <head>
                <title>a &lt; b</title>
                <meta name="author" content="&quot;me&quot;">
                <base href="/x/">
                <link rel="icon" href="i.png">
                <link rel="stylesheet" href="a.css?x&amp;y">
                <style>p > b { }</style>
                <script src="a.js"></script>
                <script>1 < 2</script>
                </head>
                <body class="a&#39;b">
                <p>content</p>
                </body>
                </html>
                """, answer.body());
    }

    // --- one servlet for a tree

    @Test
    void anApplication_hasAllBelowItsBase() throws IOException {
        assertEquals("/mounted /a/b.java", SITE.get("/mounted/a/b.java").body());
        assertEquals("/mounted ", SITE.get("/mounted").body());
    }

    @Test
    void aUrlBesideTheBase_isDeclined_withALogLine() throws IOException {
        assertEquals("a file", SITE.get("/mountedbar").body());
        assertEquals(
                1,
                SITE.logged("servlet: /mountedbar is not below /mounted, the servlet.base")
                        .size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "servlet.base /foo/ | PN0508 JavaOption servlet.base \"/foo/\" (expected: a path of the site",
                "servlet.base foo   | PN0508 JavaOption servlet.base \"foo\" (expected: a path of the site",
                "servlet.bas /foo   | PN0508 JavaOption servlet.bas \"/foo\" (expected: one of servlet.application, servlet.base)",
                "servlet.application nowhere | PN0401 module nowhere",
                "servlet.application application::None | PN0521 application::None: class application has no class None"
            })
    void wrongOptions_areRefused(String option, String logged) throws IOException {
        String folder = "wrong" + Math.abs(option.hashCode());
        SITE.handled(
                folder,
                "Use JavaRoot " + SITE.root() + "/lib",
                "Use JavaHandler postern.servlet",
                "Use JavaOption servlet.application application",
                "Use JavaOption " + option);
        assertEquals(500, SITE.get("/" + folder + "/x").status());
        assertTrue(!SITE.logged(logged).isEmpty(), logged);
    }

    @Test
    void aBaseWithoutAnApplication_isRefused() throws IOException {
        SITE.handled("baseonly", "Use JavaHandler postern.servlet", "Use JavaOption servlet.base /baseonly");
        assertEquals(500, SITE.get("/baseonly/x").status());
        assertEquals(1, SITE.logged("JavaOption servlet.application: not set").size());
        assertNull(SITE.get("/baseonly/x").header("Allow"));
    }
}
