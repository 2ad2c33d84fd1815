package org.postern.daemon.importer;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.postern.daemon.importer.model.Checks;
import org.postern.daemon.importer.model.Disk;
import org.postern.daemon.importer.model.History;
import org.postern.daemon.importer.model.Op;
import org.postern.daemon.importer.model.Told;

/** Requests on several threads, while somebody edits files and the system tells of that. */
final class ModelCrowd {

    private static final Duration SETTLE = Duration.ofMillis(30);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int THREADS = 3;
    private static final int MODULES = 12;

    private final long seed;
    private final History history = new History(SETTLE.toMillis());
    private final Checks checks = new Checks(history);
    private volatile boolean ended;

    ModelCrowd(long seed) {
        this.seed = seed;
    }

    /** Throws an {@link AssertionError} if an answer cannot be explained. */
    void run(List<List<Op>> edits) throws IOException, InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (Bench bench = Bench.watched(SETTLE)) {
            Disk disk = new Disk(bench.path(""), history, Disk.universe(new Random(seed), MODULES), seed);
            Disk.warmers().forEach(entry -> bench.ask(entry.root(), entry.name()));
            disk.entries().forEach(entry -> ModelStory.ask(bench, List.of(entry)));
            checks.quiet(ModelStory.ask(bench, disk.entries()));
            try {
                for (List<Op> ops : edits) {
                    turn(threads, bench, disk, ops);
                }
            } catch (AssertionError e) {
                throw new AssertionError(
                        "seed " + seed + ": " + e.getMessage() + "\n" + history
                                + String.join("\n", bench.log().lines()),
                        e);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void turn(ExecutorService threads, Bench bench, Disk disk, List<Op> ops)
            throws IOException, InterruptedException, ExecutionException {
        ended = false;
        List<Future<List<Checks.Asked>>> crowd = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            crowd.add(threads.submit(() -> askUntilEnd(bench, disk)));
        }
        try {
            for (Op op : ops) {
                disk.apply(op);
            }
            awaitQuiet(bench, disk);
        } finally {
            ended = true;
        }
        List<Checks.Asked> all = new ArrayList<>();
        for (Future<List<Checks.Asked>> each : crowd) {
            all.addAll(each.get());
        }
        checks.explainAll(all);
        checks.quiet(ModelStory.ask(bench, disk.entries()));
    }

    private List<Checks.Asked> askUntilEnd(Bench bench, Disk disk) {
        List<Checks.Asked> asked = new ArrayList<>();
        while (!ended) {
            long begin = System.nanoTime();
            Told told = ModelStory.ask(bench, disk.entries());
            asked.add(new Checks.Asked(begin, System.nanoTime(), history.now(), told));
        }
        return asked;
    }

    /** Waits until requests are told of what lies on disk. */
    private void awaitQuiet(Bench bench, Disk disk) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Told last = ModelStory.ask(bench, disk.entries());
        while (!checks.isOfNow(last) && System.nanoTime() < deadline) {
            Told next = ModelStory.ask(bench, disk.entries());
            if (next.equals(last)) {
                Thread.onSpinWait();
            }
            last = next;
        }
    }
}
