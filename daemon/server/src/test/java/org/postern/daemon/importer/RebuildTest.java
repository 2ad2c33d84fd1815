package org.postern.daemon.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.compiler.CompileFault;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** What is built anew after a change, and what is not. */
class RebuildTest {

    @AutoClose
    private final Bench bench = Bench.byHand();

    @Test
    void P22_editOfAHelper_rebuildsItsUser_whoseStaticsAreComputedAnew() throws IOException {
        bench.file(
                "page.java",
                "public class page { static final Object AT_LOAD = Helper.text();",
                "public static Object text() { return AT_LOAD + \" \" + Helper.text(); } }");
        bench.text("Helper.java", "\"1\"");
        assertEquals("1 1", bench.ask("page"));
        bench.text("Helper.java", "\"2\"");
        bench.refresh("Helper.java");
        assertEquals("2 2", bench.ask("page"));
    }

    @Test
    void P23_diamond_rebuildsEachOnce_andHasOneLeaf() throws IOException {
        bench.file(
                "page.java",
                "public class page { public static Object text() {",
                "return A.leaf() == B.leaf() ? A.leaf().name() + \" \" + (A.leaf() instanceof C) : \"two leaves\"; } }");
        bench.file("A.java", "public class A { public static C leaf() { return C.ONE; } }");
        bench.file("B.java", "public class B { public static C leaf() { return C.ONE; } }");
        bench.file(
                "C.java",
                "public class C { public static final C ONE = new C(); public String name() { return \"1\"; } }");
        bench.counting("other.java", "\"other\"");
        assertEquals("1 true", bench.ask("page"));
        assertEquals("other 1", bench.ask("other"));
        bench.log().clear();
        bench.file(
                "C.java",
                "public class C { public static final C ONE = new C(); public String name() { return \"2\"; } }");
        bench.refresh("C.java");
        assertEquals("2 true", bench.ask("page"));
        assertEquals("other 2", bench.ask("other"));
        for (String file : Set.of("page", "A", "B", "C")) {
            assertEquals(
                    1,
                    bench.log().lines("reloaded " + bench.path(file + ".java")).size(),
                    file);
        }
        assertEquals(
                1,
                bench.log().lines("C.java in").stream()
                        .filter(line -> line.contains("as it changed"))
                        .count());
        assertEquals(
                1,
                bench.log().lines("A.java in").stream()
                        .filter(line -> line.contains("as something that it uses changed"))
                        .count());
    }

    @Test
    void P23_chainOfTwenty_isRebuiltFromItsLeaf_once() throws IOException {
        for (int i = 0; i < 19; i++) {
            bench.text("L" + i + ".java", "\"\" + L" + (i + 1) + ".text()");
        }
        bench.text("L19.java", "\"1\"");
        assertEquals("1", bench.ask("L0"));
        bench.text("L19.java", "\"2\"");
        bench.refresh("L19.java");
        assertEquals("2", bench.ask("L0"));
        assertEquals(20, bench.log().lines("reloaded").size());
        bench.refreshAll();
        assertEquals("2", bench.ask("L0"));
        assertEquals(20, bench.log().lines("reloaded").size(), "nothing more to do");
    }

    @Test
    void editInTheMiddle_leavesWhatItUsesAlone() throws IOException {
        bench.text("page.java", "Middle.text()");
        bench.text("Middle.java", "\"1 \" + Leaf.text()");
        bench.counting("Leaf.java", "\"leaf\"");
        assertEquals("1 leaf 1", bench.ask("page"));
        bench.text("Middle.java", "\"2 \" + Leaf.text()");
        bench.refresh("Middle.java");
        assertEquals("2 leaf 2", bench.ask("page"));
    }

    @Test
    void P24_secondUserOfAHelper_isRebuiltToo() throws IOException {
        bench.text("Helper.java", "\"1\"");
        bench.text("first.java", "Helper.text()");
        bench.text("second.java", "Helper.text()");
        assertEquals("1", bench.ask("first"));
        assertEquals("1", bench.ask("second"));
        bench.text("Helper.java", "\"2\"");
        bench.refresh("Helper.java");
        assertEquals("2", bench.ask("second"));
        assertEquals("2", bench.ask("first"));
    }

    @Test
    void P26_inlinedConstant_isCompiledAnew() throws IOException {
        bench.text("page.java", "Helper.SIZE + Helper.NAME");
        bench.file(
                "Helper.java",
                "public class Helper { public static final int SIZE = 1; public static final String NAME = \"a\"; }");
        assertEquals("1a", bench.ask("page"));
        bench.file(
                "Helper.java",
                "public class Helper { public static final int SIZE = 2; public static final String NAME = \"b\"; }");
        bench.refresh("Helper.java");
        assertEquals("2b", bench.ask("page"));
    }

