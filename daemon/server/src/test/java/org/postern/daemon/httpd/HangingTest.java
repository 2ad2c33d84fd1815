package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Gate;
import org.postern.daemon.kit.TestSite;

/** Modules that hang as they are loaded, or at their end: what goes on meanwhile, and how it is got out of. */
@Timeout(120)
class HangingTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    private static final ExecutorService CLIENTS = Executors.newCachedThreadPool();

    private static String says(String text) {
        return "static void handler(Request req) throws Exception { req.write(\"" + text + "\"); }";
    }

    private static Future<Answer> asked(String target) {
        return CLIENTS.submit(() -> SITE.get(target));
    }

    @Test
    void P43_loadThatHangs_holdsUpNeitherModulesThatAreLoaded_norOtherLoads() throws Exception {
        try (Gate gate = new Gate()) {
            SITE.module("slow", "static { " + gate.here() + " }", says("slow"));
            SITE.module("loaded", says("loaded"));
            SITE.module("other", says("other"));
            assertEquals("loaded", SITE.get("/loaded/").body());
            Future<Answer> slow = asked("/slow/");
            gate.awaitArrival();
            for (int i = 0; i < 100; i++) {
                assertEquals("loaded", SITE.get("/loaded/").body());
            }
            assertEquals("other", SITE.get("/other/").body());
            SITE.module("loaded", says("edited"));
            SITE.awaitBody("/loaded/", "edited");
            gate.open();
            assertEquals("slow", slow.get(30, TimeUnit.SECONDS).body());
        }
    }

    @Test
    void firstLoadThatHangs_isOvertaken_byANewerText() throws Exception {
        try (Gate gate = new Gate()) {
            SITE.module("mended", "static { " + gate.here() + " }", says("hanging"));
            Future<Answer> first = asked("/mended/");
            gate.awaitArrival();
            Future<Answer> second = asked("/mended/");
            SITE.module("mended", says("mended"));
            assertEquals("mended", second.get(30, TimeUnit.SECONDS).body());
            assertEquals("mended", SITE.get("/mended/").body());
            gate.open();
            assertEquals(
                    "mended", first.get(30, TimeUnit.SECONDS).body(), "what it began with is not on disk any more");
            assertEquals("mended", SITE.get("/mended/").body());
        }
    }

    @Test
    @Tag("long")
    void P43_reloadThatHangs_isOvertaken_byANewerText_andByEditsOfOthers() throws Exception {
        try (Gate gate = new Gate()) {
            SITE.module("hung", says("1"));
            SITE.module("beside", says("1"));
            SITE.awaitBody("/hung/", "1");
            SITE.awaitBody("/beside/", "1");
            SITE.module("hung", "static { " + gate.here() + " }", says("2"));
            gate.awaitArrival();
            SITE.module("beside", says("2"));
            SITE.awaitBody("/beside/", "2");
            assertEquals("1", SITE.get("/hung/").body());
            SITE.module("hung", says("3"));
            SITE.awaitBody("/hung/", "3");
        }
    }

    @Test
    @Tag("long")
    void requestThatWaitsForHalfAMinute_getsA503() throws Exception {
        try (Gate gate = new Gate()) {
            SITE.module("waiting", "static { " + gate.here() + " }", says("there"));
            SITE.module("importing", "static void handler(Request req) { importModule(\"waiting/waiting\"); }");
            SITE.handled("importing", "Use JavaRoot " + SITE.root(), "Use JavaHandler importing/importing");
            Future<Answer> first = asked("/waiting/");
            gate.awaitArrival();
            Future<Answer> second = asked("/waiting/");
            Future<Answer> third = asked("/importing/");
            assertEquals(503, second.get(60, TimeUnit.SECONDS).status());
            assertEquals(503, third.get(60, TimeUnit.SECONDS).status());
            SITE.log().await("PN0414 " + SITE.root() + "/waiting/waiting.java");
            gate.open();
            assertEquals("there", first.get(30, TimeUnit.SECONDS).body());
            assertEquals("there", SITE.get("/waiting/").body());
        }
    }

    @Test
    @Tag("long")
    void onRetireThatHangs_doesNotKeepTheDaemonFromStopping() throws Exception {
        try (Gate gate = new Gate()) {
            SITE.module("ending", "static void onRetire() { " + gate.here() + " }", says("1"));
            SITE.awaitBody("/ending/", "1");
            SITE.stopDaemon();
            gate.awaitArrival();
            SITE.log().await("PN0416 onRetire");
            SITE.startDaemon();
            SITE.awaitBody("/ending/", "1");
        }
    }
}
