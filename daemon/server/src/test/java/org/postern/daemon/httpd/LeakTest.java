package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.importer.Importer;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.TestSite;

/** Old versions that stay in memory are told of, with what holds them. */
@Timeout(90)
class LeakTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    private static String source(String version) {
        return """
                import org.postern.api.*;
                public class leaky {
                    static final Thread OWN = new Thread(leaky::run, "own thread");
                    static { OWN.setDaemon(true); OWN.start(); }
                    static void run() {
                        try { Thread.sleep(600_000); } catch (InterruptedException e) { Thread.currentThread().interrupt(); }
                    }
                    static void handler(Request req) throws Exception { req.write("%s"); }
                }
                """.formatted(version);
    }

    @Test
    void P56_threadOfItsOwn_thatRunsOn_isNamedWithItsModule() throws Exception {
        SITE.handled("leaky", "Use JavaHandler leaky/leaky");
        SITE.file("leaky/leaky.java", source("one"));
        assertEquals("one", SITE.get("/leaky/").body());
        SITE.file("leaky/leaky.java", source("two"));
        SITE.awaitBody("/leaky/", "two");
        SITE.handler("clean", "req.write(\"clean\"); return OK;", "Use JavaInterpreter clean");
        assertEquals("clean", SITE.get("/clean/").body());
        Eventually.holds(
                "the old version has ended", () -> importer("localhost").oldVersions() == 0);
        assertEquals(List.of(), importer("localhost").leaks(), "it may yet go from memory");
        String line = SITE.log().await("PN0413");
        assertTrue(line.contains("leaky.java") && line.contains("own thread"), line);
        assertEquals(1, importer("localhost").leaks().size());
        assertEquals(List.of(), importer("clean").leaks());
    }

    private static Importer importer(String interpreter) {
        return SITE.daemon().importers().get(interpreter);
    }
}
