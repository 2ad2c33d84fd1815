package org.postern.daemon.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.kit.Eventually;

/** Requests, builds and writers of files at the same time; each race is forced by a stop. */
@Timeout(60)
class RacesTest {

    private static final Duration SETTLE = Duration.ofMillis(30);

    @ParameterizedTest
    @ValueSource(ints = {16, 64})
    void P42_firstLoadByManyThreads_isOneInitialisationAndOneClass(int threads) throws Exception {
        try (Bench bench = Bench.byHand()) {
            bench.file(
                    "page.java",
                    "public class page { static { System.setProperty(\"p42\", System.getProperty(\"p42\", \"\") + \"i\");",
                    "long end = System.nanoTime() + 100_000_000L; while (System.nanoTime() < end) Thread.onSpinWait(); }",
                    "public static Object text() { return System.getProperty(\"p42\"); } }");
            for (String expected : List.of("i", "ii")) {
                Set<Class<?>> classes = new HashSet<>();
                for (Module module : together(threads, () -> bench.module("page"))) {
                    classes.add(module.type());
                    assertEquals(expected, Bench.text(module));
                }
                assertEquals(1, classes.size());
                bench.file("page.java", "// edited", java.nio.file.Files.readString(bench.path("page.java")));
                bench.refresh("page.java");
            }
        } finally {
            System.clearProperty("p42");
        }
    }

    @Test
    void P42_firstLoadThatFails_isOneFailureForAll() throws Exception {
        try (Bench bench = Bench.byHand()) {
            bench.file("page.java", "public class page { static int x = 1 / 0; }");
            Set<Throwable> faults = new HashSet<>(together(16, () -> bench.fault("page")));
            assertEquals(1, faults.size());
            assertEquals(1, bench.log().lines("PN0405").size());
        }
    }

    @Test
    void P37_requestInTheMiddle_keepsItsVersion_alsoOfWhatItTouchesLater() throws Exception {
        try (Bench bench = Bench.byHand()) {
            bench.text("page.java", "\"page 1, \" + Helper.text()");
            bench.text("Helper.java", "\"helper 1, \" + Late.text()");
            bench.file(
                    "Late.java",
                    "public class Late { static String s; static { s = \"late 1\"; } public static Object text() { return s; } }");
            ModuleView early = bench.view();
            Module page = bench.module(early, "", "page");
            bench.text("page.java", "\"page 2, \" + Helper.text()");
            bench.text("Helper.java", "\"helper 2, \" + Late.text()");
            bench.file("Late.java", "public class Late { public static Object text() { return \"late 2\"; } }");
            bench.refreshAll();
            assertEquals("page 2, helper 2, late 2", bench.ask("page"));
            assertEquals("page 1, helper 1, late 1", Bench.text(page));
            assertEquals("page 1, helper 1, late 1", bench.ask(early, "", "page"));
        }
    }

    @Test
    void P49_importInARequest_isOfItsVersions_alsoBehindARequestWithinIt_andAfterItsEndOfTheNewest() throws Exception {
        try (Bench bench = Bench.byHand()) {
            bench.file(
                    "page.java",
                    "public class page { public static Object text() throws Exception {",
                    "return org.postern.api.Apache.importModule(\"Helper\").getMethod(\"text\").invoke(null); } }");
            bench.text("Helper.java", "1");
            Module page = bench.module("page");
            bench.inRequest(view -> {
                assertEquals("1", Bench.text(page));
                assertEquals("1", bench.ask("page"));
                edit(bench);
                assertEquals("1", Bench.text(page));
                return page;
            });
            assertEquals("2", Bench.text(page));
        }
    }

