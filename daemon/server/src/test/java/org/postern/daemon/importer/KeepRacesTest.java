package org.postern.daemon.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.kit.Gate;

/** Values that many threads ask for, or whose suppliers hang, fail, or need each other. */
@Timeout(60)
class KeepRacesTest {

    private static final int THREADS = 64;

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

    private static void module(Bench bench, String name, String members, String says) throws IOException {
        bench.file(
                name + ".java",
                "import static org.postern.api.Apache.*;",
                "import java.util.*;",
                "import java.util.stream.Stream;",
                "public class " + name + " {",
                members,
                "static String message(java.util.function.Supplier<?> call) {",
                "try { return \"\" + call.get(); } catch (RuntimeException e) { return e.getMessage(); } }",
                "public static Object text() { return " + says + "; } }");
    }

    @ParameterizedTest
    @ValueSource(strings = {"keep", "shared"})
    void manyThreads_getOneValue_ofOneSupplierCall(String call) throws Exception {
        try (Bench bench = Bench.byHand()) {
            module(
                    bench,
                    "page",
                    "static int calls; static Object made() { calls++; Thread.yield(); return new StringBuilder(\"made \" + calls); }",
                    call + "(\"value\", page::made)");
            bench.module("page");
            CyclicBarrier barrier = new CyclicBarrier(THREADS);
            List<Future<String>> asked = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                asked.add(start(() -> {
                    barrier.await();
                    return bench.ask("page");
                }));
            }
            Set<String> answers = new HashSet<>();
            for (Future<String> each : asked) {
                answers.add(result(each));
            }
            assertEquals(Set.of("made 1"), answers);
        }
    }

    @Test
    void supplierThatHangs_holdsUpNobody_butWhoAsksForThatValue() throws Exception {
        try (Bench bench = Bench.withPatience(Duration.ofHours(1));
                Gate gate = new Gate()) {
            module(
                    bench,
                    "hanging",
                    "static Object made() { " + gate.here() + " return \"made\"; }",
                    "keep(\"value\", hanging::made)");
            Future<String> first = start(() -> bench.ask("hanging"));
            gate.awaitArrival();
            Future<String> second = start(() -> bench.ask("hanging"));
            module(
                    bench,
                    "failing",
                    "static final Object VALUE = keep(\"value\", ArrayList::new); static int x = 1 / 0;",
                    "1");
            assertTrue(bench.fault("failing").text().contains("/ by zero"), "and gives back what it made");
            module(bench, "free", "static final Object VALUE = keep(\"value\", () -> \"free\");", "VALUE");
            assertEquals("free", bench.ask("free"));
            module(
                    bench,
                    "free",
                    "static final Object VALUE = keep(\"value\", () -> \"new\");",
                    "VALUE + \", edited\"");
            bench.refresh("free.java");
            assertEquals("free, edited", bench.ask("free"));
            gate.open();
            assertEquals("made", result(first));
            assertEquals("made", result(second));
            assertTrue(!gate.hasArrival(), "the second did not make it too");
        }
    }

    @Test
    void whoWaitsTooLong_isTold_byWhichThread() throws Exception {
        try (Bench bench = Bench.withPatience(Duration.ofMillis(100));
                Gate gate = new Gate()) {
            module(
                    bench,
                    "hanging",
                    "static Object made() { " + gate.here() + " return \"made\"; }",
                    "message(() -> keep(\"value\", hanging::made))");
            Future<String> first = start(() -> bench.ask("hanging"));
            gate.awaitArrival();
            String answer = bench.ask("hanging");
            assertTrue(
                    answer.matches("keep\\(\"value\"\\): thread \"pool-.*\" has been at its supplier for 0 s"), answer);
            gate.open();
            assertEquals("made", result(first));
            assertEquals("made", bench.ask("hanging"));
        }
    }

    @Test
    void supplierThatNeedsItsOwnValue_isAnError() throws Exception {
        try (Bench bench = Bench.byHand()) {
            module(
                    bench,
                    "page",
                    "static Object made() { return \"made of \" + message(() -> keep(\"value\", page::made)); }",
                    "keep(\"value\", page::made)");
            assertEquals(
                    "made of keep(\"value\"): its supplier needs what it is to make (expected: one that does not)",
                    bench.ask("page"));
        }
    }

    @Test
    void suppliersThatNeedEachOther_onTwoThreads_areAnError_andNoDeadLock() throws Exception {
        try (Bench bench = Bench.byHand();
                Gate gate = new Gate()) {
            for (List<String> pair : List.of(List.of("one", "two"), List.of("two", "one"))) {
                module(
                        bench,
                        pair.get(0),
                        "static Object made() { " + gate.here() + " return \"" + pair.get(0)
                                + " of \" + message(() -> shared(\"" + pair.get(1) + "\", () -> \"another\")); }",
                        "shared(\"" + pair.get(0) + "\", " + pair.get(0) + "::made)");
            }
            Future<String> one = start(() -> bench.ask("one"));
            Future<String> two = start(() -> bench.ask("two"));
            gate.awaitArrival();
            gate.awaitArrival();
            gate.open();
            String answers = result(one) + ", " + result(two);
            assertTrue(answers.contains("its supplier needs what it is to make"), answers);
            assertTrue(!answers.contains("another"), answers);
        }
    }

    @Test
    void supplierThatThrows_orGivesNull_leavesThePlaceEmpty() throws Exception {
        try (Bench bench = Bench.byHand()) {
            module(
                    bench,
                    "page",
                    "static Object thrown() { throw new IllegalStateException(\"supplier on purpose\"); }",
                    "List.of(message(() -> keep(\"value\", page::thrown)), message(() -> keep(\"value\", () -> null)), keep(\"value\", () -> \"made\"))");
            assertEquals(
                    "[supplier on purpose, keep(\"value\"): the supplier gave null (expected: an object), made]",
                    bench.ask("page"));
        }
    }

    @Test
    void valuesDeepInside_areLookedAt_asFarAsAThousandElementsAndFourLevels() throws Exception {
        try (Bench bench = Bench.byHand()) {
            String own = "static class Own { } static Object deep(int levels) {"
                    + " Object value = new Own(); for (int i = 0; i < levels; i++) value = i % 2 == 0 ? List.of(value) : Map.of(1, value); return value; }"
                    + " static Object late(int before) { List<Object> all = new ArrayList<>(Collections.nCopies(before, 1)); all.add(new Own()); return all; }"
                    + " static String kept(String name, Object value) { return message(() -> keep(name, () -> value)).contains(\"belongs to a module, and ends\") ? \"refused\" : \"kept\"; }";
            module(
                    bench,
                    "page",
                    own,
                    "List.of(kept(\"0\", deep(0)), kept(\"1\", deep(1)), kept(\"4\", deep(4)), kept(\"5\", deep(5)), kept(\"late\", late(999)), kept(\"later\", late(1000)),"
                            + " kept(\"array\", new Object[] {1, new Own[0]}), kept(\"class\", Own.class), kept(\"key\", Map.of(new Own(), 1)))");
            assertEquals(
                    "[refused, refused, refused, kept, refused, kept, refused, refused, refused]", bench.ask("page"));
        }
    }
}
