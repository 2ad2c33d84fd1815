package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.Gate;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.Sources;
import org.postern.daemon.kit.TestSite;

/** What of a module's state lives on in its next version, and what ends. */
@Timeout(120)
class StateTest {

    private static final int CLIENTS = 16;
    private static final int EDITS = 10;

    @RegisterExtension
    static final TestSite SITE = new TestSite().setting("drain", "2s");

    private static String says(String expression) {
        return "static void handler(Request req) throws Exception { req.write(\"\" + (" + expression + ")); }";
    }

    private static void await(String name, String body) {
        SITE.awaitBody("/" + name + "/", body);
    }

    private static String ask(String name) throws IOException {
        return SITE.get("/" + name + "/").body();
    }

    // --- a lock and what it guards

    private static void counting(int version) throws IOException {
        SITE.module("counting", """
                static final ReentrantLock LOCK = keep("lock", ReentrantLock::new);
                static final Map<String, Integer> DATA = keep("data", HashMap::new);
                static final Map<String, Integer> CACHE = new HashMap<>();

                static void handOver(ModuleState next) {
                    LOCK.lock();
                    try {
                        DATA.merge("reloads", 1, Integer::sum);
                        next.put("lock", LOCK);
                        next.put("data", DATA);
                    } finally {
                        LOCK.unlock();
                    }
                }

                static void handler(Request req) throws Exception {
                    LOCK.lock();
                    try {
                        int hits = DATA.merge("hits", 1, Integer::sum);
                        int cached = CACHE.merge("hits", 1, Integer::sum);
                        req.write(VERSION + " " + hits + " " + DATA.getOrDefault("reloads", 0) + " " + cached);
                    } finally {
                        LOCK.unlock();
                    }
                }
                """, "static final int VERSION = " + version + ";");
    }

