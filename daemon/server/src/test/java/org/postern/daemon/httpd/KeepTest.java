package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.TestSite;

/** What modules keep over their edits. */
class KeepTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    private static void module(String name, String members) throws IOException {
        SITE.handled(name, "Use JavaHandler " + name + "/" + name);
        SITE.file(name + "/" + name + ".java", """
                import static org.postern.api.Apache.*;
                import java.util.*;
                import java.util.concurrent.atomic.*;
                import org.postern.api.*;

                public class %s {
                %s
                }
                """.formatted(name, members));
    }

    private static String counter(String text) {
        return """
                static final AtomicLong HITS = Apache.keep("hits", AtomicLong::new);
                static void handler(Request req) throws Exception { req.write("%s" + HITS.incrementAndGet()); }
                """.formatted(text);
    }

    @Test
    void counter_survivesEdits_broken_andMended() throws Exception {
        module("counter", counter("one "));
        assertEquals("one 1", SITE.get("/counter/").body());
        assertEquals("one 2", SITE.get("/counter/").body());
        module("counter", counter("two ").replace("HITS.inc", "HITS.nosuch"));
        SITE.log().await("PN0410");
        assertEquals("one 3", SITE.get("/counter/").body());
        module("counter", counter("three "));
        String line = SITE.log().await("reloaded " + SITE.root() + "/counter/counter.java");
        assertTrue(line.contains("counter.java"), line);
        assertEquals("three 4", SITE.get("/counter/").body());
    }

    @Test
    void whatAFailedVersionMade_isClosed_andNotKept() throws Exception {
        module("failing", """
                static final Object POOL = Apache.keep("pool", () -> new java.io.StringReader("x") {
                    @Override public void close() { logError("closed"); }
                });
                static void handler(Request req) {}
                """);
        assertEquals(500, SITE.get("/failing/").status(), "an anonymous class is the module's own");
        assertTrue(
                SITE.log().await("failing.java: static initialiser").contains("class failing$1 belongs to a module"),
                SITE.log().lines().toString());
        module("failing", """
                static final java.util.concurrent.ScheduledThreadPoolExecutor POOL =
                        Apache.keep("pool", () -> new java.util.concurrent.ScheduledThreadPoolExecutor(1));
                static final AtomicReference<Object> OUT = Apache.keep("out", () -> new AtomicReference<>("first"));
                static { if (true) throw new IllegalStateException("initialiser on purpose"); }
                static void handler(Request req) {}
                """);
        SITE.log().await("initialiser on purpose");
        module("failing", """
                static final AtomicReference<Object> OUT = Apache.keep("out", () -> new AtomicReference<>("second"));
                static void handler(Request req) throws Exception { req.write("" + OUT.get()); }
                """);
        SITE.awaitBody("/failing/", "second");
    }

    @Test
    void valuesOfTheModulesOwnClasses_areRefused_inMapsAndArraysToo() throws Exception {
        module("own", """
                record Row(int n) {}
                static void handler(Request req) throws Exception {
                    for (Object value : List.of(new Row(1), List.of(new Row(2)), Map.of("k", new Object[] {new Row(3)}))) {
                        try {
                            Apache.keep("row" + value.hashCode(), () -> value);
                            req.write("kept");
                        } catch (IllegalArgumentException e) {
                            req.write(e.getMessage().contains("class own$Row belongs to a module") ? "refused " : e.getMessage());
                        }
                    }
                    req.write(Apache.keep("fine", () -> new ArrayList<>(List.of("list"))).get(0));
                }
                """);
        assertEquals("refused refused refused list", SITE.get("/own/").body());
    }

    @Test
    void twoModules_keepApartUnderOneName() throws Exception {
        module("left", counter("left "));
        module("right", counter("right "));
        assertEquals("left 1", SITE.get("/left/").body());
        assertEquals("right 1", SITE.get("/right/").body());
        assertEquals("left 2", SITE.get("/left/").body());
    }

    @Test
    void anotherType_thanWasKept_failsTheReload_andNamesBoth() throws Exception {
        module("typed", """
                static final List<String> ALL = Apache.keep("all", ArrayList::new);
                static void handler(Request req) throws Exception { req.write("list " + ALL.size()); }
                """);
        assertEquals("list 0", SITE.get("/typed/").body());
        module("typed", """
                static final Map<String, String> ALL = Apache.keep("all", HashMap::new);
                static void handler(Request req) throws Exception { req.write("map " + ALL.size()); }
                """);
        String line = SITE.log().await("PN0410 PN0405 " + SITE.root() + "/typed/typed.java");
        assertTrue(line.contains("class java.util.ArrayList cannot be cast to class java.util.Map"), line);
        assertTrue(
                line.contains("keep(\"all\") holds a java.util.ArrayList since earlier"
                        + " (expected: the type that it has now, or another name)"),
                line);
        assertEquals("list 0", SITE.get("/typed/").body());
        module("typed", """
                static final Map<String, String> ALL = Apache.keep("all by name", HashMap::new);
                static void handler(Request req) throws Exception { req.write("map " + ALL.size()); }
                """);
        SITE.awaitBody("/typed/", "map 0");
    }

    @Test
    void whatIsKept_andHandedOver_survivesTheSwitchOfALink() throws Exception {
        for (String release : List.of("one", "two")) {
            SITE.file("releases/" + release + "/page.java", """
                    import java.util.concurrent.atomic.*;
                    import org.postern.api.*;

                    public class page {
                        static final AtomicLong HITS = Apache.keep("hits", AtomicLong::new);
                        static final Object HANDED = Apache.keep("handed", () -> "nothing");
                        static void handOver(ModuleState next) { next.put("handed", "by %1$s"); }
                        static void handler(Request req) throws Exception {
                            req.write("%1$s " + HITS.incrementAndGet() + " " + HANDED);
                        }
                    }
                    """.formatted(release));
        }
        Path link = SITE.root().resolve("releases/current");
        Files.createSymbolicLink(link, Path.of("one"));
        SITE.handled("switched", "Use JavaRoot " + link, "Use JavaHandler page");
        assertEquals("one 1 nothing", SITE.get("/switched/").body());
        Path fresh = SITE.root().resolve("releases/fresh");
        Files.createSymbolicLink(fresh, Path.of("two"));
        Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE);
        Eventually.holds("the switch", () -> SITE.get("/switched/").body().matches("two \\d+ by one"));
        assertTrue(Integer.parseInt(SITE.get("/switched/").body().split(" ")[1]) >= 3, "the counter goes on");
    }

    @Test
    void versionThatHasEnded_findsWhatItKept_butOneThatCameToNothingMakesNothing() throws Exception {
        module("late", """
                static final AtomicLong HITS = Apache.keep("hits", AtomicLong::new);
                static void onRetire() { logError("late: " + Apache.keep("hits", () -> new AtomicLong(99)).incrementAndGet()); }
                static void handler(Request req) throws Exception { req.write("" + HITS.incrementAndGet()); }
                """);
        assertEquals("1", SITE.get("/late/").body());
        module("late", """
                static class Later extends Thread {
                    public void run() {
                        while (true) {
                            try {
                                Apache.keep("nothing", Object::new);
                            } catch (IllegalStateException e) {
                                logError("later: " + e.getMessage());
                                return;
                            }
                        }
                    }
                }
                static {
                    new Later().start();
                    if (true) throw new IllegalStateException("late on purpose");
                }
                static void handler(Request req) {}
                """);
        SITE.log().await("later: keep(\"nothing\"): the version that asks for it came to nothing");
        module("late", counter("last "));
        SITE.log().await("late: 2");
        SITE.awaitBody("/late/", "last 3");
    }
}
