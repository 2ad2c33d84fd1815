package org.postern.daemon.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.postern.daemon.fault.Code;
import org.postern.daemon.kit.Eventually;

/** What an operator asks of an importer: what is loaded, what would be loaded anew, do it, and take it back. */
class OperateTest {

    @AutoClose
    private final Bench bench = Bench.byHand();

    private ModuleReport report(String file) {
        Path path = bench.path(file);
        return bench.importer().report().stream()
                .filter(report -> report.file().equals(path))
                .findFirst()
                .orElseThrow();
    }

    private List<Path> paths(String... files) {
        return Stream.of(files).map(bench::path).sorted().toList();
    }

    @Test
    void P60_report_saysWhatIsLoaded_why_andHowItHangsTogether() throws IOException {
        bench.text("page.java", "\"\" + A.text() + Hidden.text()");
        bench.file("Hidden.java", "class Hidden { static Object text() { return \"hidden\"; } }");
        bench.text("A.java", "\"a \"");
        bench.file("broken.java", "broken");
        bench.ask("page");
        bench.fault("broken");
        ModuleReport page = report("page.java");
        assertEquals("a request asked for it", page.reason());
        assertEquals(paths("Hidden.java"), page.unit());
        assertEquals(List.of("page.java uses the package-private type Hidden of Hidden.java"), page.joins());
        assertEquals(paths("A.java", "Hidden.java"), page.uses());
        assertEquals(paths("page.java"), report("A.java").usedBy());
        assertNull(page.failure());
        assertTrue(String.valueOf(report("broken.java").failure()).startsWith("PN0404"));
        bench.text("A.java", "\"b \"");
        bench.refresh("A.java");
        assertEquals("it changed", report("A.java").reason());
        assertEquals("something that it uses changed", report("page.java").reason());
    }

    @Test
    void P60_ifChanged_namesAllThatWouldBeLoadedAnew() throws IOException {
        bench.text("page.java", "A.text()");
        bench.text("A.java", "B.text()");
        bench.text("B.java", "1");
        bench.text("other.java", "2");
        bench.ask("page");
        bench.ask("other");
        assertEquals(paths("A.java", "B.java", "page.java"), bench.importer().ifChanged(bench.path("B.java")));
        assertEquals(paths("other.java"), bench.importer().ifChanged(bench.path("other.java")));
        assertEquals(List.of(), bench.importer().ifChanged(bench.path("nobody.java")));
    }

    @Test
    void P60_ifChanged_knowsWhatCouldMendAFailure() throws IOException {
        bench.text("page.java", "Helper.text()");
        assertEquals(Code.COMPILE, bench.fault("page").code());
        assertEquals(paths("page.java"), bench.importer().ifChanged(bench.path("Helper.java")));
    }

    @Test
    void P60_ifChanged_knowsWhatIsNoSourceThatIsLoaded_too() throws IOException {
        bench.text("path/A.java", "1");
        bench.text("linked.java", "acme.B.text()");
        bench.file("1/acme/B.java", "package acme; public class B { public static Object text() { return 1; } }");
        Files.createSymbolicLink(bench.path("acme"), bench.path("1/acme"));
        bench.text("found.java", "A.text()");
        bench.file("data", "1");
        Files.createSymbolicLink(bench.path("latest"), bench.path("data"));
        bench.file(
                "reading.java",
                "public class reading { static { org.postern.api.Apache.dependsOn(\"" + bench.path("latest")
                        + "\"); } }");
        bench.ask("linked");
        bench.ask("found");
        bench.module("reading");
        Importer importer = bench.importer();
        assertEquals(paths("found.java"), importer.ifChanged(bench.path("A.java")), "it would be found earlier");
        assertEquals(
                paths("1/acme/B.java", "linked.java"),
                importer.ifChanged(bench.path("acme")),
                "it leads to what it uses");
        assertEquals(paths("reading.java"), importer.ifChanged(bench.path("data")), "it is read");
        assertEquals(paths("reading.java"), importer.ifChanged(bench.path("latest")), "it leads to what is read");
    }

