package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.Sources;
import org.postern.daemon.kit.TestSite;

/** A source is edited, and the next answers are the new code's, as a visitor sees it. */
@Timeout(120)
class ReloadTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite().setting("settle", "150ms");

    // --- what is edited

    static Stream<Arguments> edits() {
        return Stream.of(
                Arguments.of(
                        "staticField",
                        "Helper.value",
                        "public class Helper { public static int value = 1; }",
                        "public class Helper { public static int value = 2; }"),
                Arguments.of(
                        "methodBody",
                        "new Helper().value()",
                        "public class Helper { public int value() { return 1; } }",
                        "public class Helper { public int value() { int two = 2; return two; } }"),
                Arguments.of(
                        "inlinedConstant",
                        "Helper.VALUE",
                        "public class Helper { public static final int VALUE = 1; }",
                        "public class Helper { public static final int VALUE = 2; }"),
                Arguments.of(
                        "enumConstant",
                        "Helper.valueOf(\"B\").ordinal()",
                        "public enum Helper { A, B }",
                        "public enum Helper { A, AA, B }"),
                Arguments.of(
                        "interfaceDefault",
                        "new Helper() { }.value()",
                        "public interface Helper { default int value() { return 1; } }",
                        "public interface Helper { default int value() { return 2; } }"),
                Arguments.of(
                        "superclass",
                        "new Object() { class Own extends Helper { } int value() { return new Own().value(); } }.value()",
                        "public class Helper { protected int value() { return 1; } }",
                        "public class Helper { protected int value() { return 2; } }"),
                Arguments.of(
                        "packagePrivate",
                        "Helper.value",
                        "class Helper { static int value = 1; }",
                        "class Helper { static int value = 2; }"),
                Arguments.of(
                        "recordComponent",
                        "new Helper(1).x() * Helper.FACTOR",
                        "public record Helper(int x) { static int FACTOR = 1; }",
                        "public record Helper(int x) { public int x() { return 2; } static int FACTOR = 1; }"));
    }

    @ParameterizedTest
    @MethodSource
    void edits(String folder, String expression, String one, String two) throws IOException {
        SITE.file(folder + "/Helper.java", one);
        SITE.page(folder, expression);
        assertEquals("1", SITE.get("/" + folder + "/").body());
        SITE.file(folder + "/Helper.java", two);
        SITE.awaitBody("/" + folder + "/", "2");
    }

    @Test
    void X27_handlerItself_isEdited() throws IOException {
        SITE.page("own", "1");
        assertEquals("1", SITE.get("/own/").body());
        SITE.file("own/own.java", Sources.page("own", "2"));
        SITE.awaitBody("/own/", "2");
    }

    @Test
    void P24_secondUserOfAHelper_hasTheEdit_first() throws IOException {
        SITE.file("users/Helper.java", "public class Helper { public static String text() { return \"1\"; } }");
        SITE.file("users/one.java", Sources.page("one", "\"one \" + Helper.text()"));
        SITE.file("users/two.java", Sources.page("two", "\"two \" + Helper.text()"));
        String root = "Use JavaRoot " + SITE.root() + "/users";
        SITE.handled("users/a", root, "Use JavaHandler one");
        SITE.handled("users/b", root, "Use JavaHandler two");
        assertEquals("one 1", SITE.get("/users/a/").body());
        assertEquals("two 1", SITE.get("/users/b/").body());
        SITE.file("users/Helper.java", "public class Helper { public static String text() { return \"2\"; } }");
        SITE.awaitBody("/users/b/", "two 2");
        assertEquals("one 2", SITE.get("/users/a/").body());
    }

    @Test
    void P23_diamond_isRebuilt_andEverythingElseKeepsItsStatics() throws Exception {
        String counting = "static int count; public static int count() { return ++count; }";
        SITE.file("diamond/C.java", "public class C { public static String text() { return \"1\"; }" + counting + "}");
        SITE.file(
                "diamond/A.java", "public class A { public static String text() { return C.text(); }" + counting + "}");
        SITE.file(
                "diamond/B.java", "public class B { public static String text() { return C.text(); }" + counting + "}");
        SITE.file("diamond/Apart.java", "public class Apart { " + counting + "}");
        SITE.page("diamond", "A.text() + B.text() + A.count() + B.count() + C.count() + Apart.count()");
        SITE.page("bystander", "Count.next()");
        SITE.file(
                "bystander/Count.java",
                "public class Count { static int count; public static int next() { return ++count; } }");
        assertEquals("111111", SITE.get("/diamond/").body());
        assertEquals("112222", SITE.get("/diamond/").body());
        assertEquals("1", SITE.get("/bystander/").body());
        SITE.file("diamond/C.java", "public class C { public static String text() { return \"2\"; }" + counting + "}");
        SITE.log().await("reloaded " + SITE.root().resolve("diamond/diamond.java"));
        assertEquals("221113", SITE.get("/diamond/").body(), "Apart alone has counted on");
        assertEquals("2", SITE.get("/bystander/").body());
    }

    // --- how it is edited

    @Test
    void P18_editWithAnOlderTime_isAnEdit() throws IOException {
        SITE.page("older", "1");
        assertEquals("1", SITE.get("/older/").body());
        Path file = SITE.root().resolve("older/older.java");
        Path draft = SITE.folder().resolve("draft");
        Files.writeString(draft, Sources.page("older", "2"));
        Files.setLastModifiedTime(draft, FileTime.from(Instant.parse("2001-02-03T04:05:06Z")));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        SITE.awaitBody("/older/", "2");
    }

    @Test
    void P19_editOfTheSameSizeAndTime_isAnEdit() throws IOException {
        SITE.page("same", "1");
        Path file = SITE.root().resolve("same/same.java");
        FileTime time = Files.getLastModifiedTime(file);
        assertEquals("1", SITE.get("/same/").body());
        Files.writeString(file, Sources.page("same", "2"));
        Files.setLastModifiedTime(file, time);
        SITE.awaitBody("/same/", "2");
    }

    @Test
    void P30_touch_isNoEdit() throws IOException {
        SITE.file(
                "touch/Count.java",
                "public class Count { static int count; public static int next() { return ++count; } }");
        SITE.page("touch", "\"1 \" + Count.next()");
        assertEquals("1 1", SITE.get("/touch/").body());
        Files.setLastModifiedTime(SITE.root().resolve("touch/Count.java"), FileTime.from(Instant.EPOCH));
        SITE.file("touch/touch.java", Sources.page("touch", "\"2 \" + Count.next()"));
        awaitStart("/touch/", "2 ");
        assertEquals(List.of(), SITE.logged("reloaded " + SITE.root().resolve("touch/Count.java")));
    }

    @Test
    void saves_ofAllKindsOfEditors_areEdits() throws IOException {
        SITE.page("save", "0");
        Path file = SITE.root().resolve("save/save.java");
        assertEquals("0", SITE.get("/save/").body());

        Path fresh = file.resolveSibling(".save.java.tmp");
        Files.writeString(fresh, Sources.page("save", "1"));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        SITE.awaitBody("/save/", "1");

        Files.writeString(file, "");
        Files.writeString(file, Sources.page("save", "2"));
        SITE.awaitBody("/save/", "2");

        Files.delete(file);
        Files.writeString(file, Sources.page("save", "3"));
        SITE.awaitBody("/save/", "3");

        Files.writeString(file.resolveSibling("#save.java#"), "broken");
        Files.writeString(file.resolveSibling(".save.java.swp"), "broken");
        Files.move(file, file.resolveSibling("save.java~"));
        Files.writeString(file, Sources.page("save", "4"));
        SITE.awaitBody("/save/", "4");
        assertEquals(List.of(), SITE.logged("PN0404 " + file));
    }

    @Test
    void X27_filesOfOneEdit_arriveAsOne() throws IOException {
        SITE.file("several/Helper.java", "public class Helper { public static String one() { return \"1\"; } }");
        SITE.page("several", "\"page 1 \" + Helper.one()");
        assertEquals("page 1 1", SITE.get("/several/").body());
        SITE.file("several/Helper.java", "public class Helper { public static String two() { return \"2\"; } }");
        SITE.file("several/several.java", Sources.page("several", "\"page 2 \" + Helper.two()"));
        SITE.awaitBody("/several/", "page 2 2");
        assertEquals(List.of(), SITE.logged("PN0410 PN0404 " + SITE.root().resolve("several")));
    }

    // --- files and folders come and go

    @Test
    void P28_deletedHandler_isAnErrorWithACode_untilItIsThereAgain() throws Exception {
        SITE.page("deleted", "1");
        assertEquals("1", SITE.get("/deleted/").body());
        Files.delete(SITE.root().resolve("deleted/deleted.java"));
        awaitStatus("/deleted/", 500);
        assertTrue(SITE.log()
                .await("PN0401 JavaHandler \"deleted\": module deleted: there is no source file; looked for")
                .contains(SITE.root().resolve("deleted/deleted.java").toString()));
        SITE.file("deleted/deleted.java", Sources.page("deleted", "2"));
        SITE.awaitBody("/deleted/", "2");
    }

    @Test
    void P12_fileThatAppearsEarlierInTheOrder_isTaken_andItsRemovalSeen() throws IOException {
        SITE.file(
                "order/second/Helper.java",
                "public class Helper { public static String text() { return \"second\"; } }");
        SITE.file("order/second/order.java", Sources.page("order", "\"second\" + Helper.text()"));
        SITE.handled(
                "order/here",
                "Use JavaRoot " + SITE.root() + "/order/first",
                "Use JavaPath " + SITE.root() + "/order/second",
                "Use JavaHandler order");
        assertEquals("secondsecond", SITE.get("/order/here/").body());
        SITE.file("order/first/order.java", Sources.page("order", "\"first\" + Helper.text()"));
        SITE.awaitBody("/order/here/", "firstsecond");
        SITE.file(
                "order/first/Helper.java", "public class Helper { public static String text() { return \"first\"; } }");
        SITE.awaitBody("/order/here/", "firstfirst");
        Files.delete(SITE.root().resolve("order/first/order.java"));
        SITE.awaitBody("/order/here/", "secondsecond");
        Files.delete(SITE.root().resolve("order/first/Helper.java"));
        SITE.file("order/first/order.java", Sources.page("order", "\"first\" + Helper.text()"));
        SITE.awaitBody("/order/here/", "firstsecond");
    }

    @Test
    void P09_switchOfALink_switchesEverythingAtOnce() throws IOException {
        for (String v : List.of("1", "2")) {
            SITE.file("release-" + v + "/link.java", Sources.page("link", "\"" + v + "\" + Helper.text()"));
            SITE.file("release-" + v + "/other.java", Sources.page("other", "\"other" + v + "\" + Helper.text()"));
            SITE.file(
                    "release-" + v + "/Helper.java",
                    "public class Helper { public static String text() { return \"" + v + "\"; } }");
        }
        link("current", "release-1");
        String root = "Use JavaRoot " + SITE.root() + "/current";
        SITE.handled("link", root, "Use JavaHandler link");
        SITE.handled("otherlink", root, "Use JavaHandler other");
        assertEquals("11", SITE.get("/link/").body());
        assertEquals("other11", SITE.get("/otherlink/").body());
        link("current", "release-2");
        SITE.awaitBody("/link/", "22");
        assertEquals("other22", SITE.get("/otherlink/").body());
        SITE.file("release-2/Helper.java", "public class Helper { public static String text() { return \"3\"; } }");
        SITE.awaitBody("/link/", "23");
        link("current", "release-1");
        SITE.awaitBody("/otherlink/", "other11");
    }

    @Test
    void P29_folderMovedAway_andBack() throws IOException {
        SITE.file("moved/code/page.java", Sources.page("page", "1"));
        SITE.handled("moved/here", "Use JavaRoot " + SITE.root() + "/moved/code", "Use JavaHandler page");
        assertEquals("1", SITE.get("/moved/here/").body());
        Files.move(SITE.root().resolve("moved/code"), SITE.root().resolve("moved/away"));
        awaitStatus("/moved/here/", 500);
        Files.move(SITE.root().resolve("moved/away"), SITE.root().resolve("moved/code"));
        SITE.awaitBody("/moved/here/", "1");
        SITE.file("moved/code/page.java", Sources.page("page", "2"));
        SITE.awaitBody("/moved/here/", "2");
    }

    @Test
    void folderOfAPackage_thatAppears_isSeen() throws IOException {
        SITE.page("late", "1");
        assertEquals("1", SITE.get("/late/").body());
        SITE.file("late/late.java", Sources.page("late", "shop.model.Item.NAME"));
        SITE.file(
                "late/shop/model/Item.java",
                "package shop.model; public class Item { public static String NAME = \"2\"; }");
        SITE.awaitBody("/late/", "2");
        SITE.file(
                "late/shop/model/Item.java",
                "package shop.model; public class Item { public static String NAME = \"3\"; }");
        SITE.awaitBody("/late/", "3");
    }

    // --- errors

    @Test
    void P41_brokenEdit_lastGoodVersionServes_withOneCompilation_untilItIsMended() throws Exception {
        SITE.page("broken", "\"good\"");
        assertEquals("good", SITE.get("/broken/").body());
        SITE.file("broken/broken.java", Sources.page("broken", "nonsense"));
        String line = SITE.log().await("PN0410 PN0404 " + SITE.root().resolve("broken/broken.java") + ":");
        assertTrue(line.contains("nonsense cannot be resolved"), line);
        for (int i = 0; i < 5; i++) {
            assertEquals("good", SITE.get("/broken/").body());
        }
        assertEquals(
                1,
                SITE.logged("PN0410 PN0404 " + SITE.root().resolve("broken/broken.java"))
                        .size());
        SITE.file("broken/broken.java", Sources.page("broken", "\"mended\""));
        SITE.awaitBody("/broken/", "mended");
    }

    @Test
    void P41_brokenEdit_withReloadOnErrorFail_isA500_untilItIsMended() throws Exception {
        SITE.page("fails", "\"good\"");
        SITE.handled(
                "fails",
                "Use JavaRoot " + SITE.root() + "/fails",
                "Use JavaHandler fails",
                "Use JavaReloadOnError fail");
        assertEquals("good", SITE.get("/fails/").body());
        SITE.file("fails/fails.java", Sources.page("fails", "nonsense"));
        awaitStatus("/fails/", 500);
        assertFalse(SITE.get("/fails/").body().contains("nonsense"), "a visitor sees no internals");
        assertEquals(
                1,
                SITE.logged("PN0410 PN0404 " + SITE.root().resolve("fails/fails.java"))
                        .size(),
                "one compilation");
        SITE.file("fails/fails.java", Sources.page("fails", "\"mended\""));
        SITE.awaitBody("/fails/", "mended");
    }

    @Test
    void X27_brokenEdit_withDebug_isShown() throws IOException {
        SITE.page("debugged", "\"good\"");
        SITE.handled(
                "debugged",
                "Use JavaRoot " + SITE.root() + "/debugged",
                "Use JavaHandler debugged",
                "Use JavaDebug On");
        assertEquals("good", SITE.get("/debugged/").body());
        SITE.file("debugged/debugged.java", Sources.page("debugged", "nonsense"));
        awaitStatus("/debugged/", 500);
        Answer answer = SITE.get("/debugged/");
        assertTrue(answer.body().contains("debugged.java:7:"), answer.body());
        assertTrue(answer.body().contains("nonsense cannot be resolved"), answer.body());
        SITE.file("debugged/debugged.java", Sources.page("debugged", "\"mended\""));
        SITE.awaitBody("/debugged/", "mended");
    }

    @Test
    void brokenEdit_withDebugAndReloadOnErrorKeep_servesTheLastGoodVersion() throws Exception {
        SITE.page("kept", "\"good\"");
        SITE.handled(
                "kept",
                "Use JavaRoot " + SITE.root() + "/kept",
                "Use JavaHandler kept",
                "Use JavaDebug On",
                "Use JavaReloadOnError keep");
        assertEquals("good", SITE.get("/kept/").body());
        SITE.file("kept/kept.java", Sources.page("kept", "nonsense"));
        SITE.log().await("PN0410 PN0404 " + SITE.root().resolve("kept/kept.java"));
        assertEquals("good", SITE.get("/kept/").body());
    }

    @Test
    void P40_initialiserThatThrows_onTheFirstLoad_andMended() throws Exception {
        SITE.page("init", "1 / Zero.value");
        SITE.file("init/Zero.java", "public class Zero { public static int value = Integer.parseInt(\"zero\"); }");
        assertEquals(500, SITE.get("/init/").status());
        assertEquals(500, SITE.get("/init/").status());
        String line = SITE.log().await("PN0405 " + SITE.root().resolve("init/Zero.java"));
        assertTrue(line.contains("NumberFormatException"), line);
        SITE.file("init/Zero.java", "public class Zero { public static int value = 1; }");
        SITE.awaitBody("/init/", "1");
    }

    @Test
    void P41_initialiserThatThrows_onAReload_lastGoodVersionServes() throws Exception {
        SITE.file("reinit/Zero.java", "public class Zero { public static int value = 1; }");
        SITE.page("reinit", "Zero.value");
        assertEquals("1", SITE.get("/reinit/").body());
        SITE.file("reinit/Zero.java", "public class Zero { public static int value = 1 / 0; }");
        SITE.log().await("PN0410 PN0405 " + SITE.root().resolve("reinit/Zero.java"));
        assertEquals("1", SITE.get("/reinit/").body());
        SITE.file("reinit/Zero.java", "public class Zero { public static int value = 2; }");
        SITE.awaitBody("/reinit/", "2");
    }

    // --- switches

    @Test
    void P31_autoReloadOff_looksAtNothingAgain() throws IOException {
        SITE.page("off", "1");
        SITE.page("on", "1");
        SITE.handled("off", "Use JavaRoot " + SITE.root() + "/off", "Use JavaHandler off", "Use JavaAutoReload Off");
        assertEquals("1", SITE.get("/off/").body());
        assertEquals("1", SITE.get("/on/").body());
        SITE.file("off/off.java", Sources.page("off", "2"));
        SITE.file("on/on.java", Sources.page("on", "2"));
        SITE.awaitBody("/on/", "2");
        assertEquals("1", SITE.get("/off/").body());
    }

    @Test
    void P33_autoReloadOff_whatCouldNotBeUsedIsLookedAtAgain() throws IOException {
        SITE.page("offbroken", "nonsense");
        SITE.handled(
                "offbroken",
                "Use JavaRoot " + SITE.root() + "/offbroken",
                "Use JavaHandler offbroken",
                "Use JavaAutoReload Off");
        assertEquals(500, SITE.get("/offbroken/").status());
        SITE.file("offbroken/offbroken.java", Sources.page("offbroken", "\"mended\""));
        assertEquals("mended", SITE.get("/offbroken/").body());
    }

    @Test
    void P34_log_saysWhatWasReloadedAndWhy() throws Exception {
        SITE.file("told/Helper.java", "public class Helper { public static int one() { return 1; } }");
        SITE.page("told", "Helper.one()");
        assertEquals("1", SITE.get("/told/").body());
        Path folder = SITE.root().resolve("told");
        assertTrue(SITE.log()
                .await("loaded " + folder.resolve("told.java"))
                .matches("INFO \\[interpreter\\.localhost] loaded .* in \\d+ ms"));
        SITE.file("told/Helper.java", "public class Helper { public static int one() { return 2; } }");
        SITE.awaitBody("/told/", "2");
        assertTrue(SITE.log().await("reloaded " + folder.resolve("Helper.java")).endsWith(" ms, as it changed"));
        assertTrue(SITE.log()
                .await("reloaded " + folder.resolve("told.java"))
                .endsWith(" ms, as something that it uses changed"));
    }

    private static void awaitStart(String target, String start) {
        Eventually.holds(
                target + " begins with " + start, () -> SITE.get(target).body().startsWith(start));
    }

    private static void awaitStatus(String target, int status) {
        Eventually.holds(target + " answers " + status, () -> SITE.get(target).status() == status);
    }

    private static void link(String name, String target) throws IOException {
        Path fresh = SITE.folder().resolve("fresh-link");
        Files.createSymbolicLink(fresh, SITE.root().resolve(target));
        Files.move(fresh, SITE.root().resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void P68_holdFile_stopsReloads_andWhenItGoesEverythingArrivesAtOnce() throws Exception {
        SITE.file("held/Helper.java", "public class Helper { public static String text() { return \"1\"; } }");
        SITE.file("held/held.java", Sources.page("held", "\"page 1 \" + Helper.text()"));
        SITE.handled(
                "held", "Use JavaRoot " + SITE.root() + "/held", "Use JavaInterpreter held", "Use JavaHandler held");
        assertEquals("page 1 1", SITE.get("/held/").body());
        Path hold = SITE.file("held/.postern-hold", "");
        SITE.file("held/Helper.java", "public class Helper { public static String renamed() { return \"2\"; } }");
        SITE.log().await(hold + " holds reloads back");
        assertEquals("page 1 1", SITE.get("/held/").body());
        SITE.file("held/held.java", Sources.page("held", "\"page 2 \" + Helper.renamed()"));
        Files.delete(hold);
        SITE.awaitBody("/held/", "page 2 2");
        assertEquals(
                0,
                SITE.logged("PN0410").stream()
                        .filter(line -> line.contains("/held/"))
                        .count());
    }
}
