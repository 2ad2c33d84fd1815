package org.postern.daemon.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.kit.Gate;

/** Which of the values that modules keep are closed: those that nobody has any more, each once, and no others. */
@Timeout(60)
class KeepCloseTest {

    private final ExecutorService pool = Executors.newCachedThreadPool();

    @AutoClose
    private final Bench bench = Bench.byHand();

    @BeforeEach
    void closing() throws IOException {
        module(
                "Closing",
                "/** Tells of each time that it is closed. */ public static DataInputStream of(String name) {",
                "return new DataInputStream(new InputStream() { public int read() { return -1; }",
                "public void close() { logError(name + \" closed\"); } }); }");
    }

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

    private void module(String name, String... members) throws IOException {
        bench.file(
                name + ".java",
                "import static org.postern.api.Apache.*;",
                "import java.io.*;",
                "import java.util.concurrent.*;",
                "import org.postern.api.*;",
                "public class " + name + " {",
                String.join("\n", members),
                "static String message(java.util.function.Supplier<?> call) {",
                "try { return \"\" + call.get(); } catch (RuntimeException e) { return e.getMessage(); } } }");
    }

    private static String says(String expression) {
        return "public static Object text() { return " + expression + "; }";
    }

    /** What was closed, in order. */
    private List<String> closed() {
        return bench.log().lines(" closed").stream()
                .map(line -> line.substring(line.indexOf("] ") + 2))
                .toList();
    }

    // --- what a build that fails has made

    @Test
    void whatAFailedBuildMade_isClosed_andMadeAnew_alsoWhatItsModulesShared() throws IOException {
        module("Helper", "public static final Object POOL = shared(\"pool\", () -> Closing.of(\"pool\"));");
        module(
                "page",
                "static final Object POOL = shared(\"pool\", () -> Helper.POOL);",
                "static final Object OWN = keep(\"own\", () -> Closing.of(\"own\")); static int x = 1 / 0;");
        bench.fault("page");
        assertEquals(List.of("own closed", "pool closed"), closed());
        module("page", says("keep(\"own\", () -> \"anew\")"));
        bench.refresh("page.java");
        assertEquals("anew", bench.ask("page"));
    }

    @Test
    void valueUnderTwoNames_isClosedOnce() throws IOException {
        module(
                "page",
                "static final Object ONE = keep(\"one\", () -> Closing.of(\"value\"));",
                "static final Object TWO = shared(\"two\", () -> ONE); static int x = 1 / 0;");
        bench.fault("page");
        assertEquals(List.of("value closed"), closed());
    }

    @Test
    void valueWhoseCloseThrows_whateverItThrows_isLogged() throws Exception {
        module(
                "page",
                "static Object closing() { return java.util.stream.Stream.of(1).onClose(() -> logError(\"on purpose\")); }",
                "static final Object OWN = keep(\"own\", page::closing); static int x = 1 / 0;");
        assertTrue(bench.fault("page").text().contains("/ by zero"));
        assertTrue(bench.log().await("could not be closed").contains("PN0416"), "its class could not be initialised");
    }

    // --- what others have

    @Test
    void whatAFailedBuildMade_andAVersionThatServesHas_isNotClosed() throws Exception {
        try (Gate gate = new Gate()) {
            module("reader", says("0"));
            bench.ask("reader");
            module(
                    "page",
                    "static final Object POOL = shared(\"pool\", () -> Closing.of(\"pool\"));",
                    "static { " + gate.here() + " } static int x = 1 / 0;");
            Future<Fault> failed = start(() -> bench.fault("page"));
            gate.awaitArrival();
            module("reader", READER);
            bench.refresh("reader.java");
            assertEquals("DataInputStream", bench.ask("reader"));
            gate.open();
            result(failed);
            assertEquals(List.of(), closed());
            assertEquals("DataInputStream", bench.ask("reader"));
        }
    }

    private static final String READER =
            "static final Object POOL = shared(\"pool\", () -> \"none\"); " + says("POOL.getClass().getSimpleName()");

