package org.postern.daemon.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.Sources;

/** A daemon in a process of its own that may open no more files, as a handler has taken them all. */
@Timeout(120)
class FewFilesTest {

    /** Opens files until there are no more, and closes them when it sees a file: to look costs none, unlike a request. */
    private static final String EATER = Sources.module("eat", """
            static final ExecutorService WORK = Apache.executor("eat", 1);

            public static int handler(Request req) throws Exception {
                List<java.io.Closeable> held = new ArrayList<>();
                java.io.File end = new java.io.File(req.args());
                WORK.execute(() -> {
                    while (!end.exists()) {
                        LockSupport.parkNanos(1_000_000);
                    }
                    for (java.io.Closeable each : held) {
                        try {
                            each.close();
                        } catch (java.io.IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    }
                });
                while (true) {
                    held.add(new java.io.FileInputStream("/dev/null"));
                }
            }
            """);

    private static String page(String text) {
        return Sources.handler("page", "req.write(\"" + text + "\"); return OK;");
    }

    @Test
    void editsComeWhenThereAreFilesAgain_withoutAnotherEdit() throws Exception {
        try (DaemonProcess site = new DaemonProcess().limitedBy("prlimit", "--nofile=200:200")) {
            site.handler("eat", "return OK;");
            site.source("eat", EATER);
            site.handler("page", "req.write(\"one\"); return OK;");
            site.start();
            Path end = site.folder().resolve("end");
            assertEquals("one", site.get("/page/").body());
            assertEquals(500, site.get("/eat/?" + end).status());
            assertEquals(1, site.logged("PN0212").size(), site.out());
            site.source("page", page("two"));
            Eventually.holds(
                    "the reload that fails is told of",
                    () -> !site.logged("PN0410").isEmpty());
            assertTrue(site.logged("PN0410").get(0).contains("Too many open files"), site.out());
            site.handler("other", "req.write(\"other\"); return OK;");
            assertTrue(site.get("/other/").status() >= 500); // as its source, or httpd's connection, cannot be opened
            Files.createFile(end);
            site.awaitBody("/page/", "two");
            site.awaitBody("/other/", "other");
        }
    }
}
