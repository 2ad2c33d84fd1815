package org.postern.daemon.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.postern.daemon.compiler.CompileFault;
import org.postern.daemon.compiler.Diagnostic;

/** Modules that Janino compiles: found, rebuilt and complained of as ECJ's are. */
class JaninoTest {

    @AutoClose
    private final Bench bench = Bench.ofJanino();

    // --- what depends on what

    @Test
    void anEditOfAHelper_reachesAllItsUsers() throws IOException {
        bench.text("Helper.java", "\"1\"");
        bench.text("Middle.java", "Helper.text() + \"m\"");
        bench.text("page.java", "\"\" + Helper.text() + Middle.text()");
        assertEquals("11m", bench.ask("page"));
        bench.text("Helper.java", "\"2\"");
        bench.refresh("Helper.java");
        assertEquals("22m", bench.ask("page"));
    }

    @Test
    void aConstant_reachesThoseIntoWhichItWasCopied() throws IOException {
        bench.file("Price.java", "public class Price { public static final int VAT = 19; }");
        bench.text("page.java", "Price.VAT");
        assertEquals("19", bench.ask("page"));
        bench.file("Price.java", "public class Price { public static final int VAT = 21; }");
        bench.refresh("Price.java");
        assertEquals("21", bench.ask("page"));
    }

    @Test
    void aNameThatIsInAStatementOnly_isNoticed() throws IOException {
        bench.file(
                "Oops.java",
                "public class Oops extends RuntimeException { public String toString() { return \"1\"; } }");
        bench.file(
                "page.java",
                "public class page { static Object text() {",
                "try { throw new Oops(); } catch (Oops e) { return e; } } }");
        assertEquals("1", bench.ask("page"));
        bench.file(
                "Oops.java",
                "public class Oops extends RuntimeException { public String toString() { return \"2\"; } }");
        bench.refresh("Oops.java");
        assertEquals("2", bench.ask("page"));
    }

    @Test
    void aFileThatAppears_isTakenBeforeTheOneOnThePath() throws IOException {
        bench.text("path/Helper.java", "\"of the path\"");
        bench.text("page.java", "Helper.text()");
        assertEquals("of the path", bench.ask("page"));
        bench.text("Helper.java", "\"own\"");
        bench.refresh("Helper.java");
        assertEquals("own", bench.ask("page"));
    }

    @Test
    void packagesAndFolders_importEachOther() throws IOException {
        bench.file(
                "shop/model/Item.java",
                "package shop.model; import static shop.Price.*;",
                "public class Item { public final int n; public Item(int n) { this.n = n; }",
                "public int total() { return price(this); } }");
        bench.file(
                "shop/Price.java",
                "package shop; import shop.model.*;",
                "public class Price { public static int price(Item item) { return item.n * 7; } }");
        bench.file(
                "page.java",
                "import shop.model.Item;",
                "public class page { static Object text() { return \"\" + new Item(3).total(); } }");
        assertEquals("21", bench.ask("page"));
    }

    @Test
    void filesOfOtherLookUps_thatNeedEachOther() throws IOException {
        bench.file(
                "path/Lib.java", "public class Lib { public static Object text() { return \"lib\" + new More().n; } }");
        bench.file("path/More.java", "public class More { public int n = 3; }");
        bench.text("page.java", "Lib.text()");
        assertEquals("lib3", bench.ask("page"));
        bench.file("path/More.java", "public class More { public int n = 4; }");
        bench.refresh("path/More.java");
        assertEquals("lib4", bench.ask("page"));
    }

    @Test
    void twoFiles_mayEachHaveATypeOfTheSameNameBesideTheirOwn() throws IOException {
        for (String name : List.of("A", "B")) {
            bench.file(
                    name + ".java",
                    "public class " + name + " { public static Object text() { return new Row().of; } }",
                    "class Row { String of = \"" + name + "\"; }");
        }
        bench.text("page.java", "A.text() + \" \" + B.text()");
        assertEquals("A B", bench.ask("page"));
    }

