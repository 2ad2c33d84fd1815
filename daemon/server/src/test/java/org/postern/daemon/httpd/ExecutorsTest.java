package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.ExecutorService;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.Gate;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.TestSite;

/** Threads and timers of modules: whose they are, and when they end. */
@Timeout(120)
class ExecutorsTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite().setting("settle", "10ms");

    private static String says(String expression) {
        return "static void handler(Request req) throws Exception { req.write(\"\" + (" + expression + ")); }";
    }

    @Test
    void threads_areNamedAfterExecutorAndVersion_andHaveTheModulesLoader() throws Exception {
        SITE.module(
                "named",
                "static final ExecutorService THREADS = executor(\"work\", 2);",
                """
                static String about() {
                    Thread thread = Thread.currentThread();
                    return thread.getName() + " " + (thread.getContextClassLoader() == named.class.getClassLoader()) + thread.isDaemon();
                }
                """,
                says("THREADS.submit(named::about).get()"));
        String answer = SITE.get("/named/").body();
        assertTrue(answer.matches("work-1 of localhost#\\d+ truetrue"), answer);
    }

    @Test
    void taskThatThrows_isLogged_withItsStack() throws Exception {
        SITE.module("throwing", """
                static final ExecutorService THREADS = executor("work", 1);
                static final ScheduledExecutorService TIMER = timer("clock");
                static void once() { throw new IllegalStateException("task on purpose"); }
                static void again() { throw new IllegalStateException("tick on purpose"); }
                static void handler(Request req) {
                    THREADS.execute(throwing::once);
                    TIMER.scheduleAtFixedRate(throwing::again, 0, 1, TimeUnit.MILLISECONDS);
                }
                """);
        assertEquals(200, SITE.get("/throwing/").status());
        SITE.log().await("PN0417 executor \"work\": a task threw java.lang.IllegalStateException: task on purpose");
        SITE.log().await("PN0417 executor \"clock\": a task threw java.lang.IllegalStateException: tick on purpose");
        assertTrue(SITE.log().traces("task on purpose").get(0).contains("throwing.once(throwing.java:"));
    }

    @Test
    void executor_endsWithTheLastRequest_andDoesWhatThatGivesItTillThen() throws Exception {
        try (Gate gate = new Gate();
                Http old = new Http(SITE.port())) {
            SITE.module(
                    "ending",
                    "static final ExecutorService THREADS = executor(\"work\", 1);",
                    "static { System.getProperties().putIfAbsent(\"ending\", THREADS); }",
                    "static void handler(Request req) throws Exception { if (req.args() != null) { " + gate.here()
                            + " } req.write(THREADS.submit(() -> \"done\").get()); }");
            old.write("GET", "/ending/?stop", new byte[0]);
            gate.awaitArrival();
            SITE.module("ending", says("2"));
            SITE.awaitBody("/ending/", "2");
            gate.open();
            assertEquals("done", old.read(false).body());
            ExecutorService threads = (ExecutorService) System.getProperties().remove("ending");
            Eventually.holds("its threads end", threads::isTerminated);
        } finally {
            System.getProperties().remove("ending");
        }
    }

    @Test
    void P56_tickAtWork_whenTheNewVersionServes_isTheLastOfItsVersion() throws Exception {
        try (Gate gate = new Gate();
                Gate request = new Gate();
                Http old = new Http(SITE.port())) {
            SITE.module(
                    "ticking",
                    "static final ScheduledExecutorService TIMER = timer(\"clock\");",
                    "static void tick() { logError(\"tick of 1\"); " + gate.here() + " }",
                    "static { TIMER.scheduleWithFixedDelay(ticking::tick, 0, 1, TimeUnit.MILLISECONDS);"
                            + " System.getProperties().put(\"ticking\", TIMER); }",
                    "static void handler(Request req) throws Exception { if (req.args() != null) { " + request.here()
                            + " } req.write(\"1\"); }");
            old.write("GET", "/ticking/?stop", new byte[0]);
            request.awaitArrival();
            gate.awaitArrival();
            SITE.module("ticking", says("2"));
            SITE.awaitBody("/ticking/", "2");
            gate.open();
            var timer = (java.util.concurrent.ScheduledThreadPoolExecutor)
                    System.getProperties().remove("ticking");
            Eventually.holds(
                    "it does nothing more, though its version is at work",
                    () -> timer.getQueue().isEmpty() && timer.getActiveCount() == 0);
            assertEquals(1, SITE.logged("tick of 1").size());
            assertTrue(!timer.isShutdown(), "a request is at work in it");
            request.open();
            assertEquals("1", old.read(false).body());
            Eventually.holds("its threads end", timer::isTerminated);
        }
    }

    @Test
    void P39_resources_overFiftyEdits_areKeptOnce_orClosedOneByOne() throws Exception {
        for (int edit = 0; edit <= 50; edit++) {
            SITE.module(
                    "resources",
                    """
                    static final AtomicInteger OPENED = keep("opened", AtomicInteger::new);
                    static final AtomicInteger CLOSED = keep("closed", AtomicInteger::new);
                    static final AtomicInteger POOLS = keep("pools", AtomicInteger::new);
                    static final List<Object> POOL = keep("pool", () -> { POOLS.incrementAndGet(); return new ArrayList<>(); });
                    static final int OWN = OPENED.incrementAndGet();
                    static void onRetire() { CLOSED.incrementAndGet(); }
                    """,
                    says(
                            "\"edit " + edit
                                    + ", \" + (args(req) ? \"\" : POOLS + \" pool, \" + OPENED + \" opened, \" + CLOSED + \" closed\")"),
                    "static boolean args(Request req) { return req.args() != null; }");
            String expected = "edit " + edit + ", ";
            SITE.awaitBody("/resources/?edit", expected);
        }
        SITE.awaitBody("/resources/", "edit 50, 1 pool, 51 opened, 50 closed");
    }

    @Test
    void executor_withoutThreads_orOfAVersionThatHasEnded_isRefused() throws Exception {
        SITE.module("refused", """
                static void onRetire() {
                    new Thread(() -> {
                        while (true) {
                            try {
                                executor("late", 1).shutdownNow();
                            } catch (IllegalStateException e) {
                                logError("refused: " + e.getMessage());
                                return;
                            }
                        }
                    }).start();
                }
                static String none() {
                    try {
                        return executor("none", 0).toString();
                    } catch (IllegalArgumentException e) {
                        return e.getMessage();
                    }
                }
                """, says("none()"));
        assertEquals(
                "executor \"none\": 0 threads (expected: 1 or more)",
                SITE.get("/refused/").body());
        SITE.module("refused", says("2"));
        SITE.log()
                .await("refused: executor(\"late\"): the version of " + SITE.root()
                        + "/refused/refused.java that asks for it has ended");
    }

    @Test
    void executorThatIsKept_orShared_outlivesItsVersion() throws Exception {
        SITE.module(
                "kept",
                "static final ExecutorService KEPT = keep(\"threads\", () -> executor(\"kept\", 1));",
                "static final ExecutorService SHARED = shared(\"kept threads\", () -> executor(\"shared\", 1));",
                "static void onRetire() { logError(\"kept retires\"); }",
                says("1"));
        assertEquals("1", SITE.get("/kept/").body());
        SITE.module(
                "kept",
                "static final ExecutorService KEPT = keep(\"threads\", () -> executor(\"kept\", 1));",
                "static final ExecutorService SHARED = shared(\"kept threads\", () -> executor(\"shared\", 1));",
                says("List.of(2, KEPT.submit(() -> 3).get(), SHARED.submit(() -> 4).get())"));
        SITE.log().await("kept retires");
        SITE.awaitBody("/kept/", "[2, 3, 4]");
        assertEquals(List.of(), SITE.logged("RejectedExecution"));
    }
}