    @Test
    void P68_holdFile_mayLieInAnyFolderAboveARoot_belowWhichThereMayBeSources() throws IOException {
        bench.text("site/pages/page.java", "1");
        bench.ask("site/pages", "page");
        assertEquals(List.of(), bench.importer().heldBackBy());
        bench.file(".postern-hold");
        bench.file("site/.postern-hold");
        bench.file("site/pages/.postern-hold");
        bench.file("site/pages/below/.postern-hold");
        bench.file("other/.postern-hold");
        assertEquals(
                paths(".postern-hold", "site/.postern-hold", "site/pages/.postern-hold"),
                bench.importer().heldBackBy());
    }

    @Test
    void reload_startsEverythingAnew_thoughNothingHasChanged() throws IOException {
        bench.counting("page.java", "Helper.text()");
        bench.counting("Helper.java", "\"h\"");
        assertEquals("h 1 1", bench.ask("page"));
        assertEquals("h 2 2", bench.ask("page"));
        assertEquals(new Importer.Outcome(2, List.of()), bench.importer().reloadAll());
        assertEquals("h 1 1", bench.ask("page"));
    }

    @Test
    void reload_takesUpWhatWasNotNoticed_andTellsOfProblems() throws IOException {
        bench.text("page.java", "1");
        bench.ask("page");
        bench.file("page.java", "broken");
        List<String> problems = bench.importer().reloadAll().problems();
        assertEquals(1, problems.size());
        assertTrue(problems.get(0).contains("page.java:1:1"), problems.get(0));
        assertEquals("1", bench.ask("page"));
    }

    /** Starts {@code second} while {@code first} is about to publish, and lets that go on as soon as the other waits for it. */
    private void during(Runnable first, Runnable second) throws InterruptedException {
        CountDownLatch made = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        bench.importer().stopAt(new Importer.Stops() {
            @Override
            public void compiled() {}

            @Override
            public void beforePublish() {
                made.countDown();
                try {
                    assertTrue(go.await(30, TimeUnit.SECONDS));
                } catch (InterruptedException e) {
                    throw new AssertionError("was overtaken", e);
                }
            }
        });
        Thread one = new Thread(first);
        one.start();
        assertTrue(made.await(30, TimeUnit.SECONDS));
        Thread two = new Thread(second);
        two.start();
        Eventually.holds("the second one waits", () -> two.getState() == Thread.State.TIMED_WAITING);
        go.countDown();
        one.join();
        two.join();
        assertEquals(List.of(), bench.log().lines("PN0412"));
    }

    @Test
    void reload_whileAnEditIsTakenUp_waits_andTellsOfItsProblems() throws Exception {
        bench.text("page.java", "1");
        bench.ask("page");
        bench.file("page.java", "broken");
        AtomicReference<Importer.Outcome> outcome = new AtomicReference<>();
        during(
                () -> bench.refresh("page.java"),
                () -> outcome.set(bench.importer().reloadAll()));
        assertEquals(1, outcome.get().problems().size());
        assertEquals("1", bench.ask("page"));
    }

