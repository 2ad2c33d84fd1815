package org.postern.daemon.leak;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.fault.Code;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of old versions that stay in memory, and of what holds them; of each once. Safe for any thread.
 *
 * <p>One for the daemon, with one thread, which waits until a search is due or the collector has taken something. While nothing is
 * due there is nothing that it does.
 */
public final class LeakWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LeakWatch.class);

    private final Duration grace;
    private final ReferenceQueue<Object> queue = new ReferenceQueue<>();
    private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile boolean closed;

    // of the thread alone: there is one canary at a time, as each costs memory until it is collected
    private @Nullable Canary canary;
    private final List<Watched> waiting = new ArrayList<>();

    /** @param grace after which a retired loader is searched for; what ends in this time is no leak */
    public LeakWatch(Duration grace) {
        this.grace = grace;
        // here and not when it is first needed: a thread remembers who made it, and that must not be a module
        this.thread = new Thread(this::run, "postern-leaks");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * The last request on a loader has ended, and its version's {@code onRetire} has run. JDBC drivers of its classes are deregistered,
     * and what the JDK caches of it is forgotten; from now on nothing should hold it.
     *
     * @param loader whose name is no other loader's
     * @param what names its module and version in messages
     * @param longLived classes of longer life that may hold it in their static fields
     * @param report takes the message, on a thread of the watch
     */
    public void retired(ClassLoader loader, String what, List<Class<?>> longLived, Consumer<String> report) {
        retired(loader, what, longLived, Map::of, report);
    }

    /**
     * The same where an interpreter keeps values for its modules.
     *
     * @param kept the values, each by how it is called in messages, such as {@code Apache.keep("hits") of /srv/page.java}
     */
    public void retired(
            ClassLoader loader,
            String what,
            List<Class<?>> longLived,
            Supplier<? extends Map<String, ?>> kept,
            Consumer<String> report) {
        Leftovers.clear(loader, what);
        if (!closed) {
            watched.add(new Watched(loader, queue, what, System.nanoTime() + grace.toNanos(), longLived, kept, report));
            wake();
        }
    }

    /** The retired loaders that are still in memory, the oldest first. */
    public List<Suspect> suspects() {
        return watched.stream()
                .filter(Watched::isAlive)
                .map(Watched::suspect)
                .sorted(Comparator.comparing(Suspect::since))
                .toList();
    }

    private void wake() {
        new WeakReference<Object>(this, queue).enqueue();
    }

    // --- the thread

    private void run() {
        try {
            while (!closed) {
                Reference<?> event = next();
                try {
                    take(event);
                    search();
                } catch (RuntimeException e) {
                    LOG.error("{} the search for old versions failed by a defect of Postern", Code.DEFECT.id(), e);
                }
            }
        } catch (InterruptedException end) {
            // the daemon stops
        }
    }

    /** Waits for the collector, or until a search is due; then it is null. */
    private @Nullable Reference<?> next() throws InterruptedException {
        long left = watched.stream().mapToLong(Watched::left).min().orElse(Long.MAX_VALUE);
        if (left == Long.MAX_VALUE) {
            return queue.remove();
        }
        return left == 0 ? queue.poll() : queue.remove(TimeUnit.NANOSECONDS.toMillis(left) + 1);
    }

    private void take(@Nullable Reference<?> event) {
        if (event instanceof Watched gone) {
            watched.remove(gone);
            waiting.remove(gone);
            LOG.debug("{} is collected", gone.what());
            if (canary != null && canary.alive().isEmpty()) {
                canary = null;
            }
        } else if (event != null && event == canary) {
            List<Watched> stayed = canary.alive();
            canary = null;
            tell(stayed, unknown());
        }
        if (canary == null) {
            canary = nextCanary();
        }
    }

    private static Holder unknown() {
        return new Holder(
                "what holds it was not found",
                "that nothing does; a heap dump tells: jcmd "
                        + ProcessHandle.current().pid() + " GC.heap_dump FILE");
    }

    private @Nullable Canary nextCanary() {
        if (waiting.isEmpty()) {
            return null;
        }
        Canary next = new Canary(queue, List.copyOf(waiting));
        waiting.clear();
        return next;
    }

    /** Searches for what is due. What the search does not find, the next canary decides. */
    private void search() {
        List<Watched> due = watched.stream().filter(each -> each.left() == 0).toList();
        if (!due.isEmpty()) {
            due.forEach(Watched::searched);
            waiting.addAll(tell(due, null));
            if (canary == null) {
                canary = nextCanary();
            }
        }
    }

    /** Tells of those whose holder is found, and of the others what there is to say; those of which there is nothing to tell. */
    private Collection<Watched> tell(Collection<Watched> these, @Nullable Holder otherwise) {
        Map<Watched, Holder> found = Scan.of(these, watched);
        List<Watched> untold = new ArrayList<>();
        for (Watched each : these) {
            Holder holder = found.getOrDefault(each, otherwise);
            if (holder == null) {
                untold.add(each);
            } else if (each.isAlive()) {
                tell(each, holder);
            }
        }
        return untold;
    }

    private static void tell(Watched each, Holder holder) {
        try {
            each.tell(holder);
        } catch (RuntimeException e) {
            LOG.error("{} nobody took the report on {}", Code.DEFECT.id(), each.what(), e);
        }
    }

    @Override
    public void close() {
        closed = true;
        wake();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
