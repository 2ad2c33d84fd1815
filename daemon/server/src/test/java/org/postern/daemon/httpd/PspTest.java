package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.TestSite;

/** Pages with Java in them, as visitors see them. */
class PspTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    @BeforeAll
    static void folders() throws IOException {
        SITE.handled("psp", "Use JavaHandler postern.psp");
        SITE.handled("debug", "Use JavaHandler postern.psp", "Use JavaDebug On");
    }

    private static String body(String name, String page) throws IOException {
        SITE.file("psp/" + name + ".psp", page);
        Answer answer = SITE.get("/psp/" + name + ".psp");
        assertEquals(200, answer.status(), answer.body());
        return answer.body();
    }

    @Test
    void page_isTextCodeAndExpressions_inUtf8() throws IOException {
        SITE.file(
                "psp/first.psp", "Grüße<% for (int i = 1; i < 3; i++) { %>, <%= i + \"<\" %><%== \"<b>\" %><% } %>!\n");
        Answer answer = SITE.get("/psp/first.psp");
        assertEquals("Grüße, 1&lt;<b>, 2&lt;<b>!\n", answer.body());
        assertEquals("text/html; charset=UTF-8", answer.header("Content-Type"));
    }

    @Test
    void text_comesOutAsItIs() throws IOException {
        String text =
                "\"quotes\" \"\"\" ' \\n \\r \\t \\x41 \\u0041 \\\\u0041 % > %> <\\ \t\u0001\0\u001a ünï 𝄞 日本\r\nbehind\rlast\\";
        assertEquals(text, body("bytes", text));
        String large = "x" + "𝄞".repeat(20_000);
        assertEquals(large, body("large", large));
    }

    @Test
    void anyTextWithoutMarks_comesOutAsItIs() throws IOException {
        Random random = new Random(7);
        String alphabet = "\"'\\\n\r\t\0\b\f\u001a\u007f\u0085\u2028%<>unrx0\ufeff\uffff é日𝄞";
        int[] characters = alphabet.codePoints().toArray();
        for (int page = 0; page < 10; page++) {
            StringBuilder text = new StringBuilder("\\");
            for (int i = 0; i < 5000; i++) {
                text.appendCodePoint(characters[random.nextInt(characters.length)]);
            }
            String whole = text.toString().replaceAll("<(\\\\?%)+", "<");
            assertEquals(whole, body("random" + page, whole));
        }
    }

    @Test
    void longPages_areFine_upToWhatAMethodCanHold() throws IOException {
        assertEquals("x\n".repeat(70_000) + "1", body("long", "x\n".repeat(70_000) + "<%= 1 %>"));
        assertEquals("1".repeat(3000), body("many", "<%= 1 %>".repeat(3000)));
        assertHas(problem("toomany", "<%= 1 %>".repeat(9000)), "is exceeding the 65535 bytes limit");
    }

    @Test
    void literalMarks_areWrittenWithABackslash() throws IOException {
        assertEquals("<% a %> b %>", body("marks", "<\\% a %> <%== \"b %\\>\" %>"));
    }

    @Test
    void blocks_areAnyOfJavas_lambdasToo() throws IOException {
        assertEquals(
                "1;2;[x]",
                body(
                        "blocks",
                        "<% java.util.List.of(1, 2).forEach(n -> { %><%= n %>;<% });"
                                + " class Box { void of(Object x) { %>[<%= x %>]<% } } new Box().of('x'); %>"));
    }

    @Test
    void nullIsNothing_aCommentIsNothing() throws IOException {
        assertEquals("ab|", body("nothing", "a<%-- <% no code %> --%>b<%= (String) null %><%== (Object) null %>|"));
    }

    @Test
    void members_andImports_standWhereTheyLike() throws IOException {
        assertEquals(
                "[1, 2]6",
                body(
                        "members",
                        "<%= sorted(2, 1) %><%! private List<Integer> sorted(Integer... all) {"
                                + " return Arrays.stream(all).sorted().collect(Collectors.toList()); }"
                                + " static int three = 3; %><%= three * 2 // twice\n %><%@ page"
                                + " import=\"java.util.*, java.util.stream.Collectors\" %>"));
    }

    @Test
    void X31_notThere_aFolder_andOtherFiles() throws IOException {
        assertEquals(404, SITE.get("/psp/nosuch.psp").status());
        assertEquals(404, SITE.get("/psp/").status());
        SITE.file("psp/style.css", "body {}");
        assertEquals("body {}", SITE.get("/psp/style.css").body());
        SITE.file("psp/sub/index.html", "the index");
        assertEquals("the index", SITE.get("/psp/sub/").body());
        SITE.handled("psp/index", "DirectoryIndex index.psp");
        SITE.file("psp/index/index.psp", "a page as <%= req.uri() %>");
        assertEquals("a page as /psp/index/", SITE.get("/psp/index/").body());
        SITE.file("psp/part.inc", "<% secret %>");
        SITE.file("psp/UPPER.PSP", "<% secret %>");
        SITE.file("psp/part.psp~", "<% secret %>");
        for (String source : List.of("part.inc", "UPPER.PSP", "part.psp~", "part.psp_")) {
            assertEquals(404, SITE.get("/psp/" + source).status(), source);
        }
    }

    @Test
    void withoutSetHandler_pagesAnswer_theirPartsDoNot_andHttpdSendsTheRest() throws IOException {
        SITE.file("plain/.htaccess", "Use JavaHandler postern.psp\n");
        SITE.file("plain/page.psp", "<%@ include file=\"_part.psp\" %><%= 1 %>");
        SITE.file("plain/_part.psp", "part ");
        SITE.file("plain/text.txt", "<%= 1 %>");
        assertEquals("part 1", SITE.get("/plain/page.psp").body());
        assertEquals(403, SITE.get("/plain/_part.psp").status());
        assertEquals(404, SITE.get("/plain/nosuch.psp").status());
        assertEquals(404, SITE.get("/plain/page.psp_").status());
        assertEquals("<%= 1 %>", SITE.get("/plain/text.txt").body());
    }

    // --- directives

    @Test
    void include_isAsIfItStoodThere_andNests() throws IOException {
        SITE.file("psp/parts/head.inc", "<% String title = \"Tea\"; %><%@ include file='deeper.inc' %>");
        SITE.file("psp/parts/deeper.inc", "[<%= title %>]");
        SITE.file("outside.inc", "(absolute)");
        assertEquals(
                "[Tea] Tea(absolute)",
                body(
                        "including",
                        "<%@ include file=\"parts/head.inc\" %> <%= title %><%@include file=\"" + SITE.root()
                                + "/outside.inc\"%>"));
    }

    private static String problem(String name, String page) throws IOException {
        SITE.file("debug/" + name + ".psp", page);
        Answer answer = SITE.get("/debug/" + name + ".psp");
        assertEquals(500, answer.status());
        return answer.body().replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">");
    }

    private static void assertHas(String text, String part) {
        assertTrue(text.contains(part), text);
    }

    @Test
    void include_thatIsNotThere_orIncludesItself_orLiesOutside_isRefusedWithItsLine() throws IOException {
        assertHas(
                problem("missing", "one\n<%@ include file=\"nosuch.inc\" %>"),
                "missing.psp:2:19: include file=\"nosuch.inc\": there is no " + SITE.root() + "/debug/nosuch.inc");
        SITE.file("debug/circle.inc", "\n\n<%@ include file=\"circle.psp\" %>");
        assertHas(
                problem("circle", "<%@ include file=\"circle.inc\" %>"),
                "circle.inc:3:19: include file=\"circle.psp\": " + SITE.root() + "/debug/circle.psp includes itself");
        assertHas(
                problem("outside", "one\n<%@ include file=\"/etc/hostname\" %>"),
                "outside.psp:2: include: /etc/hostname: lies outside of the setting roots");
    }

    @Test
    void errorInAnInclude_namesItsLine() throws IOException {
        SITE.file("debug/bad.inc", "\n\n<%= nosuch %>");
        assertHas(
                problem("errors", "<%@ include file=\"bad.inc\" %>"), "/debug/bad.inc:3:5: nosuch cannot be resolved");
        SITE.file("debug/parts/throws.inc", "\n\n<% if (true) throw new IllegalStateException(\"here\"); %>");
        String page = problem("trace", "one\n<%@ include file=\"parts/throws.inc\" %>\n");
        assertHas(page, "/debug/parts/throws.inc:3</p>");
        assertHas(page, "trace__psp.page (parts/throws.inc:3)");
        assertHas(page, "<span class=\"bad\">   3  <% if (true) throw");
        assertFalse(SITE.log().traces("trace__psp.page(parts/throws.inc:3)").isEmpty());
        String behind = problem(
                "behind",
                "<%@ include file=\"parts/ok.inc\" %>".replace("parts/ok.inc", "ok.inc")
                        + "\n\n<%= 1 / (req == null ? 1 : 0) %>");
        assertHas(behind, "there is no");
        SITE.file("debug/ok.inc", "\n\n\n<%= 1 %>\n\n\n");
        Eventually.holds(
                "the include is there",
                () -> SITE.get("/debug/behind.psp").body().contains("behind__psp.page (behind.psp:3)"));
    }

    @Test
    void X31_whatIsNoDirective_isAnErrorThatSaysWhatIs() throws IOException {
        assertHas(
                problem("taglib", "one\n  <%@ taglib uri=\"x\" %>"),
                "taglib.psp:2:7: directive \"taglib\" (expected: include, page or var)");
        assertHas(
                problem("attribute", "<%@ page language=\"java\" %>"),
                "directive page: \"language=\"java\"\" (expected: import=\"...\")");
        assertHas(problem("imported", "<%@ page import=\"java.util\" %>a<%@ page import=\"a b\" %>"), "import \"a b\"");
        assertHas(problem("open", "one\n<% if (true) {"), "open.psp:2:1: <% is never closed (expected: %>)");
        assertHas(problem("empty", "<%=  %>"), "empty.psp:1:1: <%= %> without a value (expected: an expression)");
        assertHas(problem("variable", "<%@ var title %>"), "directive var: \"title\" (expected: a type and a name");
    }

    // --- variables

    @Test
    void methodsOfAPage_mayBeCalledAsItsOwn() throws IOException {
        assertEquals(
                "text of one",
                body(
                        "overload",
                        "<%! public void page(Object of) { psp.write(\"of \" + of); } %>text <% page(\"one\"); %>"));
    }

    @Test
    void form_andSession_areMadeOnlyWhereThePageNamesThem() throws IOException {
        SITE.file("psp/form.psp", "<%= form.getfirst(\"a\") %>");
        assertEquals(
                "<&>".replace("<&>", "&lt;&amp;&gt;"),
                SITE.get("/psp/form.psp?a=%3C%26%3E").body());
        SITE.file("psp/body.psp", "<%= new String(req.read()) + \"form\" /* form */ %>");
        assertEquals(
                "a=1form",
                SITE.send(
                                "POST",
                                "/psp/body.psp",
                                "a=1".getBytes(),
                                "Content-Length: 3",
                                "Content-Type: application/x-www-form-urlencoded")
                        .body());
        SITE.file(
                "psp/session.psp", "<% session.put(\"n\", session.get(\"n\", 0) + 1); %><%= session.get(\"n\", 0) %>");
        Answer first = SITE.get("/psp/session.psp");
        assertEquals("1", first.body());
        String cookie = "Cookie: " + first.header("Set-Cookie").split(";")[0];
        assertEquals("2", SITE.get("/psp/session.psp", cookie).body());
        SITE.file("psp/none.psp", "<%= \"session\" %> session");
        assertEquals(0, SITE.get("/psp/none.psp").headers("Set-Cookie").size());
    }

    @Test
    void session_isLetGoAtThePagesEnd_butNotTheCallers() throws IOException {
        SITE.file("psp/shared.psp", "<% session.put(\"page\", \"seen\"); %>");
        SITE.handler("calls/own", """
                new PSP(req, "../../psp/shared.psp").run();
                try {
                    req.session().put("late", 1);
                    req.write("not let go");
                } catch (IllegalStateException e) {
                    req.write("let go, " + req.session().get("page"));
                }
                return OK;""");
        assertEquals("let go, seen", SITE.get("/calls/own/").body());
        SITE.handler("calls/callers", """
                req.session().put("caller", 1);
                new PSP(req, "../../psp/shared.psp").run();
                req.session().put("late", 1);
                req.write("still " + req.session().get("page"));
                return OK;""");
        assertEquals("still seen", SITE.get("/calls/callers/").body());
        SITE.handler("calls/twice", """
                req.session();
                PSP page = new PSP(req, "../../psp/shared.psp");
                page.run();
                page.run();
                return OK;""");
        assertEquals(200, SITE.get("/calls/twice/").status());
    }

    @Test
    void session_isLetGo_andSaved_whateverEndsThePage() throws IOException {
        SITE.file("psp/throwing.psp", "<% session.put(\"page\", \"seen\"); Integer.parseInt(\"x\"); %>");
        SITE.file("psp/leaving.psp", "<% session.put(\"page\", \"seen\"); psp.redirect(\"/else\"); %>");
        for (String page : List.of("throwing", "leaving")) {
            SITE.handler("calls/" + page, """
                    try {
                        new PSP(req, "../../psp/%s.psp").run();
                    } catch (NumberFormatException | ServerReturn e) {
                        try {
                            req.session().put("late", 1);
                            req.write("not let go");
                        } catch (IllegalStateException late) {
                            req.write("let go, " + req.session().get("page"));
                        }
                    }
                    return OK;""".formatted(page));
            assertTrue(SITE.get("/calls/" + page + "/").body().endsWith("let go, seen"), page);
        }
    }

    @Test
    void variables_areTyped_andGivenByWhoRunsThePage() throws IOException {
        SITE.file("psp/list.psp", """
                <%@ page import="java.util.*" %><%@ var String title %><%@ var Map<String, List<Integer>> items %>\
                <%@ var int most = 1 + 1; %><%@ var String form = "f" %><%= title.toUpperCase() %> <%= most %><%= form %>\
                <% for (int n : items.get("a")) { %> <%= n + 1 %><% } %>""".replace("\\\n", ""));
        SITE.handler("calls/list", """
                PSP page = new PSP(req, "../../psp/list.psp", Map.of("title", "x", "items", Map.of("a", List.of(1, 2))));
                page.run();
                page.run(Map.of("title", "y", "most", 9));
                return OK;""");
        assertEquals("X 2f 2 3Y 9f 2 3", SITE.get("/calls/list/").body());
        SITE.file("debug/list.psp", "one\n<%@ var String title %>");
        assertHas(problem("list", "one\n<%@ var String title %>"), "variable title is not given");
        assertHas(problem("list", "one\n<%@ var String title %>"), "list__psp.page (list.psp:2)");
    }

    @Test
    void publishedMethod_returnsAPage() throws IOException {
        SITE.handled("published", "Use JavaHandler postern.publisher");
        SITE.file("published/page.psp", "<%@ var String name %>Hello, <%= name %>");
        SITE.file("published/shop.java", """
                import org.postern.api.*;
                import java.util.*;

                public PSP hello(Request req, String name) {
                    return new PSP(req, "page.psp", Map.of("name", name));
                }
                """);
        Answer answer = SITE.get("/published/shop/hello?name=%3Cjoe");
        assertEquals("Hello, &lt;joe", answer.body());
        assertEquals("text/html; charset=UTF-8", answer.header("Content-Type"));
    }

    @Test
    void pageThatIsNotThere_isAModuleException_forItsCaller() throws IOException {
        SITE.handler("calls/missing", """
                try {
                    new PSP(req, "nosuch.psp").run();
                } catch (ModuleException e) {
                    req.write(e.getMessage());
                }
                return OK;""");
        assertHas(SITE.get("/calls/missing/").body(), "/calls/missing/nosuch.psp: PN0401");
    }

    // --- redirects and error pages

    @Test
    void X31_redirect_isA302WithItsLinkAlone_blankLinesDoNoHarm() throws IOException {
        SITE.file(
                "psp/moved.psp",
                "\n<%@ page import=\"java.util.*\" %>\n<% psp.setErrorPage(\"error.psp\"); %>\n"
                        + "<% if (form.contains(\"x\")) psp.redirect(\"/else\", form.contains(\"y\")); %>not here");
        SITE.file("psp/error.psp", "error page");
        Answer moved = SITE.get("/psp/moved.psp?x=1");
        assertEquals(302, moved.status());
        assertEquals("/else", moved.header("Location"));
        assertEquals("<p>The document has moved <a href=\"/else\">here</a></p>\n", moved.body());
        assertEquals(301, SITE.get("/psp/moved.psp?x=1&y=1").status());
        assertHas(SITE.get("/psp/moved.psp").body(), "not here");
        assertHas(
                problem("late", "written\n<% psp.redirect(\"/else\"); %>"),
                "redirect to \"/else\" after 8 bytes of an answer (expected: before anything is written)");
    }

    @Test
    void errorPage_answersBehindWhatWasWritten_with500_andTheLogHasTheTrace() throws IOException {
        SITE.file("psp/fails.psp", "written, <% psp.setErrorPage(\"told.psp\"); Integer.parseInt(\"<x\"); %>");
        SITE.file(
                "psp/told.psp",
                "<%= exception.getMessage() %> in line <%= exception.getStackTrace()[3].getLineNumber() %>");
        Answer answer = SITE.get("/psp/fails.psp");
        assertEquals(500, answer.status());
        assertEquals("written, For input string: &quot;&lt;x&quot; in line 1", answer.body());
        assertFalse(SITE.logged("answered by its error page").isEmpty());
        SITE.file("psp/other.psp", "<% req.status(404); %>of the root");
        SITE.file("psp/rooted.psp", "<% psp.setErrorPage(\"/psp/other.psp\"); Object o = null; o.hashCode(); %>");
        assertEquals(404, SITE.get("/psp/rooted.psp").status());
    }

    @Test
    void errorPageThatFails_isTheFirstError_withTheSecond() throws IOException {
        String page = problem("twice", "<% psp.setErrorPage(\"nosuch.psp\"); Integer.parseInt(\"x\"); %>");
        assertHas(page, "NumberFormatException");
        assertHas(String.join("\n", SITE.log().traces("Suppressed:")), "nosuch.psp");
    }

    @Test
    void errorPagesThatCallForEachOther_areRunOnceEach() throws IOException {
        SITE.file("debug/own.psp", "<% psp.setErrorPage(\"own.psp\"); Integer.parseInt(\"x\"); %>");
        assertEquals(500, SITE.get("/debug/own.psp").status());
        assertEquals(1, suppressed("own.psp"));
        SITE.file("debug/ping.psp", "<% psp.setErrorPage(\"pong.psp\"); Integer.parseInt(\"ping\"); %>");
        SITE.file("debug/pong.psp", "<% psp.setErrorPage(\"ping.psp\"); Integer.parseInt(\"pong\"); %>");
        assertEquals(500, SITE.get("/debug/ping.psp").status());
        assertEquals(2, suppressed("ping.psp"));
        assertHas(
                String.join("", SITE.log().traces("/debug/ping.psp")),
                "error page " + SITE.root() + "/debug/ping.psp: it is what has failed (expected: another)");
        SITE.file("debug/last.psp", "it was <%= exception.getMessage() %>");
        SITE.file("debug/pong.psp", "<% psp.setErrorPage(\"last.psp\"); Integer.parseInt(\"pong\"); %>");
        Eventually.holds(
                "the page of the error page answers",
                () -> SITE.get("/debug/ping.psp").body().contains("it was For input string: &quot;pong&quot;"));
    }

    @Test
    void errorPageThatThrowsItsExceptionAgain_isThatError() throws IOException {
        SITE.file("debug/again.psp", "<% if (req != null) throw (Exception) exception; %>");
        assertHas(
                problem("throwing", "<% psp.setErrorPage(\"again.psp\"); Integer.parseInt(\"x\"); %>"),
                "500 java.lang.NumberFormatException: For input string");
    }

    /** How many exceptions more the trace of the request for a page has. */
    private static long suppressed(String page) {
        return SITE.log().traces("/debug/" + page).stream()
                .flatMap(String::lines)
                .filter(line -> line.contains("Suppressed:"))
                .count();
    }

    // --- for developers

    @Test
    void X31_listing_isForDebugging_andEscaped() throws IOException {
        SITE.file("debug/shown.psp", "<b>&amp;</b><%= \"<i>\" %>");
        Answer listing = SITE.get("/debug/shown.psp_");
        assertEquals(200, listing.status());
        assertHas(listing.body(), "   1  &lt;b&gt;&amp;amp;&lt;/b&gt;&lt;%= &quot;&lt;i&gt;&quot; %&gt;");
        assertHas(listing.body(), "public final class shown__psp {");
        SITE.file("psp/shown.psp", "<b>");
        assertEquals(404, SITE.get("/psp/shown.psp_").status());
        assertEquals(404, SITE.get("/debug/nosuch.psp_").status());
    }

    @Test
    void compileError_namesThePagesLine() throws IOException {
        SITE.file("debug/broken.psp", "one\ntwo\n<%\n  int x = nosuch;\n%>\n<%@ page import=\"java.util.*\" %>");
        Answer answer = SITE.get("/debug/broken.psp");
        assertEquals(500, answer.status());
        assertTrue(answer.body().contains("debug/broken.psp:4:11: nosuch cannot be resolved"), answer.body());
        assertTrue(answer.body().contains("<span class=\"bad\">  int x = nosuch;"), answer.body());
    }

    @Test
    void exception_namesThePagesLine() throws IOException {
        SITE.file(
                "debug/thrower.psp",
                "one\n<%! int deeper() {\n  throw new IllegalStateException(\"on purpose\"); } %>\n\n<%= 1 +\ndeeper() %>");
        Answer answer = SITE.get("/debug/thrower.psp");
        assertEquals(500, answer.status());
        assertTrue(answer.body().contains("debug/thrower.psp:3</p>"), answer.body());
        assertTrue(answer.body().contains("thrower__psp.deeper (thrower.psp:3)"), answer.body());
        assertTrue(answer.body().contains("thrower__psp.page (thrower.psp:6)"), answer.body());
    }
}