    private static void edit(Bench bench) {
        try {
            bench.text("Helper.java", "2");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        bench.refresh("Helper.java");
    }

    @Test
    void requestDuringAReload_isServedByTheOldVersion_untilTheNewOneIsPublished() throws Exception {
        try (Bench bench = Bench.watched(SETTLE)) {
            bench.text("page.java", "1");
            assertEquals("1", bench.ask("page"));
            CountDownLatch compiled = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            bench.importer().stopAt(new Stop() {
                @Override
                public void compiled() {
                    compiled.countDown();
                    await(go);
                }
            });
            bench.text("page.java", "2");
            await(compiled);
            assertEquals("1", bench.ask("page"), "and nobody waits");
            go.countDown();
            Eventually.holds("the new version", () -> bench.ask("page").equals("2"));
        }
    }

    @Test
    void developersRequest_waitsForAKnownChange() throws Exception {
        try (Bench bench = Bench.watched(SETTLE)) {
            bench.text("page.java", "1");
            assertEquals("1", bench.ask("page"));
            CountDownLatch compiled = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            bench.importer().stopAt(new Stop() {
                @Override
                public void compiled() {
                    compiled.countDown();
                    await(go);
                }
            });
            bench.text("page.java", "2");
            await(compiled);
            ModuleView view = bench.view();
            ExecutorService one = Executors.newSingleThreadExecutor();
            Future<String> answer = one.submit(() -> {
                view.awaitChanges();
                return bench.ask(view, "", "page");
            });
            go.countDown();
            assertEquals("2", answer.get(30, TimeUnit.SECONDS));
            one.shutdown();
        }
    }

    @Test
    void changeBetweenReadAndWatch_isNotLost() throws Exception {
        try (Bench bench = Bench.watched(SETTLE)) {
            bench.text("page.java", "1");
            once(bench, () -> bench.text("page.java", "2"));
            assertEquals("1", bench.ask("page"));
            Eventually.holds("the change", () -> bench.ask("page").equals("2"));
        }
    }

    @Test
    void changeOfAHelperBetweenReadAndWatch_isNotLost() throws Exception {
        try (Bench bench = Bench.watched(SETTLE)) {
            bench.text("page.java", "Helper.text()");
            bench.text("lib/Helper.java", "1");
            java.nio.file.Files.createSymbolicLink(bench.path("Helper.java"), bench.path("lib/Helper.java"));
            once(bench, () -> bench.text("lib/Helper.java", "2"));
            assertEquals("1", bench.ask("page"));
            Eventually.holds("the change", () -> bench.ask("page").equals("2"));
        }
    }

    @Test
    void newFileBetweenLookUpAndWatch_isNotLost() throws Exception {
        try (Bench bench = Bench.watched(SETTLE)) {
            bench.text("app/sub/page.java", "Util.text()");
            bench.text("app/Util.java", "\"root's\"");
            once(bench, () -> bench.text("app/sub/Util.java", "\"own\""));
            assertEquals("root's", bench.ask("app", "sub/page"));
            Eventually.holds("the change", () -> bench.ask("app", "sub/page").equals("own"));
        }
    }

    @Test
    void mendingBetweenFailureAndWatch_isNotLost() throws Exception {
        try (Bench bench = Bench.watched(SETTLE)) {
            bench.file("page.java", "broken");
            once(bench, () -> bench.text("page.java", "\"mended\""));
            bench.fault("page");
            Eventually.holds(
                    "the change", () -> bench.importer().current().failures().isEmpty());
            assertEquals("mended", bench.ask("page"));
        }
    }

    @Test
    void moduleCreatedBetweenLookUpAndWatch_isNotLost() throws Exception {
        try (Bench bench = Bench.watched(SETTLE)) {
            bench.text("other.java", "1");
            once(bench, () -> bench.text("page.java", "\"there\""));
            bench.fault("page");
            Eventually.holds("the file", () -> bench.importer().size() == 1);
            assertEquals("there", bench.ask("page"));
        }
    }

    @Test
    void firstLoadInARequestThatBeganBeforeAReload_isBuiltAgainstItsVersions_andStaysItsOwn() throws Exception {
        try (Bench bench = Bench.byHand()) {
            bench.text("Helper.java", "1");
            bench.text("page.java", "\"page \" + Helper.text()");
            assertEquals("1", bench.ask("Helper"));
            ModuleView early = bench.view();
            bench.text("Helper.java", "2");
            bench.refresh("Helper.java");
            assertEquals("page 1", bench.ask(early, "", "page"));
            assertEquals("page 2", bench.ask("page"));
            assertEquals("page 1", bench.ask(early, "", "page"));
            assertNotSame(
                    bench.module(early, "", "page").type(), bench.module("page").type());
        }
    }

    @Test
    void firstLoadInARequestThatBeganBeforeAReload_thatDoesNotConcernIt_isEverybodys() throws Exception {
        try (Bench bench = Bench.byHand()) {
            bench.text("other.java", "1");
            bench.counting("page.java", "\"page\"");
            assertEquals("1", bench.ask("other"));
            ModuleView early = bench.view();
            ModuleView alsoEarly = bench.view();
            bench.text("other.java", "2");
            bench.refresh("other.java");
            assertEquals("page 1", bench.ask(early, "", "page"));
            assertEquals("page 2", bench.ask("page"), "loaded once");
            assertEquals("page 3", bench.ask(alsoEarly, "", "page"));
            assertSame(
                    bench.module(early, "", "page").type(), bench.module("page").type());
            assertEquals("1", bench.ask(early, "", "other"), "its own version of the rest");
        }
    }

    @Test
    void reloadDuringAFirstLoad_comesAfterIt() throws Exception {
        try (Bench bench = Bench.watched(SETTLE)) {
            bench.text("other.java", "1");
            bench.text("page.java", "\"page\"");
            assertEquals("1", bench.ask("other"));
            once(bench, () -> bench.text("other.java", "2"));
            assertEquals("page", bench.ask("page"));
            Eventually.holds("the reload", () -> bench.ask("other").equals("2"));
            assertEquals("page", bench.ask("page"));
        }
    }

    @Test
    void filesWrittenOneAfterTheOther_arriveAsOne() throws Exception {
        try (Bench bench = Bench.watched(Duration.ofMillis(400))) {
            bench.text("page.java", "1 + Helper.text()");
            bench.file("Helper.java", "public class Helper { public static int text() { return 10; } }");
            assertEquals("11", bench.ask("page"));
            bench.file("Helper.java", "public class Helper { public static int renamed() { return 20; } }");
            bench.text("page.java", "2 + Helper.renamed()");
            Eventually.holds("the edit", () -> bench.ask("page").equals("22"));
            bench.importer().awaitPending();
            assertEquals(List.of(), bench.log().lines("PN0"), "nothing was compiled half-way");
            assertEquals(2, bench.log().lines("reloaded").size());
        }
    }

    @Test
    void P45_classIsNeverSeenHalfInitialised() throws Exception {
        try (Bench bench = Bench.watched(Duration.ofMillis(1))) {
            String source =
                    "public class page { static Object last; static { Thread.yield(); last = \"%d\"; } public static Object text() { return last; } }";
            bench.file("page.java", source.formatted(0));
            AtomicBoolean over = new AtomicBoolean();
            ExecutorService pool = Executors.newFixedThreadPool(4);
            List<Future<?>> askers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                askers.add(pool.submit(() -> {
                    while (!over.get()) {
                        assertNotSame("null", bench.ask("page").intern());
                    }
                }));
            }
            for (int i = 1; i <= 50; i++) {
                String edit = "" + i;
                bench.file("page.java", source.formatted(i));
                Eventually.holds(edit, () -> bench.ask("page").equals(edit));
            }
            over.set(true);
            for (Future<?> asker : askers) {
                asker.get(30, TimeUnit.SECONDS);
            }
            pool.shutdown();
        }
    }

    // --- stops

    private static class Stop implements Importer.Stops {

        @Override
        public void compiled() {}

        @Override
        public void beforePublish() {}
    }

    private interface Act {
        void run() throws IOException;
    }

    /** Does something just before the next publication. */
    private static void once(Bench bench, Act act) {
        AtomicBoolean done = new AtomicBoolean();
        bench.importer().stopAt(new Stop() {
            @Override
            public void beforePublish() {
                if (done.compareAndSet(false, true)) {
                    try {
                        act.run();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }
            }
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody came");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private interface Ask<T> {
        T get() throws Exception;
    }

    private static <T> List<T> together(int threads, Ask<T> ask) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CyclicBarrier barrier = new CyclicBarrier(threads);
        List<Future<T>> futures = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            futures.add(pool.submit(() -> {
                barrier.await();
                return ask.get();
            }));
        }
        List<T> answers = new ArrayList<>();
        for (Future<T> future : futures) {
            answers.add(future.get(30, TimeUnit.SECONDS));
        }
        pool.shutdown();
        return answers;
    }
}
