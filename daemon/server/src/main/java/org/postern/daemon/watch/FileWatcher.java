package org.postern.daemon.watch;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Seldom;
import org.postern.daemon.fault.Shortage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells importers of changes, once the files have been quiet for the settle time, or after two seconds of unrest.
 *
 * <p>One for the daemon. A listener says which paths concern it; what is watched are the folders in which these lie, or would lie if
 * they were there, and the folders above those, so that moving a whole tree is seen too. A path that concerns nobody is ignored, be its
 * folder as busy as it likes. The system's events make it fast; that nothing is missed for good does not rest on them.
 */
public final class FileWatcher implements AutoCloseable {

    /** Whom changes concern. */
    public interface Listener {

        /**
         * Takes changes into account; each path is a file, or a folder below which anything may have changed.
         *
         * <p>Runs on one thread at a time, unless it takes longer than five seconds and there are new changes: then it is called with
         * these and those of the calls that have not returned. What it throws is logged, and the changes are told again with the next.
         *
         * @param more gives what has changed since, and will be told when it is time
         */
        void refresh(Set<Path> changed, Supplier<Set<Path>> more);
    }

    private static final Logger LOG = LoggerFactory.getLogger(FileWatcher.class);
    private static final Duration DEVELOPERS_PATIENCE = Duration.ofSeconds(30);
    private static final int KEYS_AT_ONCE = 1000;

    private final Events events;
    private final Folders folders;
    private final Refreshes refreshes;
    private final Poller poller;
    private final Seldom shortages = new Seldom(Clock.systemUTC());
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Thread> threads;

    public FileWatcher(Duration settle) throws IOException {
        this(Pace.of(settle), Events.ofSystem());
    }

    FileWatcher(Pace pace, Events events) {
        this.events = events;
        this.folders = new Folders(events);
        this.refreshes = new Refreshes(pace);
        this.poller = new Poller(pace, folders, refreshes, this::changed);
        this.threads = List.of(
                start("postern-watch", this::listen),
                start("postern-settle", refreshes::startNext),
                start("postern-poll", () -> closed.await(poller.round(), TimeUnit.NANOSECONDS)));
    }

    /** {@link #watch(Listener, Set, Set)} without anything that stops reloads. */
    public void watch(Listener listener, Set<Path> concerns) {
        watch(listener, concerns, Set.of());
    }

    /**
     * From now on {@code listener} hears of changes of these paths, and of the folders in which they lie, and of no others. What has
     * changed since it looked at them, but before this call, is for itself to find out; see {@link #suspect}.
     *
     * @param concerns paths whose folders are real ones: the system reports a change under one path only, however many lead there
     * @param holds files that stop reloads as long as one of them is there: changes gather then, and are told when the last is gone
     */
    public void watch(Listener listener, Set<Path> concerns, Set<Path> holds) {
        refreshes.interest(listener, folders).want(concerns, holds);
    }

    /** Tells {@code listener} nothing more, and watches nothing more for it. A refresh that runs must not call {@link #watch}. */
    public void unwatch(Listener listener) {
        refreshes.remove(listener).ifPresent(interest -> interest.want(Set.of(), Set.of()));
    }

    /** Notes a change that was seen by other means than the system's events. */
    public void suspect(Listener listener, Path path) {
        refreshes.note(listener, path);
    }

    /** Tells {@code listener} of paths once more after a while, as it could not make of them what it can make when there is more memory. */
    public void again(Listener listener, Collection<Path> paths) {
        refreshes.owe(listener, paths);
    }

    /** Waits until everything that is known to have changed, and is not held back, is live; or for half a minute. */
    public void awaitPending(Listener listener) {
        try {
            refreshes.await(listener, DEVELOPERS_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How many folders the system watches for us. */
    int watches() {
        return folders.watches();
    }

    // --- the threads

    /** What a thread does over and over. */
    private interface Step {
        void run() throws InterruptedException;
    }

    private Thread start(String name, Step step) {
        Thread thread = new Thread(() -> repeat(step), name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void repeat(Step step) {
        try {
            while (closed.getCount() > 0) {
                try {
                    step.run();
                } catch (ClosedWatchServiceException end) {
                    return;
                } catch (RuntimeException | Error e) { // without this thread edits would be seen no more
                    tell(e);
                    closed.await(1, TimeUnit.SECONDS);
                }
            }
        } catch (InterruptedException end) {
            // the daemon stops
        }
    }

    private void tell(Throwable failure) {
        try {
            if (Shortage.isIn(failure)) {
                shortages.happened(times ->
                        LOG.error("{} watching failed; it goes on: {}{}", Code.MEMORY.id(), failure.toString(), times));
            } else {
                LOG.error("{} watching failed by a defect of Postern; it goes on", Code.DEFECT.id(), failure);
            }
        } catch (RuntimeException | Error untold) {
            // there is no memory to tell it with
        }
    }

    private void listen() throws InterruptedException {
        Set<Path> paths = new HashSet<>();
        WatchKey key = events.take();
        for (int i = 0; key != null && i < KEYS_AT_ONCE; i++) {
            read(key, paths);
            key = events.poll();
        }
        changed(paths);
    }

    private void read(WatchKey key, Set<Path> paths) {
        Set<Path> names = folders.named(key);
        for (WatchEvent<?> event : key.pollEvents()) {
            for (Path folder : names) {
                // after an overflow nobody knows what changed: take the folder as a whole
                paths.add(event.context() instanceof Path name ? folder.resolve(name) : folder);
            }
        }
        if (!key.reset()) {
            folders.lost(key);
            paths.addAll(names);
        }
    }

    private void changed(Set<Path> paths) {
        Set<Path> wanted = new HashSet<>(paths);
        wanted.removeIf(path -> !folders.isWanted(path));
        if (!wanted.isEmpty()) {
            folders.lookAgain(wanted); // first, so that nothing can change between the refresh and the watch
            refreshes.note(wanted);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            events.close();
            refreshes.close();
            for (Thread thread : threads) {
                thread.join(TimeUnit.SECONDS.toMillis(2));
            }
        } catch (IOException e) {
            LOG.warn("{} {}", Code.WATCH.id(), e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
