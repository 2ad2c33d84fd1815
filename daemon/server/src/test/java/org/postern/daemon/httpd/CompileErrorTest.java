package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.Sources;
import org.postern.daemon.kit.TestSite;

/** What visitors, logs and developers see of sources that do not compile; and which Java they may be written in. */
class CompileErrorTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    private static Answer load(String name, String source, String... more) throws IOException {
        String[] directives = new String[more.length + 2];
        directives[0] = "Use JavaRoot " + SITE.root() + "/" + name;
        directives[1] = "Use JavaHandler " + name;
        System.arraycopy(more, 0, directives, 2, more.length);
        SITE.handled(name, directives);
        SITE.file(name + "/" + name + ".java", source);
        return SITE.get("/" + name + "/");
    }

    @Test
    void visitor_seesAPlainPage() throws IOException {
        Answer answer = load("plain", Sources.page("plain", "secretName"));
        assertEquals(500, answer.status());
        assertTrue(answer.body().contains("<h1>Internal Server Error</h1>"), answer.body());
        for (String internal : List.of(
                "secretName", "plain.java", "postern", "PN0", SITE.root().toString())) {
            assertFalse(answer.body().contains(internal), internal + " in " + answer.body());
        }
    }

    @Test
    void log_hasEveryError_withFileLineColumnAndText() throws Exception {
        assertEquals(
                500,
                load("all", "public class all {\n  int a = x1;\n\tint b = x2;\n}\nclass Other { int c = x3; }\n")
                        .status());
        String file = SITE.root().resolve("all/all.java").toString();
        String told = SITE.log().await("PN0404 " + file + ":2:11: x1 cannot be resolved to a variable");
        for (String where : List.of(":3:10: x2", ":5:23: x3")) {
            assertTrue(told.contains("\n" + file + where + " cannot be resolved to a variable"), told);
        }
        SITE.log()
                .await("PN0404 " + file
                        + ": 3 errors, logged when it was compiled [request \"GET /all/ HTTP/1.1\", interpreter localhost,"
                        + " phase JavaHandler, handler all]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"JavaDebug On", "JavaReloadOnError fail"})
    void errorsOfAnEdit_areLoggedOnce_andEachRequestThatFailsByThem_inOneLine(String directive) throws Exception {
        String name = directive.contains("Debug") ? "debugged" : "strict";
        assertEquals(
                200, load(name, Sources.page(name, "1"), "Use " + directive).status());
        SITE.file(name + "/" + name + ".java", Sources.page(name, "x1 + x2"));
        Eventually.holds("it fails", () -> SITE.get("/" + name + "/").status() == 500);
        for (int i = 0; i < 5; i++) {
            assertEquals(500, SITE.get("/" + name + "/?after").status());
        }
        String file = SITE.root().resolve(name + "/" + name + ".java").toString();
        assertEquals(
                1,
                SITE.logged("x1 cannot be resolved").stream()
                        .filter(line -> line.contains(file))
                        .count());
        List<String> requests = SITE.logged("\"GET /" + name + "/?after HTTP/1.1\"");
        assertEquals(5, requests.size(), requests.toString());
        for (String line : requests) {
            assertTrue(line.contains("PN0404 " + file + ": 2 errors, logged when it was compiled [request "), line);
        }
    }

    @Test
    void log_ofACompactFile_hasTheAuthorsLinesAndColumns() throws Exception {
        assertEquals(
                500,
                load("compact", "import org.postern.api.*;\n\nvoid handler(Request req) { x1(); }\nint b = x2;\n")
                        .status());
        String file = SITE.root().resolve("compact/compact.java").toString();
        String told = SITE.log().await("PN0404 " + file + ":3:29: ");
        assertTrue(told.contains("\n" + file + ":4:9: "), told);
    }

    @Test
    void debugPage_showsFileLineAndExcerpt_escaped() throws IOException {
        Answer answer = load(
                "debug",
                "public class debug {\n  String a = \"<script>alert(1)</script>\" + nothing;\n}\n",
                "Use JavaDebug On");
        assertEquals(500, answer.status());
        assertTrue(
                answer.body().contains(SITE.root() + "/debug/debug.java:2:44: nothing cannot be resolved"),
                answer.body());
        assertTrue(answer.body().contains("&lt;script&gt;alert(1)&lt;/script&gt;"), answer.body());
        assertFalse(answer.body().contains("<script>"), answer.body());
        assertTrue(answer.body().contains("PN0404"), answer.body());
        assertEquals("text/html; charset=UTF-8", answer.header("Content-Type"));
    }

    @Test
    void debugPage_ofAnException_showsItsLine_escaped() throws IOException {
        Answer answer = load(
                "thrown",
                Sources.handler("thrown", "String s = \"<script>\"; throw new IllegalStateException(s + req.args());"),
                "Use JavaDebug On");
        assertEquals(500, answer.status());
        assertTrue(answer.body().contains(SITE.root() + "/thrown/thrown.java:7"), answer.body());
        assertTrue(answer.body().contains("throw new IllegalStateException(s + req.args());"), answer.body());
        assertTrue(answer.body().contains("IllegalStateException: &lt;script&gt;null"), answer.body());
        assertFalse(answer.body().contains("<script>"), answer.body());
        assertTrue(answer.body().contains("frames of Postern</summary>"), "the daemon's own are folded away");
    }

    @Test
    void debugPage_ofARequestWithMarkup_isEscaped() throws IOException {
        load("markup", Sources.page("markup", "nothing"), "Use JavaDebug On");
        Answer answer = SITE.get("/markup/?<script>");
        assertFalse(answer.body().contains("<script>"), answer.body());
    }

    @Test
    void initialiser_withDebug_showsWhatItThrew() throws IOException {
        Answer answer =
                load("inits", "public class inits { static int x = Integer.parseInt(\"<b>\"); }", "Use JavaDebug On");
        assertTrue(
                answer.body().contains("NumberFormatException: For input string: &quot;&lt;b&gt;&quot;")
                        || answer.body().contains("NumberFormatException: For input string: \"&lt;b&gt;\""),
                answer.body());
    }

    @Test
    void errorInAHelper_isToldOfTheHelper() throws Exception {
        SITE.file("helped/Helper.java", "public class Helper {\n  int a = nothing;\n}\n");
        assertEquals(500, load("helped", Sources.page("helped", "new Helper()")).status());
        SITE.log().await("PN0404 " + SITE.root().resolve("helped/Helper.java") + ":2:11: nothing");
    }

    @Test
    void missingHelper_isToldOfTheImporter() throws Exception {
        assertEquals(
                500, load("missing", Sources.page("missing", "Absent.text()")).status());
        String line = SITE.log().await("PN0404 " + SITE.root().resolve("missing/missing.java") + ":7:");
        assertTrue(line.contains("Absent cannot be resolved"), line);
    }

    // --- the language

    private static void says(String name, String expected, int since, String members) throws IOException {
        assumeTrue(Runtime.version().feature() >= since, "Java " + since);
        Answer answer = load(
                name,
                "import static org.postern.api.Apache.*; import org.postern.api.*; import java.util.*;\n" + members
                        + "\nint handler(Request req) throws Exception { req.write(String.valueOf(say())); return OK; }");
        assertEquals(expected, answer.body());
    }

    @Test
    void java17_recordsTextBlocksPatternsSealedTypesAndSwitches() throws IOException {
        says("java17", "[x, 3]", 17, """
                sealed interface Shape permits Circle, Square {}
                record Circle(int r) implements Shape {}
                record Square(int a) implements Shape {}
                Object say() {
                    Object o = new Square(3);
                    var text = \"""
                        x\\
                        \""";
                    int side = o instanceof Square s && s.a() > 2 ? s.a() : 0;
                    return switch (side) { case 1, 2 -> List.of(); default -> { yield List.of(text, side); } };
                }
                """);
    }

    @Test
    void java21_switchPatternsAndRecordPatterns() throws IOException {
        says("java21", "3 of a square", 21, """
                sealed interface Shape permits Circle, Square {}
                record Circle(int r) implements Shape {}
                record Square(int a) implements Shape {}
                Object say() {
                    Shape shape = new Square(3);
                    return switch (shape) { case Circle c -> "circle"; case Square(int a) when a > 2 -> a + " of a square"; case Square s -> "small"; };
                }
                """);
    }

    @Test
    void java22_unnamedVariables() throws IOException {
        says("java22", "2", 22, "Object say() { int n = 0; for (var _ : List.of(1, 2)) { n++; } return n; }");
    }

    @Test
    void java25_statementsBeforeSuper() throws IOException {
        says(
                "java25",
                "1",
                25,
                "class A { final int x; A(int x) { this.x = x; } }"
                        + " class B extends A { B() { int y = 1; super(y); } } Object say() { return new B().x; }");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lambdas", "generics"})
    void whatJavaHasHadForLong_worksInCompactFilesToo(String what) throws IOException {
        says(
                what,
                "[2, 4]",
                8,
                what.equals("lambdas")
                        ? "java.util.function.IntUnaryOperator twice = x -> { return 2 * x; };\n"
                                + "Object say() { return Arrays.toString(new int[] {twice.applyAsInt(1), twice.applyAsInt(2)}); }"
                        : "<T extends Comparable<T>> List<T> sorted(Collection<? extends T> all) { return all.stream().<T>map(x -> x).sorted().toList(); }\n"
                                + "Object say() { return sorted(Set.of(4, 2)); }");
    }
}