    @Test
    void P26_constantByStaticImport_andInAnAnnotation_andAsACase() throws IOException {
        bench.file(
                "page.java",
                "import static shop.Names.*; import java.lang.annotation.*;",
                "@page.Mark(FIRST) public class page { @Retention(RetentionPolicy.RUNTIME) @interface Mark { String value(); }",
                "public static Object text() { switch (\"x\") { case SECOND: return \"x \" + page.class.getAnnotation(Mark.class).value();",
                "default: return \"other \" + page.class.getAnnotation(Mark.class).value(); } } }");
        bench.file(
                "shop/Names.java",
                "package shop; public class Names { public static final String FIRST = \"1\", SECOND = \"x\"; }");
        assertEquals("x 1", bench.ask("page"));
        bench.file(
                "shop/Names.java",
                "package shop; public class Names { public static final String FIRST = \"2\", SECOND = \"y\"; }");
        bench.refresh("shop/Names.java");
        assertEquals("other 2", bench.ask("page"));
    }

    @Test
    void P26_superclassOfASuperclass_isFollowed() throws IOException {
        bench.file(
                "page.java",
                "public class page extends Middle { public static Object text() { return new page().name(); } }");
        bench.file("Middle.java", "public class Middle extends base.Base { }");
        bench.file("base/Base.java", "package base; public class Base { public String name() { return \"1\"; } }");
        assertEquals("1", bench.ask("page"));
        bench.file("base/Base.java", "package base; public class Base { public String name() { return \"2\"; } }");
        bench.refresh("base/Base.java");
        assertEquals("2", bench.ask("page"));
    }

    @Test
    void P26_enumConstant_addedInTheMiddle_keepsSwitchesRight() throws IOException {
        bench.file(
                "page.java",
                "public class page { public static Object text() {",
                "switch (Colour.valueOf(\"BLUE\")) { case RED: return \"red\"; case BLUE: return \"blue\"; default: return \"?\"; } } }");
        bench.file("Colour.java", "public enum Colour { RED, BLUE }");
        assertEquals("blue", bench.ask("page"));
        bench.file("Colour.java", "public enum Colour { GREEN, RED, BLUE }");
        bench.refresh("Colour.java");
        assertEquals("blue", bench.ask("page"));
    }

