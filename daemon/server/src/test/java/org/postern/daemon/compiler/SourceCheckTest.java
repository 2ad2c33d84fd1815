package org.postern.daemon.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.daemon.fault.Fault;

/** What {@code postern check} finds. */
class SourceCheckTest {

    @TempDir
    Path temporary;

    private Path root;

    @BeforeEach
    void realPath() throws IOException {
        root = temporary.toRealPath();
    }

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private List<String> problems() {
        return SourceCheck.of(root).problems().stream()
                .map(problem -> problem.text().replace(root + "/", ""))
                .toList();
    }

    @Test
    void goodSources_areCounted_andNoneIsRun() throws IOException {
        System.clearProperty("postern.check.ran");
        file("hello.java", """
                import org.postern.api.Request;
                static final int RAN = Integer.parseInt(System.setProperty("postern.check.ran", "hello"));
                String text = shop.Basket.NAME + new part().toString();
                void handler(Request req) throws Exception { req.write(text); }
                """);
        file("part.java", "public class part { static { System.setProperty(\"postern.check.ran\", \"part\"); } }");
        file("shop/Basket.java", "package shop; public class Basket { public static final String NAME = \"basket\"; }");
        file("shop/package-info.java", "/** Not a module. */ package shop;");
        file("deep/er/other.java", "int x; void handler(org.postern.api.Request req) { new part(); }");
        SourceCheck.Outcome outcome = SourceCheck.of(root);
        assertEquals(List.of(), outcome.problems());
        assertEquals(4, outcome.sources());
        assertNull(System.getProperty("postern.check.ran"));
    }

    @Test
    void pages_areSourcesToo_butNotThePartsOfOthers() throws IOException {
        file("good.psp", "<% int n = 1; %><%@ include file=\"_part.psp\" %>");
        file("_part.psp", "\n<%= n %>");
        file("bad.psp", "<%@ include file=\"_part.psp\" %>\n<%= nosuch %>");
        assertEquals(2, SourceCheck.of(root).sources());
        assertEquals(
                List.of(
                        "_part.psp:2:5: n cannot be resolved to a variable",
                        "bad.psp:2:5: nosuch cannot be resolved to a variable"),
                problems());
    }

    @Test
    void allErrorsOfAllFiles_eachOnce_byFileAndLine() throws IOException {
        file("b.java", "public class b {\n    int x = nothing;\n    int y = nobody;\n}");
        file("a/uses.java", "public class uses { b mine; }");
        file("a/uses2.java", "public class uses2 { b mine; uses other; }");
        file("c.java", "public class c { b mine; String text = 7; }");
        file("d.java", "public class d { }");
        SourceCheck.Outcome outcome = SourceCheck.of(root);
        assertEquals(
                List.of(
                        "b.java:2:13: nothing cannot be resolved to a variable",
                        "b.java:3:13: nobody cannot be resolved to a variable",
                        "c.java:1:40: Type mismatch: cannot convert from int to String"),
                problems());
        assertEquals(5, outcome.sources());
        assertEquals("    int x = nothing;", outcome.problems().get(0).excerpt());
    }

    @Test
    void namesAreLookedUpAsOnASite_ownFolderFirst_thenTheRoot() throws IOException {
        file("tool.java", "public class tool { public static int root; }");
        file("a/tool.java", "public class tool { public static int a; }");
        file("a/page.java", "public class page { int x = tool.a; }");
        file("b/page.java", "public class page { int x = tool.root; }");
        file("c/page.java", "public class page { int x = tool.a; }");
        assertEquals(List.of("c/page.java:1:34: a cannot be resolved or is not a field"), problems());
    }

    @Test
    void whatTheDaemonWouldRefuse_isRefused() throws IOException {
        file("empty.java", "// nothing yet\n");
        file("latin.java", "");
        Files.write(root.resolve("latin.java"), new byte[] {'/', '/', (byte) 0xE4});
        file("wrong/place.java", "package right; public class place { }");
        file("holder.java", "public class holder { } class beside { }");
        file("user.java", "public class user { holder h; beside b; }");
        List<String> problems = problems();
        assertEquals(4, problems.size(), problems.toString());
        assertTrue(problems.get(0).startsWith("empty.java:1:1: there is no type in this file"), problems.get(0));
        assertTrue(problems.get(1).startsWith("latin.java:1:1: not UTF-8"), problems.get(1));
        assertTrue(problems.get(1).endsWith(" [PN0408]"), problems.get(1));
        assertTrue(problems.get(2).startsWith("user.java:1:"), problems.get(2));
        assertTrue(problems.get(3).startsWith("wrong/place.java:1:1: package right:"), problems.get(3));
    }

    @Test
    void linksOutOfTheFolder_areRefused_hiddenFoldersAreNotLookedInto() throws IOException {
        Path site = Files.createDirectory(root.resolve("site"));
        file("outside.java", "public class outside { }");
        Files.createSymbolicLink(site.resolve("linked.java"), root.resolve("outside.java"));
        file("site/.history/old.java", "broken");
        SourceCheck.Outcome outcome = SourceCheck.of(site);
        assertEquals(1, outcome.sources());
        assertEquals(1, outcome.problems().size());
        assertTrue(
                outcome.problems().get(0).message().contains("lies outside"),
                outcome.problems().get(0)::message);
    }

    @Test
    void noSuchFolder_isAFault() {
        assertThrows(Fault.class, () -> SourceCheck.of(root.resolve("nowhere")));
    }
}
