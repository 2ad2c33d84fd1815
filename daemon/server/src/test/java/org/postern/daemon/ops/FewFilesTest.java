package org.postern.daemon.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.Sources;

/** A daemon in a process of its own that may open no more files, as a handler has taken them all. */
@Timeout(120)
class FewFilesTest {

    private static final String EATER = Sources.module("eat", """
            static final Map<String, Object> HELD = Apache.keep("held", ConcurrentHashMap::new);

            public static int handler(Request req) throws Exception {
                if ("free".equals(req.args())) {
                    for (Object each : HELD.values()) ((java.io.Closeable) each).close();
                    HELD.clear();
                    req.write("free");
                    return OK;
                }
                while (true) {
                    HELD.put("" + HELD.size(), new java.io.FileInputStream("/dev/null"));
                }
            }
            """);

    private static String page(String text) {
        return Sources.handler("page", "req.write(\"" + text + "\"); return OK;");
    }

    @Test
    void editsComeWhenThereAreFilesAgain_andWhatRanGoesOn() throws Exception {
        try (DaemonProcess site = new DaemonProcess().limitedBy("prlimit", "--nofile=200:200")) {
            site.handler("eat", "return OK;");
            site.source("eat", EATER);
            site.handler("page", "req.write(\"one\"); return OK;");
            site.handler("wrong", "throw new IllegalStateException(\"on purpose\");");
            site.start();
            assertEquals(500, site.get("/wrong/").status()); // from a folder, unlike a jar, each class is opened
            assertEquals("one", site.get("/page/").body());
            assertEquals(500, site.get("/eat/").status());
            assertEquals(1, site.logged("PN0212").size(), site.out());
            assertEquals("one", site.get("/page/").body());
            site.source("page", page("two"));
            Eventually.holds("the reload that fails is told of", () -> !site.logged("PN0410").isEmpty());
            assertTrue(site.logged("PN0410").get(0).contains("Too many open files"), site.out());
            assertEquals("one", site.get("/page/").body());
            site.handler("other", "req.write(\"other\"); return OK;");
            assertEquals(500, site.get("/other/").status());
            assertEquals("free", site.get("/eat/?free").body());
            site.awaitBody("/page/", "two");
            site.awaitBody("/other/", "other");
        }
    }
}
