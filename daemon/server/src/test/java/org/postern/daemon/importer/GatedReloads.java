package org.postern.daemon.importer;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.postern.daemon.kit.Gate;

/** What tests have in common whose reloads stop in an initialiser, at a gate. */
abstract class GatedReloads {

    final ExecutorService pool = Executors.newCachedThreadPool();
    final Gate gate = new Gate();

    @AutoClose
    final Bench bench;

    GatedReloads(Bench bench) {
        this.bench = bench;
    }

    @AfterEach
    void release() {
        gate.close();
        pool.shutdown();
    }

    /** A module whose initialiser comes to the gate. */
    void slow(String name, String says) throws IOException {
        bench.file(
                name + ".java",
                "public class " + name + " { static { " + gate.here() + " }",
                "public static Object text() { return " + says + "; } }");
    }

    /** A reload of files, which has come to the gate. */
    Future<?> hanging(String... names) {
        Future<?> reload = pool.submit(() -> bench.refresh(names));
        gate.awaitArrival();
        return reload;
    }

    static void end(Future<?> future) throws Exception {
        future.get(30, TimeUnit.SECONDS);
    }
}
