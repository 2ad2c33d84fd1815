package org.postern.daemon.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.postern.daemon.compiler.CompileFault;
import org.postern.daemon.compiler.Diagnostic;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** Where the compiler's errors are said to be: as the author sees his file. */
class CompileFaultTest {

    @AutoClose
    private final Bench bench = Bench.byHand();

    @Test
    void error_hasLineColumnAndExcerpt() throws IOException {
        bench.file("page.java", "public class page {", "    int x = nothing;", "}");
        Diagnostic only = only(diagnostics("page"));
        assertEquals("2:13", at(only));
        assertEquals("    int x = nothing;", only.excerpt());
        assertEquals(bench.path("page.java") + ":2:13: nothing cannot be resolved to a variable", only.text());
    }

    @Test
    void compactFile_errorOnTheFirstLine_hasTheAuthorsColumn() throws IOException {
        bench.file("page.java", "int x = nothing;", "int y;");
        assertEquals("1:9", at(only(diagnostics("page"))));
    }

    @Test
    void compactFile_errorBehindImports_hasTheAuthorsLineAndColumn() throws IOException {
        bench.file("page.java", "import java.util.*;", "", "  int x;", "int y = nothing;");
        assertEquals("4:9", at(only(diagnostics("page"))));
    }

    @Test
    void compactFile_errorBeforeTheFirstDeclaration_onItsLine_hasTheAuthorsColumn() throws IOException {
        bench.file("page.java", "import not.There; int x;");
        assertEquals("1:8", at(only(diagnostics("page"))));
    }

    @Test
    void compactFile_withByteOrderMarkAndCarriageReturns_hasTheAuthorsColumn() throws IOException {
        Files.writeString(
                bench.path("page.java"), "\uFEFFimport java.util.*;\r\n\tint x = nothing;\r\nint y = more;\r\n");
        List<Diagnostic> all = diagnostics("page");
        assertEquals(
                List.of("2:10", "3:9"), all.stream().map(CompileFaultTest::at).toList());
        assertEquals("\tint x = nothing;", all.get(0).excerpt());
    }

    @Test
    void compactFile_withoutItsClosingBrace_errorIsInTheFile() throws IOException {
        bench.file("page.java", "int a() {", "    return 1;", "");
        for (Diagnostic diagnostic : diagnostics("page")) {
            assertTrue(diagnostic.line() <= 3, diagnostic.text());
        }
    }

    @Test
    void compactFile_withAnUnclosedString_errorIsThatString() throws IOException {
        bench.file("page.java", "int a() {", "    String s = \"abc;", "    return 1;", "}");
        Diagnostic first = diagnostics("page").get(0);
        assertEquals("2:16", at(first), first.text());
        assertTrue(first.message().contains("String literal"), first.text());
    }

    @Test
    void compactFile_withAnUnclosedComment_errorIsThatComment() throws IOException {
        bench.file("page.java", "int a() {", "    return 1; /* and", "}");
        assertTrue(
                diagnostics("page").stream()
                        .anyMatch(diagnostic -> at(diagnostic).equals("2:15")
                                && diagnostic.message().contains("comment")),
                bench.fault("page").text());
    }

    @Test
    void allErrors_ofAllFiles_areTold() throws IOException {
        bench.file("page.java", "public class page {", "int a = x1; int b = x2;", "static Helper h; int c = x3; }");
        bench.file("Helper.java", "public class Helper { int a = y1; }");
        List<String> texts = diagnostics("page").stream().map(Diagnostic::text).toList();
        assertEquals(4, texts.size(), texts.toString());
        assertTrue(bench.fault("page").text().contains("Helper.java:1:31: y1"), texts.toString());
    }

    @Test
    void warnings_areNoErrors() throws IOException {
        bench.file(
                "page.java",
                "import java.util.*;",
                "public class page { private int unused; @SuppressWarnings(\"x\") List raw = new ArrayList();",
                "public static String text() { new Date(2000, 1, 1); return \"ok\"; } }");
        assertEquals("ok", bench.ask("page"));
    }

    @Test
    void emptyFile_saysThatThereIsNoType() throws IOException {
        for (String empty : List.of("", "// nothing\n", "import java.util.*;\n", ";")) {
            bench.file("page.java", empty);
            bench.refreshAll();
            Fault fault = bench.fault("page");
            assertEquals(Code.COMPILE, fault.code());
            assertTrue(fault.text().contains("there is no type in this file (expected: type page)"), fault.text());
        }
    }

    @Test
    void anotherCharset_isRefused() throws IOException {
        Files.write(bench.path("page.java"), "int x; // \u00e4".getBytes(StandardCharsets.ISO_8859_1));
        Fault fault = bench.fault("page");
        assertEquals(Code.UNREADABLE, fault.code());
        assertTrue(fault.text().contains("not UTF-8"), fault.text());
    }

    @Test
    void packageThatDoesNotFitTheFolder_isRefused() throws IOException {
        bench.file("shop/page.java", "package store;", "public class page { }");
        assertTrue(bench.fault("shop/page").text().contains("expected: a folder that ends in store"));
    }

    @Test
    void P04_packageOfTheJdkOrOfPostern_isRefusedByName() throws IOException {
        bench.file("java/util/page.java", "package java.util;", "public class page { }");
        bench.file("org/postern/api/page.java", "package org.postern.api;", "public class page { }");
        for (String name : List.of("java/util/page", "org/postern/api/page")) {
            String expected = "package " + name.replace("/page", "").replace('/', '.') + " is not a module's";
            assertTrue(
                    bench.fault(name).text().contains(expected),
                    bench.fault(name).text());
        }
    }

    @Test
    void staticInitialiser_thatThrows_saysWhatItThrew() throws IOException {
        bench.file("page.java", "public class page { static int x = Integer.parseInt(\"none\"); }");
        Fault fault = bench.fault("page");
        assertEquals(Code.INITIALISER, fault.code());
        assertTrue(fault.text().contains("NumberFormatException"), fault.text());
        assertInstanceOf(NumberFormatException.class, fault.getCause());
    }

    private List<Diagnostic> diagnostics(String name) {
        return assertInstanceOf(CompileFault.class, bench.fault(name)).diagnostics();
    }

    private static Diagnostic only(List<Diagnostic> diagnostics) {
        assertEquals(1, diagnostics.size(), diagnostics.toString());
        return diagnostics.get(0);
    }

    private static String at(Diagnostic diagnostic) {
        return diagnostic.line() + ":" + diagnostic.column();
    }
}
