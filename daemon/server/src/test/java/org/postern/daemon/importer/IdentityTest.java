package org.postern.daemon.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.postern.daemon.fault.Fault;

/** Which file a name means, and which file a module is. */
class IdentityTest {

    @AutoClose
    private final Bench bench = Bench.byHand();

    @Test
    void P01_sameFileNameInTwoFolders_areTwoModules() throws IOException {
        bench.counting("a/Index.java", "\"a\"");
        bench.file(
                "b/Index.java",
                "public class Index { static int count; static int onlyHere; static Object text() { return \"b \" + ++count; } }");
        assertEquals("a 1", bench.ask("a", "Index"));
        assertEquals("b 1", bench.ask("b", "Index"));
        assertEquals("a 2", bench.ask("a", "Index"));
        assertEquals("b 2", bench.ask("b", "Index"));
        Class<?> a = bench.module(bench.view(), "a", "Index").type();
        assertThrows(NoSuchFieldException.class, () -> a.getDeclaredField("onlyHere"));
    }

    @Test
    void P02_prefixOfAnotherFoldersName_isNotThatFolder() throws IOException {
        for (String folder : List.of("app", "app/sub", "app2")) {
            bench.text(folder + "/Index.java", "\"" + folder + "\"");
        }
        for (String first : List.of("app", "app/sub", "app2")) {
            for (String second : List.of("app2", "app/sub", "app")) {
                assertEquals(first, bench.ask(first, "Index"));
                assertEquals(second, bench.ask(second, "Index"));
            }
        }
    }

    @Test
    void P03_alternatingRequests_buildEachModuleOnce() throws IOException {
        bench.text("a/Index.java", "\"a\"");
        bench.text("b/Index.java", "\"b\"");
        for (int i = 0; i < 100; i++) {
            bench.ask("a", "Index");
            bench.ask("b", "Index");
        }
        assertEquals(1, bench.module(bench.view(), "a", "Index").version());
        assertEquals(2, bench.module(bench.view(), "b", "Index").version());
    }

    @Test
    void P04_moduleNamedLikeAClassOfTheJdk_isMeantInItsOwnFolderOnly() throws IOException {
        bench.text("a/String.java", "\"a module\"");
        bench.text("a/List.java", "\"another\"");
        bench.file(
                "a/page.java",
                "public class page { public static Object text() { return List.text() + \" \" + String.text(); } }");
        bench.file(
                "b/page.java",
                "import java.util.*; public class page { public static Object text() {",
                "String s = \"s\"; List<String> l = new ArrayList<>(); l.add(s); return l; } }");
        assertEquals("another a module", bench.ask("a", "page"));
        assertEquals("[s]", bench.ask("b", "page"));
        assertEquals("a module", bench.ask("a", "String"));
    }

    @Test
    void P05_helperIsTheOneOfTheFilesOwnFolder_whoeverWasVisitedFirst() throws IOException {
        for (boolean aFirst : new boolean[] {true, false}) {
            try (Bench fresh = Bench.byHand()) {
                for (String folder : List.of("a", "b")) {
                    fresh.text(folder + "/Util.java", "\"util of " + folder + "\"");
                    fresh.text(folder + "/page.java", "Util.text()");
                }
                fresh.ask(aFirst ? "a" : "b", "page");
                assertEquals("util of a", fresh.ask("a", "page"));
                assertEquals("util of b", fresh.ask("b", "page"));
            }
        }
    }

    @Test
    void helpersOfOneName_inOneBuild_areEachThatOfTheirImporter() throws IOException {
        bench.text("Util.java", "\"util of root\"");
        bench.text("page.java", "Util.text() + \", \" + shop.Price.text()");
        bench.file(
                "shop/Price.java",
                "package shop;",
                "public class Price {",
                "public static Object text() { return Util.text(); } }");
        bench.file(
                "shop/Util.java",
                "package shop;",
                "public class Util {",
                "public static Object text() { return \"util of shop\"; } }");
        assertEquals("util of root, util of shop", bench.ask("page"));
    }

