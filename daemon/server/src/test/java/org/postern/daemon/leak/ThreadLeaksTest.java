package org.postern.daemon.leak;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postern.daemon.leak.OldVersions.Old;

/** Threads, and what they have of an old version. */
class ThreadLeaksTest {

    private static final String LET_GO =
            "public static void letGo() throws Exception { GO.countDown(); thread.join(); }";
    private static final String GO = "static final CountDownLatch GO = new CountDownLatch(1); static Thread thread;";

    private static final ClassLoader JDK = ClassLoader.getPlatformClassLoader();

    private final OldVersions versions = new OldVersions();

    @AfterEach
    void close() {
        versions.close();
    }

    @Test
    void P56_threadThatRunsOldCode_isReportedWithNameAndLine() {
        Old old = versions.retired(
                GO,
                "static void loop() { try { GO.await(); } catch (InterruptedException e) { } }",
                "public static void plant() { thread = new Thread(page::loop, \"poller\"); thread.start(); }",
                LET_GO);
        old.isReported(
                ": thread \"poller\", which runs page.loop(page.java:3), holds its class loader (expected: the thread ends in onRetire)");
        old.calls("letGo");
        old.goes();
    }

    @Test
    void P56_timerThatWasNotCancelled_isReportedByItsTask() {
        Old old = versions.retired(
                "static class Job extends TimerTask { public void run() { } }",
                "static final Timer TIMER = new Timer(\"ticker\");",
                "public static void plant() { TIMER.schedule(new Job(), 3_600_000); }",
                "public static void letGo() { TIMER.cancel(); }");
        old.isReported(": thread \"ticker\" holds an object of class page$Job in its timer's queue"
                + " (expected: Timer.cancel() in onRetire)");
        old.calls("letGo");
        old.goes();
    }

    @Test
    void P56_idleThreadOfAPool_isReportedByItsTask() {
        Old old = versions.retired(
                "static ExecutorService pool;",
                "public static void plant() throws Exception {",
                "pool = Executors.newFixedThreadPool(1, run -> new Thread(run, \"pooled\"));",
                "pool.submit(() -> { }).get(); }",
                "public static void letGo() throws Exception {",
                "pool.shutdown(); pool.awaitTermination(1, TimeUnit.MINUTES); }");
        old.isReported(": thread \"pooled\" holds a lambda of class page as its task");
        old.calls("letGo");
        old.goes();
    }

    @Test
    void P55_contextClassLoader_isReported() {
        Old old = versions.retired(
                "static Timer timer;",
                "public static void plant() {",
                "Thread me = Thread.currentThread(); ClassLoader before = me.getContextClassLoader();",
                "me.setContextClassLoader(page.class.getClassLoader());",
                "timer = new Timer(\"ticker\"); me.setContextClassLoader(before); }",
                "public static void letGo() { timer.cancel(); }");
        old.isReported(": thread \"ticker\" holds its class loader as its context class loader");
        old.calls("letGo");
        old.goes();
    }

    @Test
    void P55_handlerOfUncaughtExceptions_isReported() throws Exception {
        Old old = versions.retired(
                "static Timer timer; static Thread thread;",
                "public static void plant() throws Exception { timer = new Timer(\"ticker\");",
                "thread = find(\"ticker\"); thread.setUncaughtExceptionHandler((t, e) -> { }); }",
                "static Thread find(String name) { for (Thread each : Thread.getAllStackTraces().keySet())",
                "if (each.getName().equals(name)) return each; throw new NoSuchElementException(); }",
                "public static void letGo() { timer.cancel(); }");
        old.isReported(": thread \"ticker\" holds a lambda of class page as its handler of uncaught exceptions");
        old.calls("letGo");
        old.goes();
    }

    @Test
    void P55_plantedThreadLocal_isReportedWithThreadAndClass() throws Exception {
        ExecutorService workers = Executors.newFixedThreadPool(1, run -> new Thread(run, "postern-worker-1"));
        try {
            // it exists before the module, as in the daemon
            workers.submit(() -> {}).get();
            Classes classes = OldVersions.page(
                    "static class Session { }",
                    "static final ThreadLocal<Map<String, Session>> SESSION = ThreadLocal.withInitial(HashMap::new);",
                    "public static void plant() throws Exception {",
                    "WORKERS.submit(() -> SESSION.get().put(\"x\", new Session())).get(); }",
                    "public static void letGo() throws Exception { WORKERS.submit(SESSION::remove).get();",
                    "WORKERS = null; }",
                    "public static ExecutorService WORKERS;");
            Old old = planted(classes, workers);
            old.isReported(": thread \"postern-worker-1\" holds an object of class page$Session in a ThreadLocal"
                    + " (expected: ThreadLocal.remove() at the end of each request, in a finally)");
            old.calls("letGo");
            workers.submit(() -> {}).get();
            old.goes();
        } finally {
            workers.shutdown();
        }
    }

