package org.postern.daemon.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.Gate;

/** The ends of versions, and of interpreters, while something is at work in them. */
@Timeout(60)
class RetirementTest {

    private final ExecutorService pool = Executors.newCachedThreadPool();

    @AutoClose
    private final Bench bench = Bench.byHand();

    @AfterEach
    void end() {
        pool.shutdownNow();
    }

    private void module(String name, String says, String... members) throws IOException {
        bench.file(
                name + ".java",
                "import static org.postern.api.Apache.*;",
                "import java.util.concurrent.*;",
                "import java.util.stream.*;",
                "import org.postern.api.*;",
                "public class " + name + " {",
                String.join("\n", members),
                "public static Object text() throws Exception { return " + says + "; } }");
    }

    private void edit(String name, String says, String... members) throws IOException {
        module(name, says, members);
        bench.refresh(name + ".java");
    }

    private List<String> logged(String text) {
        return bench.log().lines(text).stream()
                .map(line -> line.substring(line.indexOf("] ") + 2))
                .toList();
    }

    @Test
    void version_isAnOldOne_untilItsOnRetireHasReturned() throws Exception {
        try (Gate gate = new Gate()) {
            module("page", "1", "static void onRetire() { " + gate.here() + " }");
            module("other", "1");
            bench.ask("page");
            bench.ask("other");
            edit("page", "2");
            gate.awaitArrival();
            edit("other", "2");
            Eventually.holds(
                    "the other one's has ended alone", () -> bench.importer().oldVersions() == 1);
            gate.open();
            Eventually.holds("both have ended", () -> bench.importer().oldVersions() == 0);
        }
    }

    @Test
    void requestThatWaitedForChanges_holdsNoVersion_whenItHasEnded() throws Exception {
        module("page", "1");
        bench.ask("page");
        ModuleView view = bench.view();
        view.awaitChanges();
        assertEquals("1", bench.ask(view, "", "page"));
        view.leave();
        edit("page", "2");
        Eventually.holds("the first one has ended", () -> bench.importer().oldVersions() == 0);
    }

    @Test
    void importOutsideOfRequests_holdsNoVersion() throws Exception {
        module("page", "importModule(\"Helper\").getSimpleName()");
        module("Helper", "1");
        Module page = bench.module("page");
        assertEquals("Helper", Bench.text(page));
        assertEquals("Helper", Bench.text(page));
        edit("Helper", "2");
        Eventually.holds("the first one has ended", () -> bench.importer().oldVersions() == 0);
    }

    @Test
    void interpreterThatEnds_waitsForWhatIsEndingAlready_beforeItClosesWhatWasKept() throws Exception {
        try (Gate gate = new Gate()) {
            String pool =
                    "static final Object POOL = keep(\"pool\", () -> Stream.of(1).onClose(() -> logError(\"end: pool\")));";
            module("page", "1", pool, "static void onRetire() { " + gate.here() + " logError(\"end: 1\"); }");
            bench.ask("page");
            edit("page", "2", "static void onRetire() { logError(\"end: 2\"); }");
            gate.awaitArrival();
            bench.importer().close();
            bench.log().await("end: 2");
            Eventually.holds("the end waits", RetirementTest::isWaiting);
            gate.open();
            bench.log().await("end: pool");
            assertEquals(List.of("end: 2", "end: 1", "end: pool"), logged("end: "));
        }
    }

    private static boolean isWaiting() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread ->
                        thread.getName().startsWith("postern-retire-") && thread.getState() == Thread.State.WAITING);
    }

    @Test
    void interpreterThatEnds_endsVersionsTooInWhichRequestsAreAtWork() throws Exception {
        module("page", "1", "static void onRetire() { logError(\"end: 1\"); }");
        bench.ask(bench.view(), "", "page");
        edit("page", "2", "static void onRetire() { logError(\"end: 2\"); }");
        bench.ask(bench.view(), "", "page");
        assertEquals(List.of(), logged("end: "));
        bench.importer().close();
        bench.log().await("end: 1");
        bench.log().await("end: 2");
    }

    @Test
    void timerOfAnEarlierVersion_startedWhenANewerOneServes_doesNothingAgain() throws Exception {
        try (Gate gate = new Gate()) {
            module(
                    "page",
                    "outcome()",
                    "static int ticks;",
                    "static String outcome() throws Exception { " + gate.here(),
                    "try { return \"\" + timer(\"late\").scheduleAtFixedRate(() -> ticks++, 0, 1, TimeUnit.MILLISECONDS).get(); }",
                    "catch (CancellationException e) { return \"cancelled\"; } }");
            Future<String> early = pool.submit(() -> bench.ask("page"));
            gate.awaitArrival();
            edit("page", "2");
            gate.open();
            assertEquals("cancelled", early.get(60, TimeUnit.SECONDS));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"keep", "handOver"})
    void threadsOfAnExecutorThatOutlivesItsVersion_haveItsContextLoaderNoMore(String by) throws Exception {
        String made = "executor(\"pool\", 2)";
        String kept = "keep(\"pool\", () -> " + made + ")";
        module(
                "page",
                "loaders(1)",
                "static final ExecutorService POOL = " + (by.equals("keep") ? kept : made) + ";",
                by.equals("keep") ? "" : "static void handOver(ModuleState next) { next.put(\"pool\", POOL); }",
                LOADERS);
        bench.ask("page");
        edit("page", "loaders(2)", "static final ExecutorService POOL = " + kept + ";", LOADERS);
        String libraries = bench.importer().libraries().getClass().getSimpleName();
        assertEquals(
                List.of(libraries, libraries).toString(),
                bench.ask("page"),
                "of the thread that was there, and of the new one");
    }

    /** Those of as many threads at a time. */
    private static final String LOADERS = """
            static Object loaders(int count) throws Exception {
                CyclicBarrier together = new CyclicBarrier(count);
                Callable<String> task = () -> {
                    together.await();
                    return Thread.currentThread().getContextClassLoader().getClass().getSimpleName();
                };
                java.util.List<String> names = new java.util.ArrayList<>();
                for (Future<String> each : POOL.invokeAll(java.util.Collections.nCopies(count, task))) names.add(each.get());
                return names;
            }
            """;
}