    @Test
    void helpersOfOneName_inRootAndOnThePath_areEachThatOfTheirImporter() throws IOException {
        bench.text("root/Text.java", "\"text of root\"");
        bench.text("root/page.java", "Text.text() + \", \" + Util.text()");
        bench.text("path/Util.java", "Text.text()");
        bench.text("path/Text.java", "\"text of lib\"");
        Module page = bench.view().module(bench.path("root").toString(), "page", false);
        assertEquals("text of root, text of lib", Bench.text(page));
    }

    @Test
    void P08_symlinkedFileAndFolder_areOneModule() throws IOException {
        bench.counting("a/M.java", "\"m\"");
        Files.createDirectories(bench.path("b"));
        Files.createSymbolicLink(bench.path("b/M.java"), bench.path("a/M.java"));
        Files.createSymbolicLink(bench.path("c"), bench.path("a"));
        assertEquals("m 1", bench.ask("a", "M"));
        assertEquals("m 2", bench.ask("b", "M"));
        assertEquals("m 3", bench.ask("c", "M"));
        assertEquals("m 4", bench.ask("b/../a/.", "M"));
        assertEquals("m 5", bench.ask("a", "../b/M"));
    }

    @Test
    void P08_hardLinks_areTwoModules() throws IOException {
        bench.counting("M.java", "\"m\"");
        Files.createLink(bench.path("N.java"), bench.path("M.java"));
        assertEquals("m 1", bench.ask("M"));
        assertEquals("m 1", bench.ask("N"));
    }

    @Test
    void P10_fileNamesThatAreNoIdentifiers() throws IOException {
        String content = "public static Object text() { return \"%s\"; }";
        for (String name :
                List.of("demo-page", "2004", "v1.2", "grün und blau", "x".repeat(200), "class", "a+b", "名")) {
            bench.file("names/" + name + ".java", content.formatted(name.length()));
            assertEquals("" + name.length(), bench.ask("", "names/" + name), name);
        }
    }

    @Test
    void P10_classOfSuchAFile_isThePublicOne() throws IOException {
        bench.file("demo-page.java", "class Other { }", "public class DemoPage { static Object text() { return 1; } }");
        assertEquals("1", bench.ask("", "./demo-page"));
        assertEquals("DemoPage", bench.module("./demo-page").type().getName());
    }

    @Test
    void dottedName_isAFolder_slashedNameIsLiteral() throws IOException {
        bench.text("a/b.java", "\"folder\"");
        bench.file("a.b.java", "public static Object text() { return \"dotted\"; }");
        assertEquals("folder", bench.ask("a.b"));
        assertEquals("folder", bench.ask("a/b"));
        assertEquals("dotted", bench.ask("./a.b"));
    }

    @Test
    void P12_whereAnotherImporterFoundAName_doesNotMatter() throws IOException {
        bench.text("path/Util.java", "\"path's\"");
        bench.text("root/Util.java", "\"root's\"");
        bench.text("root/page.java", "Util.text()");
        bench.text("other/page.java", "Util.text()");
        assertEquals("root's", bench.ask("root", "page"));
        assertEquals("path's", bench.ask("other", "page"));
        assertEquals("root's", bench.ask("root", "page"));
    }

    @Test
    void P05_helperOnThePath_seesNothingOfTheRootOfItsUser() throws IOException {
        bench.text("root/page.java", "Helper.text()");
        bench.text("root/Util.java", "\"root's\"");
        bench.text("path/Helper.java", "Util.text()");
        ModuleView view = bench.view();
        Fault fault = assertThrows(Fault.class, () -> bench.module(view, "root", "page"));
        assertTrue(fault.text().contains("Util cannot be resolved"), fault.text());
        bench.text("path/Util.java", "\"path's\"");
        bench.refresh("path/Util.java");
        assertEquals("path's", bench.ask("root", "page"));
    }

