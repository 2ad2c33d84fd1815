package org.postern.daemon.importer;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.postern.daemon.fault.Code;
import org.postern.daemon.leak.LeakWatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The daemon's threads for what no request should wait for: the ends of versions, and a look at initialisers that take long. */
public final class Housekeeping implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration HANG = Duration.ofSeconds(5);
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final int FRAMES = 12;
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private final Clock time = Clock.systemUTC();
    private final Duration drain;
    private final Duration patience;
    private final Duration hang;
    private final ScheduledThreadPoolExecutor clock;
    private final ExecutorService hands;
    private final LeakWatch leaks = new LeakWatch(GRACE);

    /** @param drain after which a version is told that it ends though requests are still at work in it */
    public Housekeeping(Duration drain) {
        this(drain, PATIENCE, HANG);
    }

    /**
     * @param patience how long a request waits for what another one is loading
     * @param hang after which a reload, or an old version that hands over, does not hold up others any more
     */
    Housekeeping(Duration drain, Duration patience, Duration hang) {
        this.drain = drain;
        this.patience = patience;
        this.hang = hang;
        this.clock = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "postern-clock"));
        clock.setRemoveOnCancelPolicy(true);
        clock.prestartAllCoreThreads(); // here, and not under a module: a thread remembers who made it
        clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        AtomicInteger count = new AtomicInteger();
        this.hands = Executors.newCachedThreadPool(task -> daemon(task, "postern-retire-" + count.incrementAndGet()));
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    Instant now() {
        return time.instant();
    }

    /** What tells which old versions stay in memory. */
    public LeakWatch leaks() {
        return leaks;
    }

    Duration drain() {
        return drain;
    }

    Duration patience() {
        return patience;
    }

    Duration hang() {
        return hang;
    }

    /**
     * Waits for code that may hang, on a thread of its own; no longer than {@link #hang} from when it has begun, which it may late where
     * much is to do, nor if the waiting thread is interrupted. Then that one is interrupted, and left to itself.
     *
     * @return what came of it; empty if it has not come to an end
     */
    Optional<Boolean> await(Callable<Boolean> code, String name) {
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            begun.countDown();
            return code.call();
        });
        boolean interrupted = Thread.interrupted();
        daemon(task, name).start();
        try {
            begun.await();
            return Optional.of(task.get(hang.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            interrupted = true;
            return Optional.empty();
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(name + " failed", e.getCause());
        } finally {
            task.cancel(true);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Does something soon, on a thread of its own. */
    void soon(Runnable task) {
        try {
            hands.execute(task);
        } catch (RejectedExecutionException closed) {
            task.run();
        }
    }

    /** Does something when the drain time is over. */
    void whenDrained(Runnable task) {
        try {
            clock.schedule(() -> soon(task), drain.toMillis() + 1, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            task.run();
        }
    }

    /** Tells, with the stack, if a build is at its initialisers for long; until it is cancelled. */
    Future<?> watch(Build build, Logger log) {
        return clock.schedule(() -> tell(build, log), LONG.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void tell(Build build, Logger log) {
        String stack = Stream.of(build.thread().getStackTrace())
                .limit(FRAMES)
                .map(frame -> "\n    at " + frame)
                .collect(Collectors.joining());
        log.warn(
                "{} {}: it has been at work for {} s by now{}",
                Code.SLOW_INITIALISER.id(),
                build.initialisers().whereItIs(),
                LONG.toSeconds(),
                stack);
    }

    @Override
    public void close() {
        clock.shutdownNow();
        leaks.close();
        hands.shutdown();
        try {
            if (!hands.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("{} onRetire, or the close of a kept value, has not come to an end", Code.HOOK_THREW.id());
                hands.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