    @Test
    void aFileOfTheSameName_doesNotStandInForAnImportOrAMember() throws IOException {
        bench.file("Item.java", "public class Item { public static String name() { return \"file\"; } }");
        bench.file("Row.java", "public class Row { public static String name() { return \"file\"; } }");
        bench.file(
                "shop/Item.java",
                "package shop; public class Item { public static String name() { return \"import\"; } }");
        bench.file(
                "page.java",
                "import shop.Item;",
                "public class page { static class Row { static String name() { return \"member\"; } }",
                "static Object text() { return Item.name() + \" \" + Row.name(); } }");
        assertEquals("import member", bench.ask("page"));
        bench.file(
                "shop/Own.java",
                "package shop; public class Own { public static String name() { return Item.name(); } }");
        bench.file("other.java", "import shop.Own; public class other { static Object text() { return Own.name(); } }");
        assertEquals("import", bench.ask("other"));
    }

    // --- what is wrong

    private List<Diagnostic> wrong(String name) {
        return assertInstanceOf(CompileFault.class, bench.fault(name)).diagnostics();
    }

    private List<String> places(String name) {
        return wrong(name).stream()
                .map(diagnostic ->
                        diagnostic.file().getFileName() + ":" + diagnostic.line() + ":" + diagnostic.column())
                .toList();
    }

    @Test
    void errors_areAllTold_eachOnce_whereTheyAre() throws IOException {
        bench.file("page.java", "public class page {", "    int a = nothing;", "\t\tint b = more; Helper h;", "}");
        bench.file("Helper.java", "public class Helper { int c = less; }");
        assertEquals(List.of("page.java:2:13", "page.java:3:11", "Helper.java:1:31"), places("page"));
        Diagnostic first = wrong("page").get(0);
        assertEquals("    int a = nothing;", first.excerpt());
        assertEquals("Unknown variable or type \"nothing\"", first.message());
    }

    @Test
    void compactFile_errorHasTheAuthorsPlace() throws IOException {
        bench.file("page.java", "import java.util.*;", "", "  int x; int y = nothing;");
        assertEquals(List.of("page.java:3:18"), places("page"));
    }

    @Test
    void aHelperThatCannotBeRead_isComplainedOf_andNotThoseThatUseIt() throws IOException {
        bench.file("Helper.java", "public class Helper { int f( { } }");
        bench.text("page.java", "new Helper()");
        assertEquals(List.of("Helper.java:1:30"), places("page"));
    }

    @Test
    void aHelperThatIsRefused_isComplainedOf_andNotThoseThatUseIt() throws IOException {
        bench.file("Helper.java", "public class Helper { static void f() { assert true; } }");
        bench.text("page.java", "new Helper()");
        assertEquals(List.of("Helper.java:1:41"), places("page"));
    }

    @Test
    void newerJava_isAnErrorThatSaysSo() throws IOException {
        bench.file("page.java", "public class page { Runnable r = () -> { }; }");
        String text = bench.fault("page").text();
        assertTrue(text.contains("page.java:1:"), text);
        assertTrue(
                text.endsWith("(Janino knows no generics, lambdas, var, records: Use JavaCompiler ecj compiles those)"),
                text);
    }

    @Test
    void codeThatTheJvmRefuses_isRefusedWhenItIsCompiled() throws IOException {
        bench.file("page.java", "public class page { static class A extends B { }", "static final class B { } }");
        String text = bench.fault("page").text();
        assertTrue(text.contains("the JVM refuses what Janino makes of this: class page$A cannot inherit"), text);
    }

    @Test
    void aCorrection_isTakenUp() throws IOException {
        bench.file("page.java", "public class page { static Object text() { assert true; return 1; } }");
        assertEquals(List.of("page.java:1:44"), places("page"));
        bench.text("page.java", "2");
        bench.refresh("page.java");
        assertEquals("2", bench.ask("page"));
    }
}
