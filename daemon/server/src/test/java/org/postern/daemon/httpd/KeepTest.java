package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
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
                SITE.log().await("PN0405").contains("class failing$1 belongs to a module"),
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
}
