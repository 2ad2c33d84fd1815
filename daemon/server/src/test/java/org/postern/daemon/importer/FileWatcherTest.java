package org.postern.daemon.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.kit.Eventually;

/** Which of the things that people do to files are seen. */
@Timeout(60)
class FileWatcherTest {

    private Bench bench;

    @BeforeEach
    void open() throws IOException {
        bench = Bench.watched(Duration.ofMillis(30));
    }

    /** For saves in several steps, whose moments in between must not be taken for an edit however slow the machine is. */
    private void patiently() throws IOException {
        bench.close();
        bench = Bench.watched(Duration.ofMillis(500));
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }

    @Test
    void renameOver_isSeen() throws IOException {
        page("1");
        Files.writeString(bench.path("other"), "public class page { public static Object text() { return 2; } }");
        Files.move(bench.path("other"), bench.path("page.java"), StandardCopyOption.ATOMIC_MOVE);
        awaits("2");
    }

    @Test
    void truncateAndWrite_isSeen() throws IOException {
        patiently();
        page("1");
        Files.writeString(bench.path("page.java"), "");
        Files.writeString(bench.path("page.java"), "public class page { public static Object text() { return 2; } }");
        awaits("2");
        assertEquals(List.of(), bench.log().lines("PN0"), "the moment in between was not taken for an edit");
    }

    @Test
    void deleteAndCreate_isSeen() throws IOException {
        page("1");
        bench.delete("page.java");
        Files.writeString(bench.path("page.java"), "public class page { public static Object text() { return 2; } }");
        awaits("2");
    }

    @Test
    void emacsAndVim_leaveTheirFilesBeside_andAreSeen() throws IOException {
        patiently();
        page("1");
        Files.writeString(bench.path(".page.java.swp"), "binary");
        Files.writeString(bench.path("#page.java#"), "half");
        Files.createSymbolicLink(bench.path(".#page.java"), Path.of("me@here.1234:5678"));
        Files.move(bench.path("page.java"), bench.path("page.java~"));
        Files.writeString(bench.path("page.java"), "public class page { public static Object text() { return 2; } }");
        awaits("2");
        assertEquals(1, bench.log().lines("reloaded").size());
    }

    @Test
    void filesThatNobodyUses_areIgnored() throws IOException {
        page("1");
        bench.log().clear();
        Files.writeString(bench.path("page.java~"), "backup");
        Files.writeString(bench.path("Unused.java"), "broken");
        Files.createDirectories(bench.path("folder"));
        bench.importer().awaitPending();
        page("2");
        assertEquals(1, bench.log().lines().size(), bench.log().lines().toString());
    }

    @Test
    void deletedAndCreatedLater_isSeen() throws IOException {
        page("1");
        bench.delete("page.java");
        Eventually.holds("it is gone", () -> isMissing("", "page"));
        bench.text("page.java", "1");
        awaits("1");
    }

    @Test
    void folderMovedAwayAndBack_isSeen() throws IOException {
        bench.text("app/page.java", "1");
        assertEquals("1", bench.ask("app", "page"));
        Files.move(bench.path("app"), bench.path("away"));
        Eventually.holds("it is gone", () -> isMissing("app", "page"));
        Files.move(bench.path("away"), bench.path("app"));
        Eventually.holds("it is back", () -> !isMissing("app", "page"));
        bench.text("app/page.java", "2");
        Eventually.holds("and watched", () -> bench.ask("app", "page").equals("2"));
    }

