package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.daemon.kit.TestSite;

/** Several handlers in a directive, lists by extension, and directives in nested sections. */
class HandlerListTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    @BeforeAll
    static void files() throws IOException {
        SITE.file("list/say.java", """
                import static org.postern.api.Apache.*;
                import org.postern.api.*;

                public class say {
                    static int a(Request req) throws Exception { req.write("a"); return OK; }
                    static int b(Request req) throws Exception { req.write("b"); return OK; }
                    static int c(Request req) throws Exception { req.write("c" + req.extension()); return OK; }
                    static int declined(Request req) throws Exception { req.write("-"); return DECLINED; }
                    static int done(Request req) throws Exception { req.write("."); return DONE; }
                    static int forbidden(Request req) { return HTTP_FORBIDDEN; }
                    static int noteA(Request req) { req.notes().add("n", "A" + req.extension()); return OK; }
                    static int noteB(Request req) { req.notes().add("n", "B"); return OK; }
                    static int notes(Request req) throws Exception { req.write(String.join(" ", req.notes().getAll("n"))); return OK; }
                }
                """);
    }

    private static void list(String folder, String... directives) throws IOException {
        String[] all = new String[directives.length + 1];
        all[0] = "Use JavaRoot " + SITE.root() + "/list";
        System.arraycopy(directives, 0, all, 1, directives.length);
        SITE.handled(folder, all);
    }

    @ParameterizedTest
    @CsvSource({
        "say::a say::b, ab",
        "say::done say::b, .",
        "say::a say::done say::b, a.",
        "'  say::a   say::b  ', ab",
        "'say::a; say::b', ab",
        "'say::a ;say::b;', ab"
    })
    void severalHandlers_runInTheirOrder(String handlers, String body) throws IOException {
        list("several", "Use JavaHandler \"" + handlers + "\"");
        assertEquals(body, SITE.get("/several/").body());
    }

    @Test
    void anythingButOk_endsTheList() throws IOException {
        list("ends", "Use JavaHandler \"say::a say::forbidden say::b\"");
        assertEquals(403, SITE.get("/ends/").status());
        list("ends", "Use JavaHandler \"say::declined say::b\"");
        assertEquals(404, SITE.get("/ends/absent").status(), "declined: left to the default handler");
    }

    @ParameterizedTest
    @CsvSource({
        "page.html, c.html",
        "page.htm, c.htm",
        "page.txt, b",
        "page, a",
        "page.other, a",
        "a.tar.gz, c.tar.gz",
        "a.gz, b",
        "a.b.gz, a",
        "a.b.html, a",
        "page.HTML, a",
        ".html, c.html",
        "page.html/more.txt, c.html"
    })
    void X12_listsByExtension_takeThePlaceOfThePlainOne(String file, String body) throws IOException {
        list("ext", "Use JavaHandler \"say::a; say::c | .html .htm .tar.gz; say::b | .txt .gz\"");
        SITE.file("ext/page.html", "");
        assertEquals(body, SITE.get("/ext/" + file).body());
    }

    @Test
    void onlyListsByExtension_leaveTheRestToTheDefaultHandler() throws IOException {
        list("only", "Use JavaHandler \"say::b | .txt\"");
        assertEquals("b", SITE.get("/only/x.txt").body());
        assertEquals(404, SITE.get("/only/x.html").status());
    }

    @Test
    void twoListsOfOneExtension_areOne() throws IOException {
        list("twice", "Use JavaHandler \"say::a | .txt; say::b | .txt .html\"");
        assertEquals("ab", SITE.get("/twice/x.txt").body());
        assertEquals("b", SITE.get("/twice/x.html").body());
    }

    @Test
    void extensions_holdForOtherPhasesToo() throws IOException {
        list("phase", "Use JavaFixupHandler \"say::noteB; say::noteA | .txt\"", "Use JavaHandler say::notes");
        assertEquals("A.txt", SITE.get("/phase/x.txt").body());
        assertEquals("B", SITE.get("/phase/x").body());
    }

    @ParameterizedTest
    @CsvSource({
        "say::a |, PN0301",
        "| .txt, PN0301",
        "say::a | txt, PN0301",
        "say::a::b, PN0301",
        "::a, PN0301",
        "{ return OK;, PN0301"
    })
    void listThatIsNone_isAnErrorWithACode(String value, String code) throws Exception {
        SITE.log().clear();
        list("bad", "Use JavaHandler \"" + value + "\"");
        assertEquals(500, SITE.get("/bad/x.txt").status());
        SITE.log().await(code);
    }

    @Test
    void X13_innerSection_replacesTheOuterOnesDirective_andInheritsTheRest() throws IOException {
        list("outer", "Use JavaFixupHandler say::noteA", "Use JavaHandler say::a");
        SITE.file("outer/inner/.htaccess", "Use JavaHandler say::notes\n");
        SITE.file("outer/inner/deepest/.htaccess", "Use JavaFixupHandler \"say::noteB say::noteA\"\n");
        assertEquals("a", SITE.get("/outer/").body());
        assertEquals("Anull", SITE.get("/outer/inner/").body());
        assertEquals("B Anull", SITE.get("/outer/inner/deepest/").body());
    }

    @Test
    void X13_laterDirectiveOfTheSameSection_replacesTheEarlierOne() throws IOException {
        list("later", "Use JavaHandler say::a", "Use JavaHandler say::b");
        assertEquals("b", SITE.get("/later/").body());
    }

    @Test
    void none_switchesAnInheritedHandlerOff() throws IOException {
        list("some", "Use JavaFixupHandler say::noteA", "Use JavaHandler say::notes");
        SITE.file("some/none/.htaccess", "Use JavaFixupHandler None\n");
        assertEquals("Anull", SITE.get("/some/").body());
        assertEquals("", SITE.get("/some/none/").body());
    }

    @Test
    void filesSection_givesItsFilesAnotherHandler() throws IOException {
        list("files", "Use JavaHandler say::a", "<Files special.txt>", "Use JavaHandler say::b", "</Files>");
        assertEquals("a", SITE.get("/files/x.txt").body());
        assertEquals("b", SITE.get("/files/special.txt").body());
    }
}
