package org.postern.daemon.watch;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Shortage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners of changes, each at its time: one thread finds out who is due, and each refresh has a thread of its own while it runs.
 *
 * <p>Two refreshes run at a time, of two listeners. One that takes longer than {@link Pace#hang} is not counted any more, so that a
 * source which hangs as it is loaded stops nobody else; and when its own listener is due again, that is told on another thread.
 */
final class Refreshes {

    private static final Logger LOG = LoggerFactory.getLogger(FileWatcher.class);
    private static final int AT_A_TIME = 2;
    private static final Duration LEAVE = Duration.ofSeconds(5);

    private final Pace pace;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<FileWatcher.Listener, Pending> listeners = new HashMap<>();
    private final BitSet threads = new BitSet();
    private boolean closed;

    Refreshes(Pace pace) {
        this.pace = pace;
    }

    // --- who wants what

    /** What a listener wants to hear of. */
    Interest interest(FileWatcher.Listener listener, Folders folders) {
        lock.lock();
        try {
            return listeners
                    .computeIfAbsent(listener, l -> new Pending(pace, l, new Interest(folders)))
                    .interest();
        } finally {
            lock.unlock();
        }
    }

    /** Tells a listener nothing more. */
    Optional<Interest> remove(FileWatcher.Listener listener) {
        lock.lock();
        try {
            changed.signalAll();
            return Optional.ofNullable(listeners.remove(listener)).map(Pending::interest);
        } finally {
            lock.unlock();
        }
    }

    List<Interest> interests() {
        lock.lock();
        try {
            return listeners.values().stream().map(Pending::interest).toList();
        } finally {
            lock.unlock();
        }
    }

    // --- what has changed

    /** Notes changes for all whom they concern. */
    void note(Set<Path> paths) {
        lock.lock();
        try {
            long now = System.nanoTime();
            for (Pending its : listeners.values()) {
                paths.stream().filter(its.interest()::has).forEach(path -> its.note(path, now));
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Notes a change for one listener. */
    void note(FileWatcher.Listener listener, Path path) {
        lock.lock();
        try {
            Optional.ofNullable(listeners.get(listener)).ifPresent(its -> its.note(path, System.nanoTime()));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Notes what is to be told to a listener once more, after a while. */
    void owe(FileWatcher.Listener listener, Collection<Path> paths) {
        lock.lock();
        try {
            Optional.ofNullable(listeners.get(listener)).ifPresent(its -> its.owe(paths, System.nanoTime()));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the listener that has this interest is going to be told of a path. */
    boolean isPending(Interest interest, Path path) {
        lock.lock();
        try {
            return listeners.values().stream().anyMatch(its -> its.interest() == interest && its.has(path));
        } finally {
            lock.unlock();
        }
    }

    private Set<Path> changed(Pending its) {
        lock.lock();
        try {
            return its.changed();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a listener has been told everything that it may be told now. */
    void await(FileWatcher.Listener listener, Duration patience) throws InterruptedException {
        await(patience, () -> {
            Pending its = listeners.get(listener);
            return its == null || !its.isAwaited();
        });
    }

    private void await(Duration patience, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        lock.lock();
        try {
            for (long left = patience.toNanos(); left > 0 && !condition.getAsBoolean(); ) {
                changed.awaitNanos(left);
                left = deadline - System.nanoTime();
            }
        } finally {
            lock.unlock();
        }
    }

    // --- when it is told

    /** Starts the next refresh as soon as it is due; or returns without, at the end. */
    void startNext() throws InterruptedException {
        lock.lock();
        try {
            while (!closed) {
                long now = System.nanoTime();
                Pending next = next(now);
                long wait = next == null ? Long.MAX_VALUE : Math.max(next.untilDue(now), untilRoom(now));
                if (next != null && wait <= 0) {
                    start(next, now);
                    return;
                }
                changed.awaitNanos(wait);
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Pending next(long now) {
        return listeners.values().stream()
                .min(Comparator.comparingLong(its -> its.untilDue(now)))
                .orElse(null);
    }

    private long untilRoom(long now) {
        List<Long> counted = listeners.values().stream()
                .flatMap(its -> its.untilHung(now).stream())
                .toList();
        return counted.size() < AT_A_TIME ? 0 : Collections.min(counted);
    }

    private void start(Pending its, long now) {
        Refresh refresh = its.begin(now);
        int number = threads.nextClearBit(0);
        threads.set(number);
        Thread thread = new Thread(() -> run(its, refresh, number), "postern-build-" + (number + 1));
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((same, error) -> LOG.error("{} reload failed", Code.DEFECT.id(), error));
        try {
            thread.start();
        } catch (OutOfMemoryError noThread) {
            its.fail(refresh); // or its listener would hear of nothing any more
            its.owe(refresh.paths, now);
            threads.clear(number);
            throw noThread;
        }
    }

    // --- on a thread of its own

    private void run(Pending its, Refresh refresh, int number) {
        boolean isDone = false;
        boolean isShort = false;
        try {
            tell(its, refresh);
            isDone = true;
        } catch (RuntimeException | Error e) {
            isShort = Shortage.isIn(e);
            LOG.error("{} reload failed: {}", Shortage.code(e).id(), e.toString(), e);
        } finally {
            lock.lock();
            try {
                if (isDone) {
                    its.succeed(refresh);
                } else {
                    its.fail(refresh);
                }
                if (isShort) {
                    its.owe(refresh.paths, System.nanoTime());
                }
                threads.clear(number);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private void tell(Pending its, Refresh refresh) {
        Interest interest = its.interest();
        interest.look(refresh.paths);
        Set<Path> paths = new HashSet<>(refresh.paths);
        paths.removeAll(interest.holds());
        if (paths.isEmpty()) {
            return;
        }
        Optional<Path> hold = interest.holds().stream()
                .filter(file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS))
                .findAny();
        if (hold.isPresent()) {
            hold(its, refresh, hold.get());
        } else {
            release(its);
            its.listener().refresh(paths, () -> changed(its));
        }
    }

    private void hold(Pending its, Refresh refresh, Path file) {
        lock.lock();
        try {
            if (its.hold(refresh, file, System.nanoTime())) {
                LOG.info("{} holds reloads back until it is removed", file);
            }
        } finally {
            lock.unlock();
        }
    }

    private void release(Pending its) {
        lock.lock();
        try {
            Path gone = its.release();
            if (gone != null) {
                LOG.info("{} is gone: what it held back is loaded", gone);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends; waits for what runs, but not for what hangs. */
    void close() throws InterruptedException {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        await(LEAVE, threads::isEmpty);
    }
}
