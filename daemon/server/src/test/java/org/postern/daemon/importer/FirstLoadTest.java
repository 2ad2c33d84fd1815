package org.postern.daemon.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.Gate;

/** First loads that fail, hang, or need each other: who waits for whom, and for how long. */
@Timeout(120)
class FirstLoadTest {

    private final ExecutorService pool = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        pool.shutdownNow();
    }

    private <T> Future<T> start(Callable<T> task) {
        return pool.submit(task);
    }

    private static <T> T result(Future<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    /** A module that says something, after its initialiser has done something. */
    private static void module(Bench bench, String name, String initialiser, String says) throws IOException {
        bench.file(
                name + ".java",
                "import static org.postern.api.Apache.*;",
                "public class " + name + " { static { " + initialiser + " }",
                "static int count; public static synchronized Object text() { return " + says + "; } }");
    }

    private static Callable<String> ask(Bench bench, String name) {
        return () -> bench.ask(name);
    }

    /** What a module says, or the code of what is wrong with it. */
    private static Callable<String> outcome(Bench bench, String name) {
        return () -> {
            try {
                return bench.ask(name);
            } catch (Fault fault) {
                return fault.line();
            }
        };
    }

    // --- failures

    @Test
    void P40_initialiserThatThrows_forACauseOutside_isTriedAgainAfterAWhile_andOneRequestSeesOneOutcome()
            throws Exception {
        try (Bench bench = Bench.byHand()) {
            module(
                    bench,
                    "page",
                    "System.setProperty(\"p40.tries\", \"\" + (Integer.getInteger(\"p40.tries\", 0) + 1));"
                            + " if (System.getProperty(\"p40.up\") == null) throw new IllegalStateException(\"it is down\");",
                    "\"up\"");
            long began = System.nanoTime();
            ModuleView early = bench.view();
            Fault fault = bench.fault(early, "page");
            assertEquals(Code.INITIALISER, fault.code());
            assertTrue(fault.text().contains("it is down"), fault.text());
            assertSame(fault, bench.fault(early, "page"));
            for (int i = 0; i < 100; i++) {
                bench.fault("page");
            }
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
            assertTrue(Integer.getInteger("p40.tries") <= 1 + seconds, "tries: " + Integer.getInteger("p40.tries"));
            System.setProperty("p40.up", "yes");
            Eventually.holds("it is up", () -> outcome(bench, "page").call().equals("up"));
            assertSame(fault, bench.fault(early, "page"), "to its end");
            early.leave();
        } finally {
            System.clearProperty("p40.tries");
            System.clearProperty("p40.up");
        }
    }

    @Test
    void P40_initialiserThatThrows_onAReload_isNotTriedAgainByItself() throws Exception {
        try (Bench bench = Bench.byHand()) {
            module(bench, "page", "", "1");
            module(bench, "other", "throw_(); } static void throw_() { throw new IllegalStateException();", "1");
            assertEquals("1", bench.ask("page"));
            module(
                    bench,
                    "page",
                    "System.setProperty(\"p40.tries\", \"\" + (Integer.getInteger(\"p40.tries\", 0) + 1)); throw_();"
                            + " } static void throw_() { throw new IllegalStateException();",
                    "2");
            bench.refresh("page.java");
            Fault other = bench.fault("other");
            Eventually.holds("first loads are tried again", () -> bench.fault("other") != other);
            assertEquals("1", bench.ask("page"));
            assertEquals(1, Integer.getInteger("p40.tries"));
        } finally {
            System.clearProperty("p40.tries");
        }
    }

    @Test
    void P40_initialiserThatThrows_onAReload_isTriedAgain_whenItsFileIsSavedAgain_asItIs() throws Exception {
        try (Bench bench = Bench.byHand()) {
            module(bench, "page", "", "1");
            assertEquals("1", bench.ask("page"));
            module(
                    bench,
                    "page",
                    "if (System.getProperty(\"p40.up\") == null) throw_(); } static void throw_() { throw new IllegalStateException();",
                    "2");
            bench.refresh("page.java");
            System.setProperty("p40.up", "yes");
            bench.refresh("page.java");
            bench.refreshAll();
            assertEquals("1", bench.ask("page"), "nobody has saved it");
            Files.setLastModifiedTime(bench.path("page.java"), FileTime.from(Instant.EPOCH));
            bench.refresh("page.java");
            assertEquals("2", bench.ask("page"));
        } finally {
            System.clearProperty("p40.up");
        }
    }

    // --- loads that take long

    @Test
    void P43_loadThatHangs_holdsUpNeitherModulesThatAreLoaded_norOtherLoads() throws Exception {
        try (Bench bench = Bench.byHand();
                Gate gate = new Gate()) {
            module(bench, "Slow", gate.here(), "\"slow\"");
            module(bench, "Free", "", "\"free \" + ++count");
            module(bench, "Unrelated", "", "\"unrelated\"");
            assertEquals("free 1", bench.ask("Free"));
            Future<String> slow = start(ask(bench, "Slow"));
            gate.awaitArrival();
            for (int i = 2; i <= 101; i++) {
                assertEquals("free " + i, bench.ask("Free"));
            }
            assertEquals("unrelated", bench.ask("Unrelated"));
            module(bench, "Free", "", "\"edited\"");
            bench.refresh("Free.java");
            assertEquals("edited", bench.ask("Free"));
            gate.open();
            assertEquals("slow", result(slow));
            assertEquals("unrelated", bench.ask("Unrelated"));
        }
    }

    @Test
    void loadThatHangs_isOvertaken_byANewerText() throws Exception {
        try (Bench bench = Bench.byHand();
                Gate gate = new Gate()) {
            module(bench, "page", gate.here(), "\"old\"");
            Future<String> first = start(ask(bench, "page"));
            gate.awaitArrival();
            Future<String> second = start(ask(bench, "page"));
            module(bench, "page", "", "\"new \" + ++count");
            bench.refresh("page.java");
            assertTrue(result(second).startsWith("new "), "who waited gets the newer text");
            assertTrue(bench.ask("page").startsWith("new "));
            gate.open();
            assertEquals("new 3", result(first), "what it began with is not on disk any more");
            assertEquals("new 4", bench.ask("page"), "and there is one version for all");
        }
    }

    @Test
    void sourceOfALoadThatHangs_isWatched() throws Exception {
        try (Bench bench = Bench.watched(Duration.ofMillis(30));
                Gate gate = new Gate()) {
            module(bench, "page", gate.here(), "\"old\"");
            Future<String> first = start(ask(bench, "page"));
            gate.awaitArrival();
            module(bench, "page", "", "\"new\"");
            assertEquals("new", result(start(ask(bench, "page"))));
            gate.open();
            assertEquals("new", result(first));
        }
    }

    @Test
    void loadWhoseInitialiserWaitsForAnother_isNotBegunTwice() throws Exception {
        try (Bench bench = Bench.byHand();
                Gate gate = new Gate()) {
            module(bench, "Slow", gate.here(), "\"slow\"");
            module(bench, "page", "logError(\"page begins\"); importModule(\"Slow\");", "\"page \" + ++count");
            Future<String> slow = start(ask(bench, "Slow"));
            gate.awaitArrival();
            List<FutureTask<String>> pages = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                FutureTask<String> page = new FutureTask<>(ask(bench, "page"));
                Thread thread = new Thread(page);
                thread.start();
                Eventually.holds("it waits", () -> thread.getState() == Thread.State.TIMED_WAITING);
                pages.add(page);
            }
            gate.open();
            assertEquals("slow", result(slow));
            assertEquals(
                    Set.of("page 1", "page 2"), Set.of(result(pages.get(0)), result(pages.get(1))), "of one version");
            assertEquals(1, bench.log().lines("page begins").size());
        }
    }

    @Test
    void requestThatWaitsTooLong_isToldSo_andWhatItWaitedForIsNotHeldAgainstIt() throws Exception {
        try (Bench bench = Bench.withPatience(Duration.ofMillis(200));
                Gate gate = new Gate()) {
            module(bench, "Slow", gate.here(), "\"slow\"");
            module(bench, "page", "importModule(\"Slow\");", "\"page\"");
            Future<String> slow = start(ask(bench, "Slow"));
            gate.awaitArrival();
            for (String name : List.of("Slow", "page")) {
                Fault fault = bench.fault(name);
                assertEquals(Code.SLOW_LOAD, fault.code());
                assertTrue(
                        fault.text()
                                .matches(
                                        ".*/Slow\\.java: another request has been loading it for .* s, and is at .*/Slow\\.java"),
                        fault.text());
            }
            gate.open();
            assertEquals("slow", result(slow));
            assertEquals("slow", bench.ask("Slow"));
            assertEquals("page", bench.ask("page"));
        }
    }

    // --- loads that need each other

    @Test
    void P44_twoThreads_whoseModulesImportEachOther_asTheyAreInitialised_getAnError() throws Exception {
        try (Bench bench = Bench.byHand();
                Gate gate = new Gate()) {
            module(bench, "One", gate.here() + " importModule(\"Two\");", "\"one\"");
            module(bench, "Two", gate.here() + " importModule(\"One\");", "\"two\"");
            Future<String> one = start(outcome(bench, "One"));
            Future<String> two = start(outcome(bench, "Two"));
            gate.awaitArrival();
            gate.awaitArrival();
            gate.open();
            for (Future<String> each : List.of(one, two)) {
                assertTrue(result(each).startsWith("PN0415 "), result(each));
            }
            module(bench, "Two", "", "\"two, mended\"");
            bench.refresh("Two.java");
            assertEquals("one", bench.ask("One"));
            assertEquals("two, mended", bench.ask("Two"));
        }
    }

    @Test
    void P44_importsThroughAHelperThatIsLoaded_areSeenToGoRound_too() throws Exception {
        try (Bench bench = Bench.byHand()) {
            bench.file(
                    "Helper.java",
                    "public class Helper { public static Object load(String name) { return org.postern.api.Apache.importModule(name); }",
                    "public static Object text() { return 1; } }");
            assertEquals("1", bench.ask("Helper"));
            module(bench, "One", "Helper.load(\"Two\");", "\"one\"");
            module(bench, "Two", "Helper.load(\"One\");", "\"two\"");
            assertEquals(Code.CYCLIC_IMPORT, bench.fault("One").code());
        }
    }

    @Test
    void initialiserThatCatchesTheCycle_goesOn() throws Exception {
        try (Bench bench = Bench.byHand()) {
            module(bench, "One", "importModule(\"Two\");", "\"one\"");
            module(
                    bench,
                    "Two",
                    "try { importModule(\"One\"); } catch (org.postern.api.ModuleException e) { count = 7; }",
                    "\"two \" + count");
            assertEquals("one", bench.ask("One"));
            assertEquals("two 7", bench.ask("Two"));
        }
    }

    @Test
    void P44_plainCycle_isLoadedByTwoThreads_overAndOver() throws Exception {
        cycles(20);
    }

    @Test
    @Tag("long")
    void P44_plainCycle_isLoadedByTwoThreads_fiveHundredTimes() throws Exception {
        cycles(500);
    }

    private void cycles(int repetitions) throws Exception {
        try (Bench bench = Bench.byHand()) {
            CyclicBarrier together = new CyclicBarrier(2);
            for (int i = 0; i < repetitions; i++) {
                String one = "One" + i;
                String two = "Two" + i;
                cycle(bench, one, two, 1);
                List<Future<String>> asked = new ArrayList<>();
                for (String name : List.of(one, two)) {
                    asked.add(start(() -> {
                        together.await();
                        return bench.ask(name);
                    }));
                }
                assertEquals(two + " 1", result(asked.get(0)));
                assertEquals(one + " 1", result(asked.get(1)));
                assertSame(
                        bench.module(one).type().getClassLoader(),
                        bench.module(two).type().getClassLoader());
                cycle(bench, one, two, 2);
                Future<?> refreshed = start(() -> {
                    together.await();
                    bench.refresh(one + ".java", two + ".java");
                    return null;
                });
                Future<String> late = start(() -> {
                    together.await();
                    return bench.ask(two);
                });
                result(refreshed);
                assertTrue(result(late).matches(one + " [12]"), result(late));
                assertEquals(two + " 2", bench.ask(one));
            }
        }
    }

    private static void cycle(Bench bench, String one, String two, int edit) throws IOException {
        for (List<String> pair : List.of(List.of(one, two), List.of(two, one))) {
            String name = pair.get(0);
            String other = pair.get(1);
            bench.file(
                    name + ".java",
                    "public class " + name + " { public static final Object NAME = \"" + name + " " + edit + "\";",
                    "static final Object OTHER = " + other + ".NAME;",
                    "public static Object text() { return " + other + ".NAME; } }");
        }
    }

    // --- loads in requests that began before a reload

    @Test
    void versionThatIsOneRequestsOwn_endsWithIt() throws Exception {
        try (Bench bench = Bench.byHand()) {
            bench.text("Helper.java", "1");
            bench.file(
                    "page.java",
                    "public class page { public static Object text() { return \"page \" + Helper.text(); }",
                    "static void onRetire() { org.postern.api.Apache.logError(\"page \" + Helper.text() + \" retires\"); } }");
            assertEquals("1", bench.ask("Helper"));
            ModuleView early = bench.view();
            bench.text("Helper.java", "2");
            bench.refresh("Helper.java");
            Module own = bench.module(early, "", "page");
            assertEquals("page 1", Bench.text(own));
            assertEquals("page 2", bench.ask("page"));
            assertNotSame(own.type(), bench.module("page").type());
            assertEquals(List.of(), bench.log().lines("retires"));
            early.leave();
            bench.log().await("page 1 retires");
            assertEquals("page 2", bench.ask("page"));
            Eventually.holds("nothing is left of it", () -> bench.importer().oldVersions() == 0);
            assertEquals(1, bench.log().lines("retires").size());
        }
    }
}
