package org.postern.daemon.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.daemon.kit.Gate;

/** An old version's {@code handOver} does not return: the new version serves without what it hands over. */
@Timeout(60)
class HandOverThatHangsTest {

    private static final String PUT = "next.put(\"before\", \"handed over\"); ";

    private final Gate gate = new Gate();

    @AfterEach
    void release() {
        gate.close();
    }

    /** A module that hands over by code, and puts in a value more. */
    private static void module(Bench bench, String code) throws IOException {
        bench.file(
                "page.java",
                "public class page { static void handOver(org.postern.api.ModuleState next) throws Exception {",
                code + " next.put(\"after\", 1); }",
                "public static Object text() { return 1; } }");
        assertEquals("1", bench.ask("page"));
    }

    private static void edit(Bench bench, String name) throws IOException {
        bench.text(name, "org.postern.api.Apache.keep(\"before\", () -> \"made anew\")");
    }

    @Test
    void handOverThatNoInterruptEnds_holdsNothingBack_andItsValuesDoNotCount() throws Exception {
        try (Bench bench = Bench.withHang(Duration.ofMillis(100))) {
            module(bench, PUT + gate.here());
            edit(bench, "page.java");
            bench.refresh("page.java");
            assertEquals("made anew", bench.ask("page"));
            List<String> lines = bench.log().lines("PN0416");
            assertEquals(1, lines.size());
            assertTrue(lines.get(0).contains("page.java: handOver: it did not return in time"), lines.get(0));
            gate.open();
        }
    }

    @Test
    void handOverThatSleeps_isInterrupted_butNotBeforeItHasBegun() throws Exception {
        try (Bench bench = Bench.withHang(Duration.ZERO)) {
            module(
                    bench,
                    // nothing is put in before: it may be too late for that already
                    "try { new java.util.concurrent.CountDownLatch(1).await(); } catch (InterruptedException e) { "
                            + gate.here() + " }");
            edit(bench, "page.java");
            bench.refresh("page.java");
            gate.awaitArrival();
            assertEquals("made anew", bench.ask("page"));
        }
    }

    @Test
    void handOverThatDidNotReturnTwice_asTheReloadWasOvertaken_isNotCalledAgain() throws Exception {
        ExecutorService pool = Executors.newCachedThreadPool();
        try (Bench bench = Bench.withHang(Duration.ofHours(1))) {
            module(bench, PUT + gate.here());
            edit(bench, "page.java");
            Future<?> first = pool.submit(() -> bench.refresh("page.java"));
            gate.awaitArrival();
            Future<?> second = pool.submit(() -> bench.refresh("page.java"));
            gate.awaitArrival();
            first.get(30, TimeUnit.SECONDS);
            bench.refresh("page.java");
            assertEquals("made anew", bench.ask("page"), "though its threads hang still");
            second.get(30, TimeUnit.SECONDS);
            assertFalse(gate.hasArrival());
        } finally {
            pool.shutdown();
        }
    }
}