    @Test
    void edit_whileEverythingIsLoadedAnew_waits_andIsTakenUp() throws Exception {
        bench.counting("page.java", "Helper.text()");
        bench.counting("Helper.java", "\"one\"");
        bench.ask("page");
        AtomicReference<Importer.Outcome> outcome = new AtomicReference<>();
        during(
                () -> {
                    outcome.set(bench.importer().reloadAll());
                },
                () -> {
                    try {
                        bench.counting("Helper.java", "\"two\"");
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                    bench.refresh("Helper.java");
                });
        assertEquals(new Importer.Outcome(2, List.of()), outcome.get());
        assertEquals("two 1 1", bench.ask("page"));
    }

    @Test
    void rollback_isBackWhereItWas_untilTheFileChangesAgain_andASecondTimeLeadsForth() throws IOException {
        bench.counting("other.java", "\"other\"");
        assertEquals("other 1", bench.ask("other"));
        bench.text("page.java", "\"page \" + Helper.text()");
        bench.text("Helper.java", "1");
        assertEquals("page 1", bench.ask("page"));
        bench.text("Helper.java", "2");
        bench.refresh("Helper.java");
        assertEquals("page 2", bench.ask("page"));
        assertEquals(List.of(), bench.importer().rollback().problems());
        assertEquals("page 1", bench.ask("page"));
        assertTrue(report("Helper.java").rolledBack());
        assertFalse(report("page.java").rolledBack());
        bench.refreshAll();
        assertEquals("page 1", bench.ask("page"), "what was rolled back is passed over");
        assertEquals("other 2", bench.ask("other"), "what was not reloaded goes on");
        bench.importer().rollback();
        assertEquals("page 2", bench.ask("page"));
        assertFalse(report("Helper.java").rolledBack());
        bench.importer().rollback();
        bench.text("Helper.java", "3");
        bench.refresh("Helper.java");
        assertEquals("page 3", bench.ask("page"));
    }

    @Test
    void rollback_passesOverWhatAPageIncludes() throws IOException {
        bench.file(
                "page.psp",
                "<%! public static Object text() { return \"page \" + PART; } %><%@ include file=\"part.inc\" %>");
        bench.file("part.inc", "<%! static final int PART = 1; %>");
        assertEquals("page 1", bench.ask("./page.psp"));
        bench.file("part.inc", "<%! static final int PART = 2; %>");
        bench.refresh("part.inc");
        assertEquals("page 2", bench.ask("./page.psp"));
        assertEquals(List.of(), bench.importer().rollback().problems());
        assertTrue(report("page.psp").rolledBack());
        bench.refreshAll();
        assertEquals("page 1", bench.ask("./page.psp"), "what was rolled back is passed over");
        bench.file("part.inc", "<%! static final int PART = 3; %>");
        bench.refresh("part.inc");
        assertEquals("page 3", bench.ask("./page.psp"));
        assertFalse(report("page.psp").rolledBack());
    }

    @Test
    void rollback_bringsBackWhatWasDeleted_andDropsWhatHangsOnTheNew() throws IOException {
        bench.text("page.java", "\"page \" + Helper.text()");
        bench.text("Helper.java", "1");
        assertEquals("page 1", bench.ask("page"));
        bench.file(
                "Helper.java",
                "public class Helper { public static Object text() { return 2; }",
                "public static int more() { return 5; } }");
        bench.refresh("Helper.java");
        bench.text("late.java", "Helper.more()");
        assertEquals("5", bench.ask("late"));
        bench.importer().rollback();
        assertEquals("page 1", bench.ask("page"));
        assertTrue(bench.fault("late").text().contains("more"), "compiled against what serves");
        bench.delete("page.java");
        bench.refresh("page.java");
        bench.importer().rollback();
        bench.refreshAll();
        assertEquals("page 1", bench.ask("page"), "that it is deleted is passed over");
        bench.text("page.java", "\"again\"");
        bench.refresh("page.java");
        assertEquals("again", bench.ask("page"));
    }

    @Test
    void rollback_whereNothingWasReloaded_saysSo() throws IOException {
        bench.text("page.java", "1");
        bench.ask("page");
        assertEquals(
                List.of("there is no earlier version"),
                bench.importer().rollback().problems());
    }

    @Test
    void oneBrokenPage_showsItsErrorOnItsOwnPageOnly() throws IOException {
        bench.text("one.java", "\"one \" + Helper.text()");
        bench.text("two.java", "\"two \" + Helper.text()");
        bench.text("Helper.java", "1");
        bench.ask("one");
        bench.ask("two");
        bench.text("Helper.java", "2");
        bench.file("one.java", "broken");
        bench.refreshAll();
        assertTrue(bench.fault("one").text().contains("one.java:1:1"));
        assertEquals(
                "two 1",
                bench.inRequest(view -> Bench.text(view.module(bench.path("").toString(), "two", true))));
        bench.text("one.java", "\"one \" + Helper.text()");
        bench.refresh("one.java");
        assertEquals("two 2", bench.ask("two"));
        assertEquals("one 2", bench.ask("one"));
    }

    @Test
    void brokenHelper_showsItsErrorOnAllPagesThatUseIt() throws IOException {
        bench.text("one.java", "\"one \" + Helper.text()");
        bench.text("Helper.java", "1");
        bench.ask("one");
        bench.file("Helper.java", "broken");
        bench.refresh("Helper.java");
        assertTrue(bench.fault("one").text().contains("Helper.java:1:1"));
        bench.file(
                "Helper.java",
                "public class Helper { static int x = 1 / 0; public static Object text() { return 1; } }");
        bench.refresh("Helper.java");
        assertTrue(bench.fault("one").text().contains("Helper.java: static initialiser"));
    }
}
