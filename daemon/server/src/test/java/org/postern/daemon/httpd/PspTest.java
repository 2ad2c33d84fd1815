package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Answer;
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
        String large = "0123456789𝄞".repeat(20_000);
        assertEquals(large, body("large", large));
    }

    @Test
    void literalMarks_areWrittenWithABackslash() throws IOException {
        assertEquals("<% a %> b %>", body("marks", "<\\% a %> <%== \"b %\\>\" %>"));
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
    void notThere_aFolder_andOtherFiles() throws IOException {
        assertEquals(404, SITE.get("/psp/nosuch.psp").status());
        assertEquals(404, SITE.get("/psp/").status());
        SITE.file("psp/style.css", "body {}");
        assertEquals("body {}", SITE.get("/psp/style.css").body());
        SITE.file("psp/sub/index.html", "the index");
        assertEquals("the index", SITE.get("/psp/sub/").body());
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
        assertTrue(answer.body().contains("thrower_psp.deeper (thrower.psp:3)"), answer.body());
        assertTrue(answer.body().contains("thrower_psp.page (thrower.psp:6)"), answer.body());
    }
}
