package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.importer.Importer;
import org.postern.daemon.importer.ModuleReport;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.TestSite;

/** Modules that the setting import has loaded before the first request. */
@Timeout(60)
class PreloadTest {

    /** The common pool may have a single thread, and the start waits for the request. */
    private static final Executor OWN_THREAD = task -> new Thread(task).start();

    private static final String LATCH = "postern.test.preload";

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    private static Path module(String folder, String name, String members) throws IOException {
        return SITE.file(folder + "/" + name + ".java", """
                import static org.postern.api.Apache.*;
                import org.postern.api.*;

                public class %s {
                %s
                }
                """.formatted(name, members));
    }

    /** A handler that answers what its static field {@code said} holds. */
    private static String answering(String members) {
        return members + " static void handler(Request req) throws Exception { req.write(said); }";
    }

    /** Starts the daemon anew with this setting, for an interpreter named after the folder. */
    private static void start(String folder, String imports, String... more) throws IOException {
        SITE.stopDaemon();
        SITE.log().clear();
        SITE.setting("import", imports).setting("interpreter." + folder + ".root", "@ROOT@/" + folder);
        SITE.setting("import.required", "off");
        for (int i = 0; i < more.length; i += 2) {
            SITE.setting(more[i], more[i + 1]);
        }
        SITE.startDaemon();
    }

    private static void handled(String folder, String handler, String... directives) throws IOException {
        String more = String.join("\n", directives);
        SITE.handled(
                folder,
                "Use JavaInterpreter " + folder,
                "Use JavaRoot " + SITE.root().resolve(folder),
                "Use JavaHandler " + handler,
                more);
    }

    private static List<ModuleReport> reports(String interpreter) {
        Importer importer = SITE.daemon().importers().get(interpreter);
        return importer == null ? List.of() : importer.report();
    }

    private static List<String> loaded(Path file) {
        return SITE.logged("loaded " + file);
    }

    @Test
    void P66_preloadedModule_isThereForTheFirstRequest() throws IOException {
        Path helper = SITE.file("first/Helper.java", "public class Helper { public static String text = \"here\"; }");
        Path module = module("first", "hello", answering("static String said = Helper.text;"));
        handled("first", "hello");
        start("first", "hello@first");
        assertEquals(1, loaded(module).size(), SITE.log().lines().toString());
        assertEquals("here", SITE.get("/first/").body());
        assertEquals(
                List.of(helper, module),
                reports("first").stream().map(ModuleReport::file).toList());
        assertEquals("the setting import asked for it", reports("first").get(1).reason());
        assertEquals(1, loaded(module).size(), SITE.log().lines().toString());
        assertEquals(0, loaded(helper).size(), "with the module that uses it");
        assertEquals(List.of("INFO [interpreter.first] interpreter made"), SITE.logged("interpreter made"));
    }

    @Test
    void P66_preloadedModule_isOfTheInterpreterWithTheSameSettings() throws IOException {
        SITE.file("same/lib/Helper.java", "public class Helper { public static String text = \"of lib\"; }");
        Path module = module("same", "hello", answering("static String said = Helper.text;"));
        handled(
                "same",
                "hello",
                "Use JavaPath lib",
                "Use JavaAutoReload Off",
                "Use JavaReloadOnError fail",
                "Use JavaCompiler janino");
        start(
                "same",
                "hello@same",
                "interpreter.same.path",
                "lib",
                "interpreter.same.auto-reload",
                "off",
                "interpreter.same.reload-on-error",
                "fail",
                "interpreter.same.compiler",
                "janino");
        assertEquals("of lib", SITE.get("/same/").body());
        assertEquals(1, loaded(module).size(), SITE.log().lines().toString());
        assertEquals(
                1, SITE.logged("interpreter made").size(), SITE.log().lines().toString());
    }