    @Test
    void P26_defaultMethodOfAnInterface_isInherited() throws IOException {
        bench.file(
                "page.java",
                "public class page implements Named { public static Object text() { return new page().name(); } }");
        bench.file("Named.java", "public interface Named { default String name() { return \"1\"; } }");
        assertEquals("1", bench.ask("page"));
        bench.file("Named.java", "public interface Named { default String name() { return \"2\"; } }");
        bench.refresh("Named.java");
        assertEquals("2", bench.ask("page"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1970-01-02T00:00:00Z", "2001-01-01T00:00:00Z", "2099-01-01T00:00:00Z"})
    void P18_P69_anyOtherTime_isAChange(String time) throws IOException {
        bench.text("page.java", "\"1\"");
        assertEquals("1", bench.ask("page"));
        bench.text("page.java", "\"2\"");
        Files.setLastModifiedTime(bench.path("page.java"), FileTime.from(Instant.parse(time)));
        bench.refresh("page.java");
        assertEquals("2", bench.ask("page"));
    }

    @Test
    void P19_sameSizeAndSameTime_withOtherContent_isAChange() throws IOException {
        FileTime time = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
        bench.text("page.java", "\"1\"");
        Files.setLastModifiedTime(bench.path("page.java"), time);
        assertEquals("1", bench.ask("page"));
        Files.writeString(
                bench.path("page.java"),
                Files.readString(bench.path("page.java")).replace("\"1\"", "\"2\""));
        Files.setLastModifiedTime(bench.path("page.java"), time);
        bench.refresh("page.java");
        assertEquals("2", bench.ask("page"));
    }

    @Test
    void P30_touch_reloadsNothing() throws IOException {
        bench.counting("page.java", "\"page\"");
        assertEquals("page 1", bench.ask("page"));
        Files.setLastModifiedTime(bench.path("page.java"), FileTime.from(Instant.now()));
        bench.refresh("page.java");
        assertEquals("page 2", bench.ask("page"));
        assertEquals(1, bench.module("page").version());
    }

    @Test
    void P30_changeThatIsTakenBack_reloadsNothing() throws IOException {
        bench.counting("page.java", "\"page \" + Helper.text()");
        bench.text("Helper.java", "\"helper\"");
        assertEquals("page helper 1", bench.ask("page"));
        bench.file("Helper.java", "broken");
        bench.refresh("Helper.java");
        assertEquals("page helper 2", bench.ask("page"), "the last good version");
        bench.text("Helper.java", "\"helper\"");
        bench.refresh("Helper.java");
        assertEquals("page helper 3", bench.ask("page"));
        assertEquals(1, bench.log().lines("page.java is again as it was loaded").size());
    }

    @Test
    void P12_newFileEarlierInTheOrder_isUsed_andItsRemovalSeen() throws IOException {
        bench.text("app/sub/page.java", "Util.text()");
        bench.text("app/Util.java", "\"root's\"");
        assertEquals("root's", bench.ask("app", "sub/page"));
        bench.text("app/sub/Util.java", "\"own\"");
        bench.refresh("app/sub/Util.java");
        assertEquals("own", bench.ask("app", "sub/page"));
        bench.delete("app/sub/Util.java");
        bench.refresh("app/sub/Util.java");
        assertEquals("root's", bench.ask("app", "sub/page"));
    }

    @Test
    void P28_deletedModule_isNoModule_andComesBack() throws IOException {
        bench.text("page.java", "\"1\"");
        bench.text("Helper.java", "\"helper\"");
        assertEquals("1", bench.ask("page"));
        bench.delete("page.java");
        bench.refresh("page.java");
        assertEquals(Code.NO_MODULE, bench.fault("page").code());
        bench.text("page.java", "\"1\"");
        bench.refresh("page.java");
        assertEquals("1", bench.ask("page"));
    }

    @Test
    void P28_deletedHelper_lastGoodVersionServes_untilItIsBack() throws IOException {
        bench.counting("page.java", "Helper.text()");
        bench.text("Helper.java", "\"1\"");
        assertEquals("1 1", bench.ask("page"));
        bench.delete("Helper.java");
        bench.refresh("Helper.java");
        assertEquals("1 2", bench.ask("page"));
        assertTrue(bench.fault("page").text().contains("Helper cannot be resolved"));
        assertEquals(1, bench.log().lines("PN0410").size());
        bench.text("Helper.java", "\"2\"");
        bench.refresh("Helper.java");
        assertEquals("2 1", bench.ask("page"));
    }

    @Test
    void P41_brokenEdit_isCompiledOnce_andKeepsTheLastGoodVersion() throws IOException {
        bench.counting("page.java", "\"1\"");
        assertEquals("1 1", bench.ask("page"));
        bench.file("page.java", "public class page { oops }");
        bench.refresh("page.java");
        for (int i = 2; i < 7; i++) {
            assertEquals("1 " + i, bench.ask("page"));
            assertSame(bench.fault("page"), bench.fault("page"));
        }
        assertEquals(1, bench.log().lines("PN0410 PN0404").size());
        bench.counting("page.java", "\"3\"");
        bench.refresh("page.java");
        assertEquals("3 1", bench.ask("page"));
    }

    @Test
    void P41_brokenHelper_changesNothing_andBothAreMendedTogether() throws IOException {
        bench.counting("page.java", "Helper.text()");
        bench.text("Helper.java", "\"1\"");
        assertEquals("1 1", bench.ask("page"));
        bench.file("Helper.java", "public class Helper { public static Object renamed() { return \"2\"; } }");
        bench.refresh("Helper.java");
        assertEquals("1 2", bench.ask("page"));
        assertEquals("1", bench.ask("Helper"), "all of it or nothing");
        bench.counting("page.java", "Helper.renamed()");
        bench.refresh("page.java");
        assertEquals("2 1", bench.ask("page"));
    }

    @Test
    void P40_brokenFirstLoad_isRetriedWhenItChanges() throws IOException {
        bench.file("page.java", "public class page { oops }");
        assertSame(bench.fault("page"), bench.fault("page"));
        bench.text("page.java", "\"mended\"");
        bench.refresh("page.java");
        assertEquals("mended", bench.ask("page"));
    }

    @Test
    void P40_initialiserThatThrows_atFirst_thenMended() throws IOException {
        bench.file(
                "page.java", "public class page { static int x = 1 / 0; public static Object text() { return x; } }");
        assertEquals(Code.INITIALISER, bench.fault("page").code());
        assertEquals(Code.INITIALISER, bench.fault("page").code());
        bench.file("page.java", "public class page { static int x = 1; public static Object text() { return x; } }");
        bench.refresh("page.java");
        assertEquals("1", bench.ask("page"));
    }

    @Test
    void P41_initialiserThatThrows_onReload_keepsTheLastGoodVersion() throws IOException {
        bench.counting("page.java", "\"1\"");
        assertEquals("1 1", bench.ask("page"));
        bench.file("page.java", "public class page { static int x = 1 / 0; }");
        bench.refresh("page.java");
        assertEquals("1 2", bench.ask("page"));
        assertEquals(1, bench.log().lines("PN0410 PN0405").size());
    }

    @Test
    void failureForTheSakeOfALoadedHelper_endsWhenTheHelperChanges() throws IOException {
        bench.text("Helper.java", "\"1\"");
        assertEquals("1", bench.ask("Helper"));
        bench.text("page.java", "Helper.added()");
        assertTrue(bench.fault("page").text().contains("added"));
        bench.file("Helper.java", "public class Helper { public static Object added() { return \"added\"; } }");
        bench.refresh("Helper.java");
        assertEquals("added", bench.ask("page"));
    }

    @Test
    void brokenReloadForTheSakeOfAHelperThatItDidNotUse_endsWhenThatChanges() throws IOException {
        bench.text("Helper.java", "\"1\"");
        bench.text("page.java", "\"alone\"");
        bench.ask("Helper");
        assertEquals("alone", bench.ask("page"));
        bench.text("page.java", "Helper.added()");
        bench.refresh("page.java");
        assertEquals("alone", bench.ask("page"));
        bench.file("Helper.java", "public class Helper { public static Object added() { return \"added\"; } }");
        bench.refresh("Helper.java");
        assertEquals("added", bench.ask("page"));
    }

    @Test
    void newUserAndNewMethod_inOneEdit() throws IOException {
        bench.text("Helper.java", "\"1\"");
        bench.text("page.java", "Helper.text()");
        assertEquals("1", bench.ask("page"));
        bench.text("page.java", "New.text()");
        bench.text("New.java", "Helper.added()");
        bench.file("Helper.java", "public class Helper { public static Object added() { return \"added\"; } }");
        bench.refresh("page.java", "Helper.java", "New.java");
        assertEquals("added", bench.ask("page"));
    }

    @Test
    void useThatWasRemoved_isNoUseAnyMore() throws IOException {
        bench.counting("page.java", "Helper.text()");
        bench.text("Helper.java", "\"1\"");
        assertEquals("1 1", bench.ask("page"));
        bench.counting("page.java", "\"alone\"");
        bench.refresh("page.java");
        assertEquals("alone 1", bench.ask("page"));
        bench.text("Helper.java", "\"2\"");
        bench.refresh("Helper.java");
        assertEquals("alone 2", bench.ask("page"));
    }

    @Test
    void packageThatAppears_isUsed() throws IOException {
        bench.file(
                "page.java",
                "import shop.Price; public class page { public static Object text() { return Price.text(); } }");
        assertTrue(bench.fault("page").text().contains("shop"));
        bench.file(
                "shop/Price.java",
                "package shop; public class Price { public static Object text() { return \"price\"; } }");
        bench.refresh("shop");
        assertEquals("price", bench.ask("page"));
    }

    @Test
    void P08_linkToAHelper_thatIsSwitched_isAChange() throws IOException {
        bench.text("page.java", "Helper.text()");
        bench.file("v1/Helper.java", "public class Helper { public static Object text() { return \"v1\"; } }");
        bench.file("v2/Helper.java", "public class Helper { public static Object text() { return \"v2\"; } }");
        Files.createSymbolicLink(bench.path("Helper.java"), bench.path("v1/Helper.java"));
        assertEquals("v1", bench.ask("page"));
        flip("Helper.java", "v2/Helper.java");
        bench.refresh("Helper.java");
        assertEquals("v2", bench.ask("page"));
    }

    @Test
    void P08_linkToAPackage_thatIsSwitched_isAChange() throws IOException {
        bench.text("page.java", "shop.Price.text()");
        for (String v : Set.of("v1", "v2")) {
            bench.file(
                    v + "/shop/Price.java",
                    "package shop; public class Price { public static Object text() { return \"" + v + "\"; } }");
        }
        Files.createSymbolicLink(bench.path("shop"), bench.path("v1/shop"));
        assertEquals("v1", bench.ask("page"));
        flip("shop", "v2/shop");
        bench.refresh("shop");
        assertEquals("v2", bench.ask("page"));
    }

    @Test
    void P09_switchedRoot_isSwitchedAtOnce_andTheOldTreeIsForgotten() throws IOException {
        for (String v : Set.of("v1", "v2")) {
            bench.text(v + "/page.java", "\"" + v + " \" + Helper.text()");
            bench.text(v + "/other.java", "\"other " + v + "\"");
            bench.text(v + "/Helper.java", "\"" + v + "\"");
        }
        Files.createSymbolicLink(bench.path("current"), bench.path("v1"));
        assertEquals("v1 v1", bench.ask("current", "page"));
        assertEquals("other v1", bench.ask("current", "other"));
        ModuleView before = bench.view();
        flip("current", "v2");
        bench.refresh("current");
        assertEquals("v2 v2", bench.ask("current", "page"));
        assertEquals("other v2", bench.ask("current", "other"));
        assertEquals("v1 v1", bench.ask(before, "current", "page"));
        assertEquals(3, bench.importer().size(), "of the old tree nothing is left");
    }

    @Test
    void P09_firstLoadAfterASwitch_isFromTheTreeWithWhichTheRequestBegan() throws IOException {
        for (String v : Set.of("v1", "v2")) {
            bench.text(v + "/page.java", "\"" + v + "\"");
            bench.text(v + "/other.java", "\"other " + v + "\"");
        }
        Files.createSymbolicLink(bench.path("current"), bench.path("v1"));
        ModuleView early = bench.view();
        assertEquals("v1", bench.ask(early, "current", "page"));
        flip("current", "v2");
        assertEquals("other v1", bench.ask(early, "current", "other"), "switched, and not yet live");
        ModuleView late = bench.view();
        bench.refresh("current");
        assertEquals("v2", bench.ask("current", "page"));
        bench.text("v1/third.java", "\"third v1\"");
        bench.text("v2/third.java", "\"third v2\"");
        assertEquals("third v1", bench.ask(late, "current", "third"), "switched and live for others");
        assertEquals("third v2", bench.ask("current", "third"));
    }

    @Test
    void P09_switchToABrokenTree_changesNothing_untilItIsMended() throws IOException {
        for (String v : Set.of("v1", "v2")) {
            bench.text(v + "/page.java", "\"" + v + "\"");
            bench.text(v + "/other.java", "\"other " + v + "\"");
        }
        bench.file("v2/page.java", "broken");
        Files.createSymbolicLink(bench.path("current"), bench.path("v1"));
        assertEquals("v1", bench.ask("current", "page"));
        assertEquals("other v1", bench.ask("current", "other"));
        flip("current", "v2");
        bench.refresh("current");
        assertEquals("v1", bench.ask("current", "page"), "the last good version");
        assertEquals("other v1", bench.ask("current", "other"), "of one tree");
        assertEquals(1, bench.log().lines("PN0410").size());
        bench.text("elsewhere.java", "1");
        bench.refresh("elsewhere.java");
        assertEquals(1, bench.log().lines("PN0410").size(), "not compiled again for nothing");
        bench.text("v2/page.java", "\"v2\"");
        bench.refresh("v2/page.java");
        assertEquals("v2", bench.ask("current", "page"));
        assertEquals("other v2", bench.ask("current", "other"));
    }

    @Test
    void P12_brokenFileEarlierInTheOrder_lastGoodMeaningServes() throws IOException {
        bench.text("path/page.java", "\"second\"");
        String first = bench.path("first").toString();
        assertEquals("second", Bench.text(bench.view().module(first, "page", false)));
        bench.file("first/page.java", "broken");
        bench.refresh("first");
        assertEquals("second", Bench.text(bench.view().module(first, "page", false)));
        assertThrows(Fault.class, () -> bench.view().module(first, "page", true));
        bench.text("first/page.java", "\"first\"");
        bench.refresh("first/page.java");
        assertEquals("first", Bench.text(bench.view().module(first, "page", true)));
    }

    @Test
    void P12_brokenFileEarlierInTheOrder_andTheLastGoodOneGone_isAnError() throws IOException {
        bench.text("path/page.java", "\"second\"");
        String first = bench.path("first").toString();
        assertEquals("second", Bench.text(bench.view().module(first, "page", false)));
        bench.file("first/page.java", "broken");
        bench.refresh("first");
        bench.delete("path/page.java");
        bench.refresh("path/page.java");
        assertThrows(CompileFault.class, () -> bench.view().module(first, "page", false));
        bench.delete("first/page.java");
        bench.refresh("first/page.java");
        Fault fault = assertThrows(Fault.class, () -> bench.view().module(first, "page", false));
        assertEquals(Code.NO_MODULE, fault.code());
    }

    @Test
    void P29_movedFolder_andBack() throws IOException {
        bench.text("app/page.java", "\"app\"");
        assertEquals("app", bench.ask("app", "page"));
        Files.move(bench.path("app"), bench.path("away"));
        bench.refresh("app");
        assertEquals(Code.NO_MODULE, bench.fault("app/page").code());
        assertEquals("app", bench.ask("away", "page"));
        Files.move(bench.path("away"), bench.path("app"));
        bench.refresh("app", "away");
        assertEquals("app", bench.ask("app", "page"));
    }

    @Test
    void P33_frozenImporter_looksAtNothingAgain_butAtWhatItCouldNotUse() throws IOException {
        Importer frozen = bench.frozen();
        bench.text("page.java", "\"1\"");
        assertEquals("1", ask(frozen, "page"));
        bench.text("page.java", "\"2\"");
        assertEquals("1", ask(frozen, "page"));
        bench.file("later.java", "broken");
        assertTrue(faultOf(frozen, "later").contains("later.java:1:1"));
        assertTrue(faultOf(frozen, "later").contains("later.java:1:1"));
        assertEquals(1, bench.log().lines("PN0404").size(), "compiled once");
        bench.text("later.java", "\"mended\"");
        assertEquals("mended", ask(frozen, "later"));
        assertTrue(faultOf(frozen, "absent").contains("there is no source file"));
        bench.text("absent.java", "\"there\"");
        assertEquals("there", ask(frozen, "absent"));
    }

    @Test
    void versions_onlyGrow() throws IOException {
        Set<Long> seen = new LinkedHashSet<>();
        for (int i = 0; i < 5; i++) {
            bench.text("page.java", "\"" + i + "\"");
            bench.refresh("page.java");
            assertEquals("" + i, bench.ask("page"));
            assertTrue(seen.add(bench.module("page").version()));
        }
        assertEquals(5, seen.size());
        assertNotEquals(0, bench.importer().size());
    }

    private String ask(Importer importer, String name) {
        return Bench.text(new ModuleView(importer).module(bench.path("").toString(), name, false));
    }

    private String faultOf(Importer importer, String name) {
        return assertThrows(Fault.class, () -> ask(importer, name)).text();
    }

    /** As {@code ln -sfn} should: by rename. */
    private void flip(String link, String target) throws IOException {
        Files.createSymbolicLink(bench.path("fresh-link"), bench.path(target));
        Files.move(bench.path("fresh-link"), bench.path(link), StandardCopyOption.ATOMIC_MOVE);
    }

    // --- a file in the place of a type that it is not

    /** A page that takes the Math of java.lang, as the file in its folder is of no package. */
    private void strangerInThePlaceOfMath() throws IOException {
        bench.file(
                "shop/page.java",
                "package shop; public class page { public static Object text() { return Math.max(1, 2); } }");
        bench.file("shop/Math.java", "public class Math { }");
        assertEquals("2", bench.ask("shop.page"));
    }

    @Test
    void fileThatStoodInThePlaceOfAType_andBecomesTheType_isTaken() throws IOException {
        strangerInThePlaceOfMath();
        bench.file(
                "shop/Math.java",
                "package shop; class Math { static String max(int a, int b) { return \"the shop's\"; } }");
        bench.refresh("shop/Math.java");
        assertEquals("the shop's", bench.ask("shop.page"));
    }

    @Test
    void fileThatStoodInFrontOfAType_andGoes_makesWayForIt() throws IOException {
        bench.file(
                "path/shop/Math.java",
                "package shop; class Math { static String max(int a, int b) { return \"the path's\"; } }");
        strangerInThePlaceOfMath();
        bench.delete("shop/Math.java");
        bench.refresh("shop/Math.java");
        assertEquals("the path's", bench.ask("shop.page"));
    }

    @Test
    void fileThatStandsInThePlaceOfAType_andIsSavedAsItWas_rebuildsNothing() throws IOException {
        strangerInThePlaceOfMath();
        long version = bench.module("shop.page").version();
        bench.file("shop/Math.java", "public class Math { }");
        bench.refresh("shop/Math.java");
        bench.refreshAll();
        assertEquals(version, bench.module("shop.page").version());
    }
}