    @Test
    void folderExchangedByRename_isSeen_andWatchedFromThenOn() throws IOException {
        bench.text("app/page.java", "\"1 \" + shop.Price.text()");
        bench.file(
                "app/shop/Price.java",
                "package shop; public class Price { public static Object text() { return 1; } }");
        bench.text("new/page.java", "\"2 \" + shop.Price.text()");
        bench.file(
                "new/shop/Price.java",
                "package shop; public class Price { public static Object text() { return 2; } }");
        assertEquals("1 1", bench.ask("app", "page"));
        Files.move(bench.path("app"), bench.path("old"));
        Files.move(bench.path("new"), bench.path("app"));
        Eventually.holds("the new folder", () -> answers("app", "page", "2 2"));
        bench.file(
                "app/shop/Price.java",
                "package shop; public class Price { public static Object text() { return 3; } }");
        Eventually.holds("an edit in the new folder", () -> answers("app", "page", "2 3"));
        bench.file(
                "old/shop/Price.java",
                "package shop; public class Price { public static Object text() { return 4; } }");
        bench.text("app/page.java", "\"3 \" + shop.Price.text()");
        Eventually.holds("an edit in the new folder", () -> answers("app", "page", "3 3"));
    }

    @Test
    void foldersThatAppearOneInTheOther_areSeen() throws IOException {
        bench.file("page.java", "public class page { public static Object text() { return a.b.Late.text(); } }");
        Fault fault = bench.fault("page");
        assertEquals(1, bench.log().lines(fault.code().id()).size());
        Files.createDirectories(bench.path("a/b"));
        Eventually.holds(
                "the folder was noted",
                () -> bench.log().lines(fault.code().id()).size() > 1);
        bench.importer().awaitPending();
        bench.file(
                "a/b/Late.java", "package a.b; public class Late { public static Object text() { return \"late\"; } }");
        Eventually.holds("the file in it", () -> answers("", "page", "late"));
    }

    @Test
    void rootThatAppears_isSeen() throws IOException {
        isMissing("not/yet", "page");
        bench.text("not/yet/page.java", "1");
        Eventually.holds("it is there", () -> answers("not/yet", "page", "1"));
    }

    @Test
    void moduleBehindALinkedRoot_isWatched() throws IOException {
        for (int i = 0; i < 8; i++) { // which of two names of a folder is met first is up to hashes
            bench.text("real" + i + "/page.java", "1");
            Files.createSymbolicLink(bench.path("link" + i), bench.path("real" + i));
            String link = "link" + i;
            assertEquals("1", bench.ask(link, "page"));
            bench.text("real" + i + "/page.java", "2");
            Eventually.holds(
                    "the edit behind " + link, () -> bench.ask(link, "page").equals("2"));
        }
    }

    @Test
    void P09_switchedRoot_isSeen_andTheNewTreeIsWatched() throws IOException {
        bench.text("v1/page.java", "1");
        bench.text("v2/page.java", "2");
        Files.createSymbolicLink(bench.path("current"), bench.path("v1"));
        assertEquals("1", bench.ask("current", "page"));
        flip("current", "v2");
        Eventually.holds("the switch", () -> bench.ask("current", "page").equals("2"));
        bench.text("v2/page.java", "3");
        Eventually.holds("an edit behind it", () -> bench.ask("current", "page").equals("3"));
        flip("current", "v1");
        Eventually.holds("the switch back", () -> bench.ask("current", "page").equals("1"));
    }

    @Test
    void P09_linkMadeAnew_notByRename_isSeen() throws IOException {
        bench.text("v1/page.java", "1");
        bench.text("v2/page.java", "2");
        Files.createSymbolicLink(bench.path("current"), bench.path("v1"));
        assertEquals("1", bench.ask("current", "page"));
        bench.delete("current");
        Files.createSymbolicLink(bench.path("current"), bench.path("v2"));
        Eventually.holds("the switch", () -> answers("current", "page", "2"));
    }

