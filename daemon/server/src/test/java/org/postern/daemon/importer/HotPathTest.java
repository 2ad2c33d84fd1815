package org.postern.daemon.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.api.Request;

/** What the importer costs a request for modules that are there. That it makes no system call is shown with a real daemon. */
@Timeout(60)
class HotPathTest {

    private static final int REQUESTS = 20_000;

    /** A request's own object, which carries the view; with its four fields, the header and padding. */
    private static final int OBJECT = 40;

    @Test
    void P21_requestForALoadedModule_allocatesNothingButItself() throws Exception {
        try (Bench bench = Bench.byHand()) {
            bench.file(
                    "page.java",
                    "import org.postern.api.*; public class page { public static int handler(Request req) { return 0; } }");
            String root = bench.path("").toString();
            requests(bench.importer(), root);
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long least = Long.MAX_VALUE;
            for (int round = 0; round < 10; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                requests(bench.importer(), root);
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }
            assertTrue(least <= (long) REQUESTS * OBJECT, least / (double) REQUESTS + " bytes a request");
        }
    }

    private static void requests(Importer importer, String root) {
        for (int i = 0; i < REQUESTS; i++) {
            ModuleView view = new ModuleView(importer);
            view.enter();
            if (view.module(root, "page", false).entry("handler", Request.class) == null) {
                throw new AssertionError("no handler");
            }
            view.leave();
        }
    }

    @Test
    void P43_requestForALoadedModule_takesNoLockOfTheImporters() throws Exception {
        try (Bench bench = Bench.byHand()) {
            bench.text("page.java", "\"loaded\"");
            bench.ask("page");
            CountDownLatch locked = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            bench.importer().stopAt(new Importer.Stops() {
                @Override
                public void compiled() {}

                @Override
                public void beforePublish() {
                    // that a name means nothing is published under the lock
                    locked.countDown();
                    try {
                        go.await(30, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
            });
            ExecutorService holder = Executors.newSingleThreadExecutor();
            Future<?> missing = holder.submit(() -> bench.fault("missing"));
            assertTrue(locked.await(30, TimeUnit.SECONDS));
            assertEquals("loaded", bench.ask("page"));
            assertEquals(false, missing.isDone());
            go.countDown();
            missing.get(30, TimeUnit.SECONDS);
            holder.shutdown();
        }
    }
}