    @Test
    void P13_packages_importEachOther() throws IOException {
        bench.file(
                "page.java",
                "import shop.model.Item; import shop.*;",
                "public class page { public static Object text() { return new Item(3).total() + \" \" + Price.NAME; } }");
        bench.file(
                "shop/model/Item.java",
                "package shop.model; import static shop.Price.*;",
                "public record Item(int n) { public int total() { return price(this); } }");
        bench.file(
                "shop/Price.java",
                "package shop; import shop.model.Item;",
                "public class Price { public static final String NAME = \"EUR\";",
                "public static int price(Item item) { return item.n() * 7; } }");
        assertEquals("21 EUR", bench.ask("page"));
        bench.file(
                "shop/model/Item.java",
                "package shop.model; import static shop.Price.*;",
                "public record Item(int n) { public int total() { return 100 + price(this); } }");
        bench.refresh("shop/model/Item.java");
        assertEquals("121 EUR", bench.ask("page"));
    }

    @Test
    void missingImport_isAnError_thatNamesIt() throws IOException {
        bench.text("page.java", "Nowhere.text()");
        assertTrue(bench.fault("page").text().contains("Nowhere cannot be resolved"));
    }

    @Test
    void P15_missingModule_saysWhereItWasLookedFor() {
        Fault fault = bench.fault("page");
        assertTrue(fault.text().contains(bench.path("page.java").toString()), fault.text());
    }

    @Test
    void moduleOutsideOfTheRoots_isRefused_alsoThroughALink() throws IOException {
        try (Bench elsewhere = Bench.byHand()) {
            elsewhere.text("page.java", "1");
            Files.createSymbolicLink(bench.path("page.java"), elsewhere.path("page.java"));
            assertTrue(bench.fault("page").text().contains("outside of the setting roots"));
        }
    }

    @Test
    void P38_removedMethodIsGone() throws IOException {
        bench.file("page.java", "public static Object text() { return 1; }", "public static void old() { }");
        Class<?> before = bench.module("page").type();
        bench.file("page.java", "public static Object text() { return 2; }");
        bench.refresh("page.java");
        Class<?> after = bench.module("page").type();
        assertThrows(NoSuchMethodException.class, () -> after.getDeclaredMethod("old"));
        assertNotSame(before, after);
        assertNotEquals(before.getClassLoader(), after.getClassLoader());
    }

    @Test
    void frameOfAStackTrace_isOfTheModuleWhoseVersionItRan_andOfNoOther() throws IOException {
        bench.text("page.java", "1");
        Module before = bench.module("page");
        String loader = before.unit().loader().getName();
        assertSame(before, bench.view().byFrame(loader, "page"));
        assertNull(bench.view().byFrame(loader, "Other"));
        bench.text("page.java", "2");
        bench.refresh("page.java");
        assertNull(bench.view().byFrame(loader, "page"));
    }

    @Test
    void twoInterpreters_shareNoClassOfAModule() throws IOException {
        bench.counting("page.java", "\"page\"");
        Importer other = bench.frozen();
        Module theirs = new ModuleView(other).module(bench.path("").toString(), "page", false);
        assertEquals("page 1", bench.ask("page"));
        assertEquals("page 1", Bench.text(theirs));
        assertSame(
                bench.module("page").type().getSuperclass(),
                theirs.type().getSuperclass(),
                "what is the JDK's is shared");
    }

    @Test
    void fileOfTwoRoots_isLookedUpFromTheFirst_andTheSecondIsTold() throws IOException {
        bench.text("app/Util.java", "\"util of app\"");
        bench.text("app/sub/Util.java", "\"util of sub\"");
        bench.text("app/sub/deep/page.java", "Util.text()");
        assertEquals("util of sub", bench.ask("app/sub", "deep/page"));
        assertEquals(List.of(), bench.log().lines("PN0420"));
        assertEquals("util of sub", bench.ask("app", "sub/deep/page"));
        String line = bench.log().lines("PN0420").get(0);
        assertTrue(
                line.contains(
                        bench.path("app/sub") + ", by which it was found first, and not from " + bench.path("app")),
                line);
        assertEquals("util of sub", bench.ask("app", "sub/deep/page"));
        assertEquals(1, bench.log().lines("PN0420").size());
    }
}
