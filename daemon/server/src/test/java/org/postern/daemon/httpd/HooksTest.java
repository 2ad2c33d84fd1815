package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.Gate;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.Sources;
import org.postern.daemon.kit.TestSite;

/** When {@code handOver} and {@code onRetire} are called, how often, and in which order. */
@Timeout(120)
class HooksTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    private static String says(String text) {
        return "static void handler(Request req) throws Exception { req.write(\"" + text + "\"); }";
    }

    /** Members that log everything that happens to a version. */
    private static String telling(String name) {
        return """
                static { logError("told: NAME is initialised"); }
                static void handOver(ModuleState next) { logError("told: NAME hands over"); }
                static void onRetire() { logError("told: NAME retires"); }
                """.replace("NAME", name);
    }

    private static List<String> told(String about) {
        return SITE.logged("told: ").stream()
                .map(line -> line.substring(line.indexOf("told: ") + 6))
                .filter(line -> line.startsWith(about))
                .toList();
    }

    private static void awaitTold(String line) throws InterruptedException {
        SITE.log().await("told: " + line);
    }

    // --- order

    @Test
    void editOfWhatOthersUse_handsOverUsersFirst_andInitialisesThemLast() throws Exception {
        SITE.file("order/Base.java", Sources.module("Base", telling("order Base"), "public static void touch() {}"));
        SITE.file(
                "order/Helper.java",
                Sources.module("Helper", telling("order Helper"), "public static void touch() { Base.touch(); }"));
        SITE.module("order", telling("order page"), "static void handler(Request req) { Helper.touch(); }");
        assertEquals(200, SITE.get("/order/").status());
        SITE.file(
                "order/Base.java",
                Sources.module("Base", telling("order Base"), "public static void touch() {} // edited"));
        awaitTold("order Base retires");
        assertEquals(
                List.of(
                        "order Base is initialised",
                        "order Helper is initialised",
                        "order page is initialised",
                        "order page hands over",
                        "order Helper hands over",
                        "order Base hands over",
                        "order Base is initialised",
                        "order Helper is initialised",
                        "order page is initialised",
                        "order page retires",
                        "order Helper retires",
                        "order Base retires"),
                told("order"));
    }

    @Test
    void editOfWhatAnInitialiserImported_isInTheSameOrder() throws Exception {
        SITE.file("dynamic/Plugin.java", Sources.module("Plugin", telling("dynamic Plugin")));
        SITE.module(
                "dynamic",
                "static final Class<?> PLUGIN = importModule(\"Plugin\");",
                telling("dynamic page"),
                says("1"));
        assertEquals(200, SITE.get("/dynamic/").status());
        SITE.file("dynamic/Plugin.java", Sources.module("Plugin", telling("dynamic Plugin"), "// edited"));
        awaitTold("dynamic Plugin retires");
        assertEquals(
                List.of(
                        "dynamic Plugin is initialised",
                        "dynamic page is initialised",
                        "dynamic page hands over",
                        "dynamic Plugin hands over",
                        "dynamic Plugin is initialised",
                        "dynamic page is initialised",
                        "dynamic page retires",
                        "dynamic Plugin retires"),
                told("dynamic"));
    }

    // --- how often

    @Test
    void reloadThatFails_callsNothingTwice_andEndsNothing() throws Exception {
        SITE.module("failing", telling("failing 1"), says("1"));
        SITE.awaitBody("/failing/", "1");
        SITE.module("failing", telling("failing 2"), says("2"), "static int x = 1 / 0;");
        SITE.log().await("PN0410 PN0405 " + SITE.root() + "/failing/failing.java");
        for (int i = 0; i < 5; i++) {
            assertEquals("1", SITE.get("/failing/").body());
        }
        SITE.module("bystander", says("1"));
        SITE.awaitBody("/bystander/", "1");
        SITE.module("bystander", says("2"));
        SITE.awaitBody("/bystander/", "2");
        assertEquals(
                List.of("failing 1 is initialised", "failing 1 hands over", "failing 2 is initialised"),
                told("failing"));
        SITE.module("failing", telling("failing 3"), says("3"));
        awaitTold("failing 1 retires");
        assertEquals(
                List.of("failing 1 hands over", "failing 3 is initialised", "failing 1 retires"),
                told("failing").subList(3, 6));
    }

    @Test
    void onRetire_comesOnce_afterTheLastRequest() throws Exception {
        try (Gate gate = new Gate();
                Http old = new Http(SITE.port())) {
            SITE.module(
                    "held",
                    telling("held 1"),
                    "static void handler(Request req) throws Exception { if (req.args() != null) { " + gate.here()
                            + " logError(\"told: held 1 answers\"); } req.write(\"1\"); }");
            old.write("GET", "/held/?stop", new byte[0]);
            gate.awaitArrival();
            SITE.module("held", telling("held 2"), says("2"));
            SITE.awaitBody("/held/", "2");
            SITE.module("later", telling("later 1"), says("1"));
            SITE.awaitBody("/later/", "1");
            SITE.module("later", telling("later 2"), says("2"));
            awaitTold("later 1 retires");
            assertEquals(List.of(), told("held 1 retires"), "a request is at work in it");
            gate.open();
            assertEquals("1", old.read(false).body());
            awaitTold("held 1 retires");
            assertEquals(
                    List.of("held 1 is initialised", "held 1 hands over", "held 1 answers", "held 1 retires"),
                    told("held 1"));
        }
    }

    @Test
    void requestThatBeganBefore_withoutUsingTheModule_delaysItsEnd_too() throws Exception {
        try (Gate gate = new Gate();
                Http old = new Http(SITE.port())) {
            SITE.module(
                    "late",
                    telling("late 1"),
                    "public static void touch() { logError(\"told: late 1 is used\"); }",
                    says("1"));
            SITE.awaitBody("/late/", "1");
            SITE.handled("caller", "Use JavaRoot " + SITE.root(), "Use JavaHandler caller/caller");
            SITE.module(
                    "caller",
                    "static void handler(Request req) throws Exception { " + gate.here()
                            + " importModule(\"late/late\").getDeclaredMethod(\"touch\").invoke(null); }");
            old.write("GET", "/caller/", new byte[0]);
            gate.awaitArrival();
            SITE.module("late", telling("late 2"), says("2"));
            SITE.awaitBody("/late/", "2");
            gate.open();
            assertEquals(200, old.read(false).status());
            awaitTold("late 1 retires");
            assertEquals(
                    List.of("late 1 is initialised", "late 1 hands over", "late 1 is used", "late 1 retires"),
                    told("late 1"));
        }
    }

    // --- hooks that go wrong

    @Test
    void onRetireThatThrows_isLogged_andHoldsUpNobody() throws Exception {
        SITE.file(
                "wrong/Helper.java",
                Sources.module("Helper", telling("wrong Helper"), "public static void touch() {}"));
        SITE.module(
                "wrong",
                "static final ExecutorService THREADS = keepInSight(executor(\"wrong\", 1));",
                "static ExecutorService keepInSight(ExecutorService threads) { System.getProperties().putIfAbsent(\"wrong\", threads); return threads; }",
                "static void onRetire() { throw new IllegalStateException(\"onRetire on purpose\"); }",
                "static void handler(Request req) { Helper.touch(); }");
        assertEquals(200, SITE.get("/wrong/").status());
        SITE.file("wrong/Helper.java", Sources.module("Helper", "public static void touch() {}"));
        awaitTold("wrong Helper retires");
        String trace = SITE.log().traces("onRetire on purpose").get(0);
        assertTrue(trace.startsWith("PN0416 " + SITE.root() + "/wrong/wrong.java: onRetire"), trace);
        assertTrue(trace.contains("wrong.onRetire(wrong.java:"), trace);
        Object threads = System.getProperties().remove("wrong");
        Eventually.holds("its threads end", () -> ((java.util.concurrent.ExecutorService) threads).isShutdown());
    }

    @Test
    void handOver_takesNothingAfterItsReturn_andNoNull() throws Exception {
        SITE.module("strict", """
                static volatile ModuleState late;
                static String first = "";
                static void handOver(ModuleState next) {
                    late = next;
                    try { next.put("null", null); } catch (IllegalArgumentException e) { first = e.getMessage(); }
                }
                static void onRetire() {
                    try { late.put("late", 1); } catch (IllegalStateException e) { logError(first + "; " + e.getMessage()); }
                }
                """, says("1"));
        SITE.awaitBody("/strict/", "1");
        SITE.module("strict", says("2"));
        SITE.log()
                .await(
                        "handOver: put(\"null\"): null (expected: an object);"
                                + " handOver: put(\"late\"): handOver has returned, or took too long (expected: a call while it runs)");
    }

    @Test
    void methodsOfOtherShapes_areNoHooks() throws Exception {
        SITE.module(
                "shapes",
                "void handOver(ModuleState next) { logError(\"told: shapes an instance's\"); }",
                "static int onRetire() { logError(\"told: shapes with a result\"); return 1; }",
                "static void onRetire(int n) { logError(\"told: shapes with a parameter\"); }",
                says("1"));
        SITE.awaitBody("/shapes/", "1");
        SITE.module("shapes", telling("shapes 2"), says("2"));
        SITE.awaitBody("/shapes/", "2");
        SITE.module("shapes", says("3"));
        awaitTold("shapes 2 retires");
        assertEquals(List.of("shapes 2 is initialised", "shapes 2 hands over", "shapes 2 retires"), told("shapes"));
    }

    @Test
    void handOverThatTakesLong_holdsUpNoRequest() throws IOException {
        try (Gate gate = new Gate()) {
            SITE.module("slow", "static void handOver(ModuleState next) { " + gate.here() + " }", says("1"));
            SITE.awaitBody("/slow/", "1");
            SITE.module("slow", says("2"));
            gate.awaitArrival();
            assertEquals("1", SITE.get("/slow/").body());
            gate.open();
            SITE.awaitBody("/slow/", "2");
        }
    }
}