    @Test
    void P66_preloadedModule_isReloadedWhenItIsEdited() throws IOException {
        module("edited", "hello", answering("static String said = \"one\";"));
        handled("edited", "hello");
        start("edited", "hello@edited");
        module("edited", "hello", answering("static String said = \"two\";"));
        SITE.awaitBody("/edited/", "two");
    }

    @Test
    void P66_requestsWaitUntilEverythingIsLoaded() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        System.getProperties().put(LATCH, latch);
        try {
            module("wait", "slow", answering("""
                    static volatile String said = "too early";
                    static void start() throws Exception {
                        logError("start function at work");
                        ((java.util.concurrent.CountDownLatch) System.getProperties().get("%s")).await();
                        said = "started";
                    }
                    """.formatted(LATCH)));
            handled("wait", "slow");
            CompletableFuture<Void> starting = CompletableFuture.runAsync(
                    () -> {
                        try {
                            start("wait", "slow::start@wait");
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    },
                    OWN_THREAD);
            SITE.log().await("start function at work");
            CompletableFuture<Answer> request = CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return SITE.get("/wait/");
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    },
                    OWN_THREAD);
            Eventually.holds(
                    "the request has come", () -> SITE.daemon().requests().startsWith("0 answered, 1 running"));
            latch.countDown();
            assertEquals("started", request.get().body());
            starting.get();
        } finally {
            System.getProperties().remove(LATCH);
        }
    }

    @Test
    void P49_startFunction_isCalledOnce_onceItsModuleIsLoaded() throws IOException {
        module("function", "setup", answering("""
                static String said = "loaded";
                static class Inner { static int start() { said += ", started"; return 500; } }
                """));
        handled("function", "setup");
        start("function", "setup@function, setup::Inner.start@function");
        assertEquals("loaded, started", SITE.get("/function/").body());
        assertEquals(1, SITE.logged("called setup::Inner.start in ").size());
        module("function", "setup", answering("""
                static String said = "edited";
                static class Inner { static void start() { said += ", started"; } }
                """));
        SITE.awaitBody("/function/", "edited");
    }

    @Test
    void test_import() throws IOException {
        module("dummy", "dummymodule", """
                static final java.util.List<String> CALLS = new java.util.ArrayList<>();
                static { CALLS.add("loaded"); }
                static void function() { CALLS.add("called"); }
                static void handler(Request req) throws Exception { req.write(req.interpreter() + " " + CALLS); }
                """);
        handled("dummy", "dummymodule");
        start("dummy", "dummymodule@dummy, dummymodule::function@dummy");
        assertEquals("dummy [loaded, called]", SITE.get("/dummy/").body());
    }

    @Test
    void X14_imports_runInTheOrderInWhichTheyStand() throws IOException {
        for (String name : List.of("zebra", "ape", "monkey")) {
            module("order", name, "static void start() { logError(\"" + name + " begins\"); }");
        }
        start("order", "zebra::start@order, ape::start@order, monkey::start@order");
        assertEquals(
                List.of("zebra", "ape", "monkey"),
                SITE.logged(" begins").stream()
                        .map(line -> line.replaceAll(".* (\\w+) begins", "$1"))
                        .toList());
    }

    @Test
    void P49_startFunction_importsModules_andItsOutputIsItsInterpreters() throws IOException {
        module("imports", "other", "public static String text = \"imported\";");
        module("imports", "setup", answering("""
                static String said = "";
                static void start() throws Exception {
                    Class<?> other = Apache.importModule("other");
                    said = other.getField("text").get(null) + " "
                            + (Thread.currentThread().getContextClassLoader() == setup.class.getClassLoader());
                }
                """));
        handled("imports", "setup");
        start("imports", "setup::start@imports");
        assertEquals("imported true", SITE.get("/imports/").body());
    }

    @Test
    void P49_backgroundThread_importsTheNewest_andIsLinkedToItsOwn() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        System.getProperties().put(LATCH, latch);
        try {
            Path other = module("thread", "Other", "public static String text = \"one\";");
            module("thread", "setup", """
                    static void start() {
                        new Thread(setup::run).start();
                    }
                    static void run() {
                        try {
                            ((java.util.concurrent.CountDownLatch) System.getProperties().get("%s")).await();
                            Class<?> imported = Apache.importModule("Other");
                            logError("own " + Other.text + ", imported " + imported.getField("text").get(null));
                        } catch (Exception e) {
                            logError("" + e);
                        }
                    }
                    """.formatted(LATCH));
            start("thread", "setup::start@thread");
            module("thread", "Other", "public static String text = \"two\";");
            SITE.log().await("reloaded " + other);
            latch.countDown();
            SITE.log().await("own one, imported two");
        } finally {
            System.getProperties().remove(LATCH);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "missing       | PN0401 import = missing@bad: module missing: there is no source file",
                "broken        | PN0404 import = broken@bad: @ROOT@/bad/broken.java:5:1: ",
                "failing       | PN0405 import = failing@bad: @ROOT@/bad/failing.java: static initialiser: ",
                "good::nothing | PN0402 import = good::nothing@bad: @ROOT@/bad/good.java: class good contains no 'nothing'",
                "good::No.such | PN0402 import = good::No.such@bad: @ROOT@/bad/good.java: class good contains no 'No.such'",
                "good::handler | PN0403 import = good::handler@bad: @ROOT@/bad/good.java: class good: method handler cannot",
                "good::own     | PN0403 import = good::own@bad: @ROOT@/bad/good.java: class good: method own cannot",
                "good::throwing| PN0419 import = good::throwing@bad: @ROOT@/bad/good.java: throwing: java.lang.Error: on purpose",
                "good::No.init | PN0419 import = good::No.init@bad: @ROOT@/bad/good.java: No.init: java.lang.ExceptionInIn"
            })
    void P49_aFailure_isLogged_andTheNextOneHasItsTurn(String wanted, String line) throws IOException {
        module("bad", "broken", "nonsense");
        module("bad", "failing", "static int x = Integer.parseInt(\"x\");");
        module("bad", "good", answering("""
                static String said = "good";
                void own() {}
                static void throwing() { throw new Error("on purpose"); }
                static class No { static int x = Integer.parseInt("x"); static void init() {} }
                """));
        module("bad", "last", "static void start() { logError(\"the last one's turn\"); }");
        handled("bad", "good");
        start("bad", wanted + "@bad, last::start@bad");
        String expected = "ERROR [org.postern.daemon.interpreter.Preloads] "
                + line.replace("@ROOT@", SITE.root().toString());
        assertEquals(
                1,
                SITE.log().lines().stream()
                        .filter(each -> each.startsWith(expected))
                        .count(),
                () -> SITE.log().lines().toString());
        assertEquals(1, SITE.logged("the last one's turn").size());
        assertEquals("good", SITE.get("/bad/").body());
    }

    @Test
    void P49_whatFailed_isLoadedAsSoonAsItIsMended() throws IOException {
        module("mended", "hello", "nonsense");
        handled("mended", "hello");
        start("mended", "hello@mended");
        assertEquals(500, SITE.get("/mended/").status());
        module("mended", "hello", answering("static String said = \"mended\";"));
        SITE.awaitBody("/mended/", "mended");
    }

    @Test
    void P49_whereImportsAreRequired_aFailureEndsTheStart() throws IOException {
        module("required", "hello", "static void start() { throw new IllegalStateException(\"no database\"); }");
        Fault fault =
                assertThrows(Fault.class, () -> start("required", "hello::start@required", "import.required", "on"));
        assertSame(Code.START_FUNCTION_THREW, fault.code());
        assertTrue(fault.text().startsWith("import = hello::start@required: "), fault.text());
        assertTrue(fault.text().contains("no database"), fault.text());
    }
}