    private Old planted(Classes classes, ExecutorService workers) throws ReflectiveOperationException {
        ClassLoader loader = classes.loader(OldVersions.name(), JDK, all -> true);
        loader.loadClass("page").getField("WORKERS").set(null, workers);
        OldVersions.call(loader, "plant");
        return versions.retired(loader, List.of(), Map.of());
    }

    @Test
    void P55_inheritedThreadLocal_isReported() {
        Old old = versions.retired(
                "static class User { } static Timer timer;",
                "static final InheritableThreadLocal<User> USER = new InheritableThreadLocal<>();",
                "public static void plant() { USER.set(new User()); timer = new Timer(\"ticker\"); USER.remove(); }",
                "public static void letGo() { timer.cancel(); }");
        old.isReported(": thread \"ticker\" holds an object of class page$User in a ThreadLocal");
        old.calls("letGo");
        old.goes();
    }

    @Test
    void P55_shutdownHook_isReported() {
        Old old = versions.retired(
                "static final Thread HOOK = new Thread(() -> { }, \"last words\");",
                "public static void plant() { Runtime.getRuntime().addShutdownHook(HOOK); }",
                "public static void letGo() { Runtime.getRuntime().removeShutdownHook(HOOK); }");
        old.isReported(": shutdown hook \"last words\" holds a lambda of class page as its task"
                + " (expected: Runtime.removeShutdownHook in onRetire)");
        old.calls("letGo");
        old.goes();
    }

    @Test
    void P55_threadMadeByOldCode_isReportedWhereTheJdkRemembersThat() {
        assumeTrue(Runtime.version().feature() < 24, "from 24 on a thread does not remember who made it");
        Old old = versions.retired(
                "static Timer timer;",
                "public static void plant() { timer = new Timer(\"ticker\"); }",
                "public static void letGo() { timer.cancel(); }");
        old.isReported(": thread \"ticker\" holds its class loader as it was made by its code");
        old.calls("letGo");
        old.goes();
    }

    @Test
    void P56_virtualThreadThatRunsOldCode_isReported() {
        assumeTrue(Runtime.version().feature() >= 21, "there are virtual threads");
        Old old = versions.retired(
                GO,
                "static void loop() { try { GO.await(); } catch (InterruptedException e) { } }",
                "public static void plant() { thread = Thread.ofVirtual().name(\"light\").start(page::loop); }",
                LET_GO);
        old.isReported(": virtual thread \"light\", which runs page.loop(page.java:3), holds its class loader");
        old.calls("letGo");
        old.goes();
    }

    @Test
    void P56_threadThatRunsAModule_isReportedForWhatThatIsLinkedToAsWell() {
        Classes classes = Classes.of(
                "public class Helper { }",
                "import java.util.concurrent.*; public class page {" + GO
                        + "public static void plant() { thread = new Thread(page::loop, \"poller\"); thread.start(); }"
                        + "static void loop() { try { GO.await(); } catch (InterruptedException e) { } }" + LET_GO
                        + "}");
        List<Old> both = linked(classes);
        both.forEach(
                old -> old.isReported("thread \"poller\", which runs page.loop(page.java:1), holds its class loader"));
        both.get(0).calls("letGo");
        both.forEach(Old::goes);
    }

    private List<Old> linked(Classes classes) {
        Classes.Loader helper = classes.loader(OldVersions.name(), JDK, name -> name.equals("Helper"));
        Classes.Loader page = classes.loader(OldVersions.name(), JDK, name -> !name.equals("Helper"));
        page.link("Helper", helper);
        OldVersions.call(page, "plant");
        return List.of(versions.retired(page, List.of(), Map.of()), versions.retired(helper, List.of(), Map.of()));
    }

    @Test
    void cleanVersion_goesUnnoticed() {
        Old old = versions.retired(
                "static ThreadLocal<Object> local = new ThreadLocal<>();",
                "public static void plant() throws Exception { local.set(new page()); local.remove();",
                "Thread thread = new Thread(() -> { }); thread.start(); thread.join(); }");
        old.goesUnnoticed();
        assertTrue(versions.reports().isEmpty());
    }
}