    @Test
    void whatAFailedBuildMade_andAnotherThatIsBuiltHas_isNotClosed() throws Exception {
        try (Gate made = new Gate();
                Gate taken = new Gate()) {
            module(
                    "page",
                    "static final Object POOL = shared(\"pool\", () -> Closing.of(\"pool\"));",
                    "static { " + made.here() + " } static int x = 1 / 0;");
            module("reader", READER, "static { " + taken.here() + " }");
            Future<Fault> failed = start(() -> bench.fault("page"));
            made.awaitArrival();
            Future<String> reader = start(() -> bench.ask("reader"));
            taken.awaitArrival();
            made.open();
            result(failed);
            assertEquals(List.of(), closed());
            taken.open();
            assertEquals("DataInputStream", result(reader));
            assertEquals("DataInputStream", bench.ask("reader"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"initialiser", "request", "handOver"})
    void whatAVersionThatServesHas_isNotClosed_whenTheNextOneFails(String madeBy) throws IOException {
        String keeps = "keep(\"value\", () -> Closing.of(\"value\"))";
        module(
                "page",
                madeBy.equals("initialiser") ? "static final Object VALUE = " + keeps + ";" : "",
                "static void handOver(ModuleState next) { "
                        + (madeBy.equals("handOver") ? "next.put(\"value\", Closing.of(\"value\")); }" : "}"),
                says(madeBy.equals("request") ? keeps : "0"));
        bench.ask("page");
        module("page", says("Apache.<Object>keep(\"value\", () -> \"none\").getClass().getSimpleName()"));
        bench.refresh("page.java");
        module(
                "page",
                "static final Object VALUE = Apache.<Object>keep(\"value\", () -> \"none\"); static int x = 1 / 0;");
        bench.refresh("page.java");
        assertEquals(1, bench.log().lines("/ by zero").size());
        assertEquals(List.of(), closed());
        assertEquals("DataInputStream", bench.ask("page"));
    }

    // --- what comes too late

    @Test
    void valueOfAVersionThatCameToNothing_meanwhile_isClosed() throws Exception {
        try (Gate supplier = new Gate();
                Gate initialiser = new Gate()) {
            module(
                    "Late",
                    "static Object made() { " + supplier.here() + " return Closing.of(\"late\"); }",
                    "public static void begin() { new Thread(() -> logError(message(() -> keep(\"late\", Late::made)))).start(); }");
            module("page", "static { Late.begin(); " + initialiser.here() + " } static int x = 1 / 0;");
            Future<Fault> failed = start(() -> bench.fault("page"));
            supplier.awaitArrival();
            initialiser.open();
            result(failed);
            supplier.open();
            bench.log().await("keep(\"late\"): the version that asks for it came to nothing");
            assertEquals(List.of("late closed"), closed());
        }
    }

    @Test
    void valueOfAnInterpreterThatHasEnded_meanwhile_isClosed() throws Exception {
        try (Gate gate = new Gate()) {
            module(
                    "page",
                    "static final Object FIRST = keep(\"first\", () -> Closing.of(\"first\"));",
                    "static Object made() { " + gate.here() + " return Closing.of(\"late\"); }",
                    says("message(() -> keep(\"late\", page::made))"));
            Future<String> late = start(() -> bench.ask("page"));
            gate.awaitArrival();
            bench.importer().close();
            bench.log().await("first closed");
            gate.open();
            assertEquals("keep(\"late\"): the interpreter has ended", result(late));
            assertEquals(List.of("first closed", "late closed"), closed());
        }
    }

    @Test
    void valueInWhosePlaceOneWasHandedOver_meanwhile_isClosed() throws Exception {
        try (Gate gate = new Gate()) {
            module(
                    "page",
                    "static Object made() { " + gate.here() + " return Closing.of(\"late\"); }",
                    "static void handOver(ModuleState next) { next.put(\"value\", \"handed\"); }",
                    says("keep(\"value\", page::made)"));
            Future<String> late = start(() -> bench.ask("page"));
            gate.awaitArrival();
            module("page", says("\"next\""));
            bench.refresh("page.java");
            assertEquals("next", bench.ask("page"));
            gate.open();
            assertEquals("handed", result(late));
            assertEquals(List.of("late closed"), closed());
        }
    }

    // --- the end of the interpreter

    @Test
    void valuesAreClosedAtLast_theLatestFirst_handedOverOrNot() throws Exception {
        module(
                "page",
                "static final Object A = keep(\"a\", () -> Closing.of(\"a\"));",
                "static final Object B = keep(\"b\", () -> Closing.of(\"b\"));",
                "static void handOver(ModuleState next) { next.put(\"a\", A); }",
                says("1"));
        bench.ask("page");
        module("page", says("2"));
        bench.refresh("page.java");
        assertEquals("2", bench.ask("page"));
        bench.importer().close();
        bench.log().await("a closed");
        assertEquals(List.of("b closed", "a closed"), closed());
    }

    @Test
    void executorThatIsKept_endsWithTheInterpreter() throws Exception {
        try (Gate begins = new Gate();
                Gate ends = new Gate()) {
            begins.open();
            module(
                    "page",
                    "static final ExecutorService POOL = keep(\"pool\", () -> executor(\"pool\", 1));",
                    "static void task() { " + begins.here(),
                    "try { new CountDownLatch(1).await(); } catch (InterruptedException end) { " + ends.here() + " } }",
                    says("POOL.submit(page::task).isDone()"));
            assertEquals("false", bench.ask("page"));
            begins.awaitArrival();
            bench.importer().close();
            ends.awaitArrival();
        }
    }
}