    @Test
    void linkedModule_andLinkedHelper_thatAreSwitched_areSeen() throws IOException {
        bench.file("v1/Helper.java", "public class Helper { public static Object text() { return 1; } }");
        bench.file("v2/Helper.java", "public class Helper { public static Object text() { return 2; } }");
        Files.createSymbolicLink(bench.path("Helper.java"), bench.path("v1/Helper.java"));
        bench.text("page.java", "Helper.text()");
        assertEquals("1", bench.ask("page"));
        assertEquals("1", bench.ask("Helper"));
        flip("Helper.java", "v2/Helper.java");
        awaits("2");
        assertEquals("2", bench.ask("Helper"));
        bench.file("v2/Helper.java", "public class Helper { public static Object text() { return 3; } }");
        awaits("3");
    }

    @Test
    void linkedPackage_isWatched() throws IOException {
        bench.file(
                "elsewhere/shop/Price.java",
                "package shop; public class Price { public static Object text() { return Tax.text(); } }");
        bench.file(
                "elsewhere/shop/Tax.java",
                "package shop; public class Tax { public static Object text() { return 1; } }");
        Files.createDirectories(bench.path("root"));
        Files.createSymbolicLink(bench.path("root/shop"), bench.path("elsewhere/shop"));
        bench.text("root/page.java", "shop.Price.text()");
        assertEquals("1", bench.ask("root", "page"));
        bench.file(
                "elsewhere/shop/Tax.java",
                "package shop; public class Tax { public static Object text() { return 2; } }");
        Eventually.holds("the edit", () -> answers("root", "page", "2"));
    }

    @Test
    void fileThatAppearsInALinkedPackage_isSeen() throws IOException {
        String price = "package shop; public class Price { public static Object text() { return %s; } }";
        bench.file("path/shop/Price.java", price.formatted(1));
        Files.createDirectories(bench.path("elsewhere/shop"));
        Files.createDirectories(bench.path("root"));
        Files.createSymbolicLink(bench.path("root/shop"), bench.path("elsewhere/shop"));
        bench.text("root/page.java", "shop.Price.text()");
        assertEquals("1", bench.ask("root", "page"));
        bench.file("elsewhere/shop/Price.java", price.formatted(2));
        Eventually.holds("the new file", () -> answers("root", "page", "2"));
    }

    @Test
    void linkedFileInALinkedPackage_thatIsSwitched_isSeen() throws IOException {
        for (String version : List.of("1", "2")) {
            bench.file(
                    version + "/shop/Price.java",
                    "package shop; public class Price { public static Object text() { return " + version + "; } }");
        }
        Files.createDirectories(bench.path("elsewhere/shop"));
        Files.createSymbolicLink(bench.path("elsewhere/shop/Price.java"), bench.path("1/shop/Price.java"));
        Files.createDirectories(bench.path("root"));
        Files.createSymbolicLink(bench.path("root/shop"), bench.path("elsewhere/shop"));
        bench.text("root/page.java", "shop.Price.text()");
        assertEquals("1", bench.ask("root", "page"));
        Files.createSymbolicLink(bench.path("fresh"), bench.path("2/shop/Price.java"));
        Files.move(bench.path("fresh"), bench.path("elsewhere/shop/Price.java"), StandardCopyOption.ATOMIC_MOVE);
        Eventually.holds("the switch", () -> answers("root", "page", "2"));
    }

    private void page(String expression) throws IOException {
        bench.text("page.java", expression);
        awaits(expression);
    }

    private void awaits(String text) {
        Eventually.holds("page says " + text, () -> answers("", "page", text));
        bench.importer().awaitPending(); // until the log is written too
    }

    private boolean answers(String root, String name, String text) {
        try {
            return bench.ask(root, name).equals(text);
        } catch (Fault notYet) {
            return false;
        }
    }

    private boolean isMissing(String root, String name) {
        try {
            bench.ask(root, name);
            return false;
        } catch (Fault missing) {
            return true;
        }
    }

    private void flip(String link, String target) throws IOException {
        Files.createSymbolicLink(bench.path("fresh-link"), bench.path(target));
        Files.move(bench.path("fresh-link"), bench.path(link), StandardCopyOption.ATOMIC_MOVE);
    }
}
