package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.interpreter.Interpreter;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.TestSite;

/** {@code Use JavaCompiler}. */
class CompilerTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite().setting("inline", "on");

    private static void folder(String name, String compiler, String source) throws IOException {
        SITE.handled(
                name,
                "Use JavaRoot " + SITE.root() + "/" + name,
                "Use JavaHandler page",
                "Use JavaCompiler " + compiler,
                "Use JavaDebug On");
        SITE.file(name + "/page.java", source);
    }

    private static String page(String statements) {
        return """
                import org.postern.api.*;

                public class page {
                    public void handler(Request req) throws Exception {
                        %s
                    }
                }
                """.formatted(statements);
    }

    @Test
    void janino_answers_andReloadsOnAnEditOfTheHandlerAndOfItsHelper() throws IOException {
        folder("janino", "janino", page("req.write(\"1\" + Helper.text());"));
        SITE.file("janino/Helper.java", "public class Helper { static String text() { return \"a\"; } }");
        assertEquals("1a", SITE.get("/janino/").body());
        SITE.file("janino/Helper.java", "public class Helper { static String text() { return \"b\"; } }");
        SITE.awaitBody("/janino/", "1b");
        SITE.file("janino/page.java", page("req.write(\"2\" + Helper.text());"));
        SITE.awaitBody("/janino/", "2b");
    }

    @Test
    void compileErrors_haveTheirPlacesAndLines() throws IOException {
        folder("errors", "janino", page("int x = nosuch; req.write(1.5);"));
        String body = SITE.get("/errors/").body();
        assertTrue(body.contains("page.java:5:17: Unknown variable or type &quot;nosuch&quot;"), body);
        assertTrue(body.contains("page.java:5:29: No applicable constructor/method found"), body);
        assertTrue(body.contains("        int x = nosuch; req.write(1.5);"), body);
    }

    @Test
    void whatJaninoGetsWrong_isRefused_andTheMessageSaysTheWayOut() throws IOException {
        folder("refused", "janino", page("try (AutoCloseable c = null) { req.write(\"ran\"); }"));
        Answer answer = SITE.get("/refused/");
        assertEquals(500, answer.status());
        String said =
                "page.java:5:9: try-with-resources: Janino does not see the resource in the body, and closes it in the wrong"
                        + " order (expected: code that Janino compiles as Java means it; or Use JavaCompiler ecj)";
        assertTrue(answer.body().contains(said), answer.body());
        folder("refused", "ecj", page("try (AutoCloseable c = null) { req.write(\"ran\"); }"));
        assertEquals("ran", SITE.get("/refused/").body());
    }

    @Test
    void twoFoldersOfOneName_withDifferentCompilers_areTwoInterpreters() throws IOException {
        for (String compiler : List.of("ecj", "janino")) {
            folder(
                    "twin" + compiler,
                    compiler,
                    page("req.write(req.interpreter() + made()); } private String made() {"
                            + " return new Throwable().getStackTrace()[0].getMethodName();"));
            SITE.file(
                    "twin" + compiler + "/.htaccess",
                    "SetHandler ${postern}\nUse JavaRoot " + SITE.root() + "/twin" + compiler
                            + "\nUse JavaHandler page\nUse JavaInterpreter twins\nUse JavaCompiler " + compiler + "\n");
        }
        assertEquals("twinsmade", SITE.get("/twinecj/").body());
        assertEquals("twinsmade$", SITE.get("/twinjanino/").body());
        List<String> labels = SITE.daemon().interpreters().all().stream()
                .map(Interpreter::label)
                .filter(label -> label.startsWith("twins"))
                .sorted()
                .toList();
        assertEquals(List.of("twins", "twins#2"), labels);
    }

    @Test
    void anotherValue_isA500_andTheLogNamesWhatIsExpected() throws Exception {
        folder("other", "javac", page("req.write(\"ran\");"));
        assertEquals(500, SITE.get("/other/").status());
        assertTrue(SITE.log().await("JavaCompiler \"javac\"").contains("(expected: ecj or janino)"));
    }

    @Test
    void inlineHandlers_areRefusedWhatJaninoGetsWrong() throws Exception {
        SITE.handled("inline", "Use JavaHandler \"{ assert req.args() == null; }\"");
        assertEquals(500, SITE.get("/inline/").status());
        assertTrue(SITE.log().await("inline handler:1:3: assert: ").contains("Use JavaCompiler ecj"));
    }
}