    @Test
    void S1_countersAndLock_overTenEditsUnderLoad_loseNothing() throws Exception {
        counting(0);
        ask("counting");
        Queue<String> answers = new ConcurrentLinkedQueue<>();
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            running.add(clients.submit(() -> {
                while (!over.get()) {
                    answers.add(ask("counting"));
                }
                return null;
            }));
        }
        for (int edit = 1; edit <= EDITS; edit++) {
            String edited = edit + " ";
            counting(edit);
            Eventually.holds("edit " + edit, () -> answers.stream().anyMatch(answer -> answer.startsWith(edited)));
        }
        over.set(true);
        for (Future<?> client : running) {
            client.get(30, TimeUnit.SECONDS);
        }
        clients.shutdown();
        Set<Integer> hits = new TreeSet<>();
        Set<Integer> freshCaches = new TreeSet<>();
        for (String answer : answers) {
            String[] parts = answer.split(" ", -1);
            assertTrue(hits.add(Integer.parseInt(parts[1])), "counted twice: " + answer);
            if (parts[3].equals("1")) {
                freshCaches.add(Integer.parseInt(parts[0]));
            }
        }
        assertEquals(answers.size() + 2, Integer.parseInt(ask("counting").split(" ", -1)[1]), "every hit counts");
        assertEquals("" + EDITS, ask("counting").split(" ", -1)[2], "one hand-over for each edit");
        assertEquals(EDITS, freshCaches.size(), "each version begins with an empty cache: " + freshCaches);
    }

    @Test
    void S2_requestOfTheOldVersion_inTheMiddle_countsTogetherWithTheNewOne() throws Exception {
        try (Gate gate = new Gate();
                Http old = new Http(SITE.port())) {
            SITE.module("together", """
                    static final AtomicInteger HITS = keep("hits", AtomicInteger::new);
                    static void handOver(ModuleState next) { next.put("handed", HITS); }
                    static void handler(Request req) throws Exception {
                        if (req.args() != null) { %s }
                        req.write("old " + HITS.incrementAndGet());
                    }
                    """.formatted(gate.here()));
            old.write("GET", "/together/?stop", new byte[0]);
            gate.awaitArrival();
            SITE.module(
                    "together",
                    "static final AtomicInteger HITS = keep(\"handed\", AtomicInteger::new);",
                    says("\"new \" + HITS.incrementAndGet()"));
            Eventually.holds("the new version", () -> ask("together").startsWith("new "));
            int before = Integer.parseInt(ask("together").substring(4));
            gate.open();
            assertEquals("old " + (before + 1), old.read(false).body());
            assertEquals("new " + (before + 2), ask("together"));
        }
    }

    // --- hand-overs that fail

    @Test
    void S3_handOverThatThrows_handsNothingOver_andTheReloadGoesOn() throws Exception {
        SITE.module("throwing", """
                static final AtomicInteger KEPT = keep("kept", () -> new AtomicInteger(5));
                static void handOver(ModuleState next) {
                    next.put("handed", new AtomicInteger(7));
                    next.put("kept", new AtomicInteger(8));
                    throw new IllegalStateException("handOver on purpose");
                }
                static void onRetire() { logError("throwing retires"); }
                """, says("1"));
        await("throwing", "1");
        SITE.module(
                "throwing",
                "static final AtomicInteger KEPT = keep(\"kept\", AtomicInteger::new);",
                "static final AtomicInteger HANDED = keep(\"handed\", AtomicInteger::new);",
                says("\"2 \" + KEPT + HANDED"));
        await("throwing", "2 50");
        SITE.log().await("throwing retires");
        List<String> traces = SITE.log().traces("handOver on purpose");
        assertEquals(1, traces.size());
        assertTrue(traces.get(0).startsWith("PN0416 " + SITE.root() + "/throwing/throwing.java: handOver"));
        assertTrue(traces.get(0).contains("throwing.handOver(throwing.java:"), traces.get(0));
        assertEquals(1, SITE.logged("throwing retires").size());
    }

    @Test
    void S4_newVersionThatCannotTakeOver_leavesTheOldOneAsItWas_andTheMendedOneTakesOver() throws Exception {
        String old = """
                static final Map<String, Integer> DATA = keep("data", ConcurrentHashMap::new);
                static { DATA.put("hits", 41); }
                static void handOver(ModuleState next) { next.put("handed", new ConcurrentHashMap<>(DATA)); }
                """;
        SITE.module("taking", old, says("\"1 \" + DATA + keep(\"handed\", () -> \"nothing\")"));
        assertEquals("1 {hits=41}nothing", ask("taking"));
        SITE.module("taking", """
                static final Map<String, Integer> DATA = keep("handed", ConcurrentHashMap::new);
                static {
                    DATA.put("hits", DATA.get("hits") + 1);
                    if (DATA.size() == 1) throw new IllegalStateException("cannot take over");
                }
                """, says("\"2 \" + DATA"));
        SITE.log().await("cannot take over");
        assertEquals("1 {hits=41}nothing", ask("taking"));
        SITE.module(
                "taking",
                "static final Map<String, Integer> DATA = keep(\"handed\", ConcurrentHashMap::new);",
                says("\"3 \" + DATA"));
        await("taking", "3 {hits=41}");
    }

    @Test
    void S5_compileErrorBetweenTwoVersions_isNoHandOver() throws Exception {
        String members = """
                static final AtomicInteger HANDED = keep("handed", AtomicInteger::new);
                static void handOver(ModuleState next) { logError("broken hands over"); next.put("handed", HANDED); }
                """;
        SITE.module("broken", members, says("\"1 \" + HANDED.incrementAndGet()"));
        assertEquals("1 1", ask("broken"));
        SITE.module("broken", members, "int nonsense");
        SITE.log().await("PN0410");
        assertEquals("1 2", ask("broken"));
        assertEquals(List.of(), SITE.logged("broken hands over"));
        SITE.module("broken", members, says("\"3 \" + HANDED.incrementAndGet()"));
        Eventually.holds("the third text", () -> ask("broken").startsWith("3 "));
        assertEquals(1, SITE.logged("broken hands over").size());
    }

    @Test
    void S6_valueOfAModulesClass_isRefused_byNameAndClass() throws Exception {
        SITE.module("refusing", """
                record Row(int n) {}
                static void handOver(ModuleState next) {
                    next.put("fine", List.of(1));
                    next.put("rows", Map.of("all", List.of(new Row(1))));
                }
                """, says("1"));
        await("refusing", "1");
        SITE.module("refusing", says("\"2 \" + keep(\"fine\", () -> \"nothing\") + keep(\"rows\", () -> \"nothing\")"));
        await("refusing", "2 nothingnothing");
        String line = SITE.log().await("refusing/refusing.java: handOver");
        assertTrue(line.contains("put(\"rows\"): class refusing$Row belongs to a module"), line);
    }

    // --- formats

    /** A module that keeps a total, in the format of its time. */
    private static void format(String version, String conversion) throws IOException {
        SITE.module("format", """
                static final Map<String, Object> STATE = state(keep("state", () -> new ConcurrentHashMap<>()));

                static void handOver(ModuleState next) { next.put("state", STATE); }
                """, conversion, says("\"" + version + " \" + new TreeMap<>(STATE)"));
    }

    @Test
    void S7_P67_stateOfAnEarlierFormat_isConverted_thatOfALaterOneDeclined() throws Exception {
        format("one", """
                static Map<String, Object> state(Map<String, Object> last) {
                    last.putIfAbsent("format", 1);
                    last.putIfAbsent("cents", 150);
                    return last;
                }
                """);
        assertEquals("one {cents=150, format=1}", ask("format"));
        format("three", """
                static Map<String, Object> state(Map<String, Object> last) {
                    Map<String, Object> state = new ConcurrentHashMap<>(Map.of("format", 3, "total", "0.00"));
                    switch ((Integer) last.getOrDefault("format", 0)) {
                        case 1 -> state.put("total", String.format(Locale.ROOT, "%.2f", (Integer) last.get("cents") / 100.0));
                        case 3 -> { return last; }
                        default -> logError("state of format " + last.get("format") + " is unknown; it begins anew");
                    }
                    return state;
                }
                """);
        await("format", "three {format=3, total=1.50}");
        format("two", """
                static Map<String, Object> state(Map<String, Object> last) {
                    if (last.get("format").equals(2)) return last;
                    logError("format two does not know format " + last.get("format"));
                    return new ConcurrentHashMap<>(Map.of("format", 2));
                }
                """);
        await("format", "two {format=2}");
        assertEquals(1, SITE.logged("format two does not know format 3").size());
    }

    // --- tasks

    @Test
    void S8_timerHandedOver_goesOn_once() throws Exception {
        SITE.module("handed", """
                static final AtomicInteger TICKS = keep("ticks", AtomicInteger::new);
                static final ScheduledExecutorService TIMER = timer("ticker");
                static { TIMER.scheduleAtFixedRate(TICKS::incrementAndGet, 0, 5, TimeUnit.MILLISECONDS); }
                static void onRetire() { logError("handed retires"); }
                static void handOver(ModuleState next) { next.put("timer", TIMER); }
                """, says("\"1 \" + (TICKS.get() > 3)"));
        await("handed", "1 true");
        SITE.module("handed", """
                static final AtomicInteger TICKS = keep("ticks", AtomicInteger::new);
                static final ScheduledExecutorService TIMER = keep("timer", () -> Apache.timer("another"));
                """, says("\"2 \" + ((ThreadPoolExecutor) TIMER).getQueue().size() + \" \" + TICKS"));
        SITE.log().await("handed retires");
        int before = Integer.parseInt(ask("handed").split(" ")[2]);
        Eventually.holds("the task of the first version goes on", () -> {
            String[] answer = ask("handed").split(" ");
            assertTrue(Integer.parseInt(answer[1]) <= 1, "one task, waiting or at work");
            return Integer.parseInt(answer[2]) > before + 20;
        });
    }

    @Test
    void S8_P56_timerNotHandedOver_endsWhenTheNewVersionServes() throws Exception {
        Queue<String> ticks = new ConcurrentLinkedQueue<>();
        System.getProperties().put("s8", ticks);
        try (Gate gate = new Gate();
                Http old = new Http(SITE.port())) {
            String timer = """
                    static final ScheduledExecutorService TIMER = timer("ticker");
                    @SuppressWarnings("unchecked") static void tick(String version) {
                        ((Queue<String>) System.getProperties().get("s8")).add(version);
                    }
                    """;
            SITE.module(
                    "ticking",
                    timer,
                    "static { TIMER.scheduleAtFixedRate(() -> tick(\"1\"), 0, 2, TimeUnit.MILLISECONDS); }",
                    "static void handler(Request req) throws Exception { if (req.args() != null) { " + gate.here()
                            + " } req.write(\"1\"); }");
            old.write("GET", "/ticking/?stop", new byte[0]);
            gate.awaitArrival();
            Eventually.holds("the timer runs", () -> ticks.size() > 3);
            SITE.module(
                    "ticking",
                    timer,
                    "static { TIMER.scheduleAtFixedRate(() -> tick(\"2\"), 0, 2, TimeUnit.MILLISECONDS); }",
                    says("2"));
            await("ticking", "2");
            Eventually.holds("the new timer runs alone, though the old version is at work", () -> {
                ticks.clear();
                Eventually.holds("ticks", () -> ticks.size() > 10);
                return !ticks.contains("1");
            });
            ticks.clear();
            Eventually.holds("ticks", () -> ticks.size() > 50);
            assertFalse(ticks.contains("1"));
            gate.open();
            assertEquals("1", old.read(false).body());
        } finally {
            System.getProperties().remove("s8");
        }
    }

    @Test
    void S9_loadersOfOldVersions_go() throws Exception {
        Queue<WeakReference<Class<?>>> versions = new ConcurrentLinkedQueue<>();
        System.getProperties().put("s9", versions);
        try {
            for (int version = 1; version <= 4; version++) {
                SITE.module("going", """
                        static final ReentrantLock LOCK = keep("lock", ReentrantLock::new);
                        static final Map<String, Integer> DATA = keep("data", HashMap::new);
                        static final ExecutorService THREADS = executor("threads", 2);
                        static final ScheduledExecutorService TIMER = timer("ticker");
                        static {
                            note();
                            THREADS.execute(() -> DATA.merge("tasks", 1, Integer::sum));
                            TIMER.scheduleAtFixedRate(() -> DATA.size(), 0, 1, TimeUnit.MILLISECONDS);
                        }
                        static void handOver(ModuleState next) { next.put("lock", LOCK); next.put("data", DATA); }
                        @SuppressWarnings("unchecked") static void note() {
                            ((Queue<Object>) System.getProperties().get("s9")).add(new java.lang.ref.WeakReference<>(going.class));
                        }
                        """, says("" + version));
                await("going", "" + version);
            }
            Eventually.holds("all but the last have gone", () -> {
                System.gc();
                return versions.stream().filter(each -> each.get() != null).count() == 1;
            });
            assertEquals(4, versions.size());
        } finally {
            System.getProperties().remove("s9");
        }
    }

    // --- several modules

    private static void helper(int version, boolean usable) throws IOException {
        SITE.file("pair/Helper.java", Sources.module("Helper", """
                        public static final int VERSION = %d;
                        public static final AtomicInteger POOL = keep("pool", () -> new AtomicInteger(1));
                        static { logError("Helper " + VERSION + " has " + POOL); }
                        static void handOver(ModuleState next) { next.put("pool", new AtomicInteger(POOL.get() + 100)); }
                        public static Object now() { return Apache.<Object>keep("pool", () -> "none"); }
                        public static boolean usable() { return %s; }
                        """.formatted(version, usable)));
    }

    @Test
    void S10_twoModulesMadeTogether_bothHandOver_orNeither() throws Exception {
        helper(1, true);
        SITE.module("pair", """
                static final AtomicInteger CACHE = keep("cache", () -> new AtomicInteger(2));
                static { if (!Helper.usable()) throw new IllegalStateException("page has taken over " + CACHE); }
                static void handOver(ModuleState next) { next.put("cache", new AtomicInteger(CACHE.get() + 100)); }
                static Object now() { return Apache.<Object>keep("cache", () -> "none"); }
                """, says("Helper.VERSION + \": \" + List.of(Helper.POOL, Helper.now(), CACHE, now())"));
        await("pair", "1: [1, 1, 2, 2]");
        helper(2, false);
        SITE.log().await("page has taken over 102");
        assertEquals(1, SITE.logged("Helper 2 has 101").size());
        assertEquals("1: [1, 1, 2, 2]", ask("pair"));
        helper(3, true);
        await("pair", "3: [101, 101, 102, 102]");
    }

    @Test
    void S11_deletedModule_retires_andFindsWhatItKept_whenItIsBack() throws Exception {
        String members = """
                static final AtomicInteger HITS = keep("hits", AtomicInteger::new);
                static final AtomicInteger POOL = shared("S11 pool", AtomicInteger::new);
                static final Object HANDED = keep("handed", () -> "nothing");
                static void handOver(ModuleState next) { next.put("handed", "something"); }
                static void onRetire() { logError("deleted retires"); }
                """;
        SITE.module("deleted", members, says("HITS.incrementAndGet() + \" \" + POOL.incrementAndGet() + HANDED"));
        SITE.module("staying", says("Apache.<Object>shared(\"S11 pool\", () -> \"none\")"));
        assertEquals("1 1nothing", ask("deleted"));
        Files.delete(SITE.root().resolve("deleted/deleted.java"));
        SITE.log().await("deleted retires");
        assertEquals(500, SITE.get("/deleted/").status());
        assertEquals("1", ask("staying"));
        SITE.module(
                "deleted",
                members,
                says("\"back \" + HITS.incrementAndGet() + \" \" + POOL.incrementAndGet() + HANDED"));
        await("deleted", "back 2 2nothing");
        assertEquals(1, SITE.logged("deleted retires").size());
    }

    // --- the end

    @Test
    void S12_requestThatHangs_delaysNoHandOver_andOnRetireComesWhenTheDrainTimeIsOver() throws Exception {
        try (Gate gate = new Gate();
                Http old = new Http(SITE.port())) {
            SITE.module("hanging", """
                    static final AtomicInteger HITS = keep("hits", AtomicInteger::new);
                    static void handOver(ModuleState next) { next.put("hits", HITS); }
                    static void onRetire() { logError("hanging retires"); }
                    static void handler(Request req) throws Exception {
                        if (req.args() != null) { %s }
                        req.write("1 " + HITS.incrementAndGet());
                    }
                    """.formatted(gate.here()));
            old.write("GET", "/hanging/?stop", new byte[0]);
            gate.awaitArrival();
            SITE.module("hanging", "static final AtomicInteger HITS = keep(\"hits\", AtomicInteger::new);", says("2"));
            await("hanging", "2");
            assertEquals(List.of(), SITE.logged("hanging retires"), "not before the drain time is over");
            SITE.log().await("hanging retires");
            gate.open();
            Answer late = old.read(false);
            assertTrue(late.body().startsWith("1 "), "the request goes on to its end");
            Eventually.holds(
                    "nothing is left of the old version",
                    () -> SITE.daemon().interpreters().all().stream()
                            .allMatch(each -> each.importer().oldVersions() == 0));
            assertEquals(1, SITE.logged("hanging retires").size());
        }
    }

    @Test
    void S13_stopOfTheDaemon_retiresUsersBeforeWhatTheyUse_andClosesWhatWasKept_last() throws Exception {
        String retires = "static void onRetire() { logError(\"S13 %s retires\"); }";
        SITE.file("stopping/Base.java", Sources.module("Base", retires.formatted("Base"), """
                        static final Object POOL = shared("S13 pool", () -> java.util.stream.Stream.of(1).onClose(() -> logError("S13 pool closed")));
                        public static void touch() {}
                        """));
        SITE.file(
                "stopping/Plugin.java",
                Sources.module("Plugin", retires.formatted("Plugin"), "static { Base.touch(); }"));
        SITE.file("stopping/Helper.java", Sources.module("Helper", retires.formatted("Helper"), """
                        static final Object LATE = keep("late", () -> java.util.stream.Stream.of(1).onClose(() -> logError("S13 late closed")));
                        static final Class<?> PLUGIN = importModule("Plugin");
                        public static void touch() { Base.touch(); }
                        """));
        SITE.module(
                "stopping",
                retires.formatted("page"),
                "static { Base.touch(); }",
                "static void handler(Request req) { Helper.touch(); }");
        assertEquals(200, SITE.get("/stopping/").status());
        SITE.stopDaemon();
        SITE.startDaemon();
        List<String> expected = List.of(
                "S13 page retires",
                "S13 Helper retires",
                "S13 Plugin retires",
                "S13 Base retires",
                "S13 late closed",
                "S13 pool closed");
        assertEquals(
                expected,
                SITE.logged("S13 ").stream()
                        .map(line -> line.substring(line.indexOf("S13")))
                        .toList());
    }
}
