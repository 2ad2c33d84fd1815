package org.postern.daemon.watch;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.postern.daemon.fault.Code;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells importers of changes, once the files have been quiet for the settle time, or after {@link #LONGEST} of unrest.
 *
 * <p>One for the daemon, with one thread, which waits for the system's events, and one that builds. An listener says which paths
 * concern it; what is watched are the folders in which these lie, or would lie if they were there, and the folders above those, so
 * that moving a whole tree is seen too. A path that concerns nobody is ignored, be its folder as busy as it likes.
 */
public final class FileWatcher implements AutoCloseable {

    /** Whom changes concern. */
    public interface Listener {

        /** Takes changes into account; each path is a file, or a folder below which anything may have changed. */
        void refresh(Set<Path> changed);
    }

    private static final Logger LOG = LoggerFactory.getLogger(FileWatcher.class);
    private static final Duration LONGEST = Duration.ofSeconds(2);
    private static final Duration DEVELOPERS_PATIENCE = Duration.ofSeconds(30);

    private final Duration settle;
    private final WatchService service;
    private final Thread events;
    private final Thread builds;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Listener, Watched> watched = new HashMap<>();
    private final Map<Path, WatchKey> keys = new HashMap<>();
    private boolean closed;

    /** What one listener wants to know, and what it has not been told yet. */
    private static final class Watched {
        private Set<Path> interest = Set.of();
        private Set<Path> pending = new HashSet<>();
        private long firstAt;
        private long lastAt;
        private boolean refreshing;
    }

    public FileWatcher(Duration settle) throws IOException {
        this.settle = settle;
        this.service = FileSystems.getDefault().newWatchService();
        this.events = start("postern-watch", this::listen);
        this.builds = start("postern-build", this::refresh);
    }

    private static Thread start(String name, Runnable run) {
        Thread thread = new Thread(run, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /**
     * From now on {@code listener} hears of changes of these paths, and of the folders in which they lie.
     *
     * @param concerns paths whose folders are real ones: the system reports a change under one path only, however many lead there
     */
    public void watch(Listener listener, Set<Path> concerns) {
        Set<Path> interest = new HashSet<>();
        for (Path path : concerns) {
            for (Path at = path; at != null && interest.add(at); ) {
                at = at.getParent();
            }
        }
        lock.lock();
        try {
            watched.computeIfAbsent(listener, i -> new Watched()).interest = interest;
            interest.forEach(this::register);
        } finally {
            lock.unlock();
        }
    }

    /** A link to a folder is not one: the system would report what happens in the folder under one of its names, and we know the other. */
    private void register(Path folder) {
        if (folder.toString().endsWith(".java")
                || keys.containsKey(folder)
                || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            keys.put(
                    folder,
                    folder.register(
                            service,
                            StandardWatchEventKinds.ENTRY_CREATE,
                            StandardWatchEventKinds.ENTRY_MODIFY,
                            StandardWatchEventKinds.ENTRY_DELETE));
        } catch (IOException e) {
            LOG.warn("{} folder {}: {}", Code.WATCH.id(), folder, e.toString());
        }
    }

    /** Notes a change that was seen by other means than the system's events. */
    public void suspect(Listener listener, Path path) {
        lock.lock();
        try {
            Watched its = watched.get(listener);
            if (its != null) {
                note(its, path, System.nanoTime());
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private static void note(Watched its, Path path, long now) {
        its.firstAt = its.pending.isEmpty() ? now : its.firstAt;
        its.lastAt = now;
        its.pending.add(path);
    }

    /** Waits until everything that is known to have changed is live, or for half a minute. */
    public void awaitPending(Listener listener) {
        long deadline = System.nanoTime() + DEVELOPERS_PATIENCE.toNanos();
        lock.lock();
        try {
            Watched its = watched.get(listener);
            while (its != null && (its.refreshing || !its.pending.isEmpty()) && System.nanoTime() < deadline) {
                changed.awaitNanos(deadline - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    // --- the thread of events

    private void listen() {
        try {
            while (true) {
                WatchKey key = service.take();
                Path folder = (Path) key.watchable();
                Set<Path> paths = new HashSet<>();
                for (WatchEvent<?> event : key.pollEvents()) {
                    // after an overflow nobody knows what changed: take the folder as a whole
                    paths.add(event.context() instanceof Path name ? folder.resolve(name) : folder);
                }
                if (!key.reset()) {
                    forget(folder, key);
                    paths.add(folder);
                }
                note(paths);
            }
        } catch (InterruptedException | ClosedWatchServiceException end) {
            // the daemon stops
        }
    }

    private void forget(Path folder, WatchKey key) {
        lock.lock();
        try {
            keys.remove(folder, key);
        } finally {
            lock.unlock();
        }
    }

    private void note(Set<Path> paths) {
        long now = System.nanoTime();
        lock.lock();
        try {
            for (Path path : paths) {
                boolean concerns = false;
                for (Watched its : watched.values()) {
                    if (its.interest.contains(path)) {
                        note(its, path, now);
                        concerns = true;
                    }
                }
                if (concerns && !path.toString().endsWith(".java")) {
                    registerAnew(path);
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Watches what is now under the name of a folder, and in it. What was there before may have been moved away, and then its key
     * still tells of it; what is there now may have come with folders in it.
     */
    private void registerAnew(Path top) {
        keys.entrySet().removeIf(entry -> {
            boolean below = entry.getKey().startsWith(top);
            if (below) {
                entry.getValue().cancel();
            }
            return below;
        });
        Set<Path> below = new TreeSet<>(); // a folder comes before what is in it
        for (Watched its : watched.values()) {
            its.interest.stream().filter(path -> path.startsWith(top)).forEach(below::add);
        }
        below.forEach(this::register);
    }

    // --- the thread of builds

    private void refresh() {
        try {
            while (true) {
                Listener due = null;
                Set<Path> paths = Set.of();
                lock.lock();
                try {
                    while (due == null) {
                        if (closed) {
                            return;
                        }
                        long wait = Long.MAX_VALUE;
                        for (Map.Entry<Listener, Watched> entry : watched.entrySet()) {
                            long left = untilDue(entry.getValue());
                            if (left <= 0) {
                                due = entry.getKey();
                                paths = entry.getValue().pending;
                                entry.getValue().pending = new HashSet<>();
                                entry.getValue().refreshing = true;
                                break;
                            }
                            wait = Math.min(wait, left);
                        }
                        if (due == null) {
                            changed.awaitNanos(wait);
                        }
                    }
                } finally {
                    lock.unlock();
                }
                refresh(due, paths);
            }
        } catch (InterruptedException end) {
            // the daemon stops
        }
    }

    private long untilDue(Watched its) {
        if (its.pending.isEmpty()) {
            return Long.MAX_VALUE;
        }
        long quiet = its.lastAt + settle.toNanos();
        long latest = its.firstAt + Math.max(LONGEST.toNanos(), settle.toNanos());
        return Math.min(quiet, latest) - System.nanoTime();
    }

    private void refresh(Listener listener, Set<Path> paths) {
        try {
            listener.refresh(paths);
        } catch (RuntimeException e) {
            LOG.error("{} reload failed by a defect of Postern", Code.DEFECT.id(), e);
        } finally {
            lock.lock();
            try {
                Watched its = watched.get(listener);
                if (its != null) {
                    its.refreshing = false;
                }
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            service.close();
            events.join(TimeUnit.SECONDS.toMillis(2));
            builds.join(TimeUnit.SECONDS.toMillis(5));
        } catch (IOException e) {
            LOG.warn("{} {}", Code.WATCH.id(), e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
