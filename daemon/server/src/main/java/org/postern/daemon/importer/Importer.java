package org.postern.daemon.importer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.compiler.LibraryLoader;
import org.postern.daemon.compiler.Lookup;
import org.postern.daemon.compiler.Toolchain;
import org.postern.daemon.leak.Suspect;
import org.postern.daemon.watch.FileWatcher;
import org.slf4j.Logger;

/**
 * The modules of one interpreter.
 *
 * <p>Requests read {@code current}, which is the one thing that changes, and pin it. Builds run on the thread of the request that needs
 * them, or on the watcher's, side by side; {@code lock} guards who is at which file, and publication, and is never held while a
 * compiler or a module's code runs. A first load adds to the snapshot with which its request began; it is published unless a reload has
 * come in between, in which case it stays that request's own.
 */
public final class Importer implements FileWatcher.Listener, AutoCloseable {

    private static final String HOLD = ".postern-hold";

    /** Named points at which a test can stop a build, to force a race. */
    public interface Stops {
        /** Sources were read and compiled; nothing is linked. */
        void compiled();

        /** Everything is ready and not yet published. */
        void beforePublish();
    }

    private static final Stops NO_STOPS = new Stops() {
        @Override
        public void compiled() {}

        @Override
        public void beforePublish() {}
    };

    private final String name;
    private final List<String> path;
    private final Toolchain toolchain;
    private final ClassLoader libraries;
    private final @Nullable FileWatcher watcher;
    private final Housekeeping housekeeping;
    private final Logger log;
    private final AtomicLong versions = new AtomicLong();
    private final KeptState kept;
    private final Retirement retirement;
    private final Jars jars;
    private final FirstLoads firstLoads;
    private final Reloads reloads;

    private final ReentrantLock lock = new ReentrantLock();
    private final Claims claims;

    private volatile Snapshot current = Snapshot.EMPTY;
    private volatile Stops stops = NO_STOPS;

    /**
     * @param name of the interpreter, for messages
     * @param path folders, absolute, in which a name is looked up after its own root
     * @param libraries the loader of the interpreter's libraries, whose parent shows API and JDK
     * @param watcher tells of changes; null: nothing is ever looked at again
     */
    public Importer(
            String name,
            List<String> path,
            Toolchain toolchain,
            ClassLoader libraries,
            @Nullable FileWatcher watcher,
            Housekeeping housekeeping,
            Logger log) {
        this.name = name;
        this.path = List.copyOf(path);
        this.toolchain = toolchain;
        this.libraries = libraries;
        this.watcher = watcher;
        this.housekeeping = housekeeping;
        this.log = log;
        this.kept = new KeptState(housekeeping.patience(), log);
        this.retirement = new Retirement(housekeeping, this::libraryClasses, kept::values, log);
        this.jars = new Jars(libraries);
        this.claims = new Claims(lock, housekeeping.patience());
        this.firstLoads = new FirstLoads(this, retirement, lock, claims, watcher != null);
        this.reloads = new Reloads(this, lock, claims);
    }

    // --- what builds and views need

    String name() {
        return name;
    }

    List<String> path() {
        return path;
    }

    Toolchain toolchain() {
        return toolchain;
    }

    ClassLoader libraries() {
        return libraries;
    }

    private List<Class<?>> libraryClasses() {
        return libraries instanceof LibraryLoader loader ? loader.loaded() : List.of();
    }

    Housekeeping housekeeping() {
        return housekeeping;
    }

    KeptState kept() {
        return kept;
    }

    Logger log() {
        return log;
    }

    Stops stops() {
        return stops;
    }

    long nextVersion() {
        return versions.incrementAndGet();
    }

    /** How many modules are loaded. */
    public int size() {
        return current.modules().size();
    }

    /** How many versions are not new any more, and still in use. */
    public int oldVersions() {
        return retirement.size();
    }

    /** For tests: where builds stop. */
    public void stopAt(Stops stops) {
        this.stops = stops;
    }

    /** Waits for a change that is known and not yet live, as a developer's request does. */
    void awaitPending() {
        if (watcher != null) {
            watcher.awaitPending(this);
        }
    }

    Snapshot current() {
        return current;
    }

    /** The snapshot that serves, pinned. */
    Snapshot enter() {
        while (true) {
            Snapshot snapshot = current;
            snapshot.pins().incrementAndGet();
            if (snapshot == current) {
                return snapshot;
            }
            leave(snapshot); // it was replaced in between, and may be thought unused
        }
    }

    /** Ends what {@link #enter}, or {@link #load}, began. */
    void leave(Snapshot snapshot) {
        if (snapshot.pins().decrementAndGet() == 0 && snapshot != current) {
            housekeeping.soon(retirement::sweep);
        }
    }

    // --- publication

    /** As {@link Claims#claim}. */
    boolean claim(Build build, Collection<Path> files, boolean takesOver) {
        lock.lock();
        try {
            boolean claimed = claims.claim(build, files, takesOver);
            watchAgain();
            return claimed;
        } finally {
            lock.unlock();
        }
    }

    /** The files that stop reloads while they are there: one may lie in each root, and in each folder above it. */
    private Set<Path> holds() {
        Set<Path> holds = new HashSet<>();
        for (Path place : current.places()) {
            toolchain.upToRoot(place).forEach(folder -> holds.add(folder.resolve(HOLD)));
        }
        return holds;
    }

    /** Watches what matters now. */
    void watchAgain() {
        if (watcher == null) {
            return;
        }
        lock.lock();
        try {
            Set<Path> concerns = current.concerns();
            concerns.addAll(jars.files());
            claims.builds().forEach(build -> concerns.addAll(build.inputs().concerns()));
            watcher.watch(this, concerns, holds());
        } finally {
            lock.unlock();
        }
    }

    /** Watches what a version has come to depend on. */
    void watch(Ties more) {
        watchAgain();
        suspect(more.since());
    }

    /** Lets the watcher tell of paths, as though they had just changed. */
    void suspect(Collection<Path> paths) {
        if (watcher != null) {
            paths.forEach(path -> watcher.suspect(this, path));
        }
    }

    /** Tries files again after a while, though nothing may change: what lacked is not theirs. */
    void tryLater(Collection<Path> files) {
        if (watcher != null) {
            watcher.again(this, files);
        }
    }

    /** Whether what could not be used may be usable now. */
    boolean isWorthAnotherTry(Snapshot snapshot, Snapshot.Target target) {
        return firstLoads.isWorthAnotherTry(snapshot, target);
    }

    /** A snapshot like {@code pinned} in which {@code wanted} has been looked up, and loaded if it is there; it is pinned. */
    Snapshot load(Snapshot pinned, Snapshot.Name wanted, String asker) {
        return firstLoads.load(pinned, wanted, asker);
    }

    /** @param names those that were looked up */
    void publish(Snapshot next, Draft draft, Collection<Snapshot.Name> names) {
        Snapshot before = current;
        draft.built().forEach(module -> module.unit().life().publish());
        current = next;
        if (watcher != null) {
            watchAgain();
            suspect(draft.overtaken(next, names));
        }
        retirement.replaced(before, next);
    }

    // --- reloads, and what an operator asks for

    /** Takes changes into account; a reload that is still at work on earlier ones is overtaken, and changes nothing any more. */
    @Override
    public void refresh(Set<Path> changed, Supplier<Set<Path>> more) {
        jars.tellOf(changed, log);
        reloads.refresh(changed, more);
    }

    /** What came of something that was asked for. */
    public record Outcome(int modules, List<String> problems) {}

    /** Loads everything anew, changed or not: all that hangs together, or none of it. */
    public Outcome reloadAll() {
        reloads.reloadAll();
        Snapshot now = current;
        return new Outcome(
                now.modules().size(),
                now.failures().values().stream()
                        .map(failure -> failure.fault().line())
                        .distinct()
                        .toList());
    }

    /**
     * Goes back to what served before the last reload, compiled as it was then: all of it or nothing. What lies on disk now is passed
     * over until it changes again. A second time leads forth again.
     */
    public Outcome rollback() {
        return reloads.rollback();
    }

    /** The libraries that are not any more as they were loaded. */
    public Set<Path> changedJars() {
        return jars.changed();
    }

    /** The old versions that stay in memory, though nobody is at work in them. */
    public List<Suspect> leaks() {
        Predicate<String> isOurs = Pattern.compile(Pattern.quote(name) + "#\\d+ .*", Pattern.DOTALL)
                .asMatchPredicate();
        return housekeeping.leaks().suspects().stream()
                .filter(suspect -> suspect.holder() != null && isOurs.test(suspect.what()))
                .toList();
    }

    /** The files that stop reloads now. */
    public List<Path> heldBackBy() {
        return holds().stream().filter(Files::exists).sorted().toList();
    }

    /** What is loaded, and what failed to be. */
    public List<ModuleReport> report() {
        return ModuleReport.of(current);
    }

    /** The modules that would be loaded anew, or tried again, if a file changed. */
    public List<Path> ifChanged(Path file) {
        Snapshot now = current;
        Set<Path> names = new HashSet<>(Set.of(Lookup.real(file)));
        if (file.getParent() != null) {
            names.add(Lookup.real(file.getParent()).resolve(file.getFileName())); // a link is known by its own name
        }
        Set<Path> first = new HashSet<>();
        now.modules().values().forEach(module -> {
            Set<Path> concerns = new HashSet<>(module.ties().concerns());
            concerns.add(module.file());
            concerns.addAll(module.compiled().missing());
            concerns.addAll(module.compiled().links().keySet());
            if (!Collections.disjoint(concerns, names)) {
                first.add(module.file());
            }
        });
        now.failures().forEach((failed, failure) -> {
            if (!Collections.disjoint(failure.concerns(), names)) {
                first.add(failed);
            }
        });
        Set<Path> all = new TreeSet<>(first);
        all.addAll(now.dependents(first));
        return List.copyOf(all);
    }

    static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    /** Ends the interpreter: its versions, the latest first, and what they kept and shared; {@link Housekeeping#close} waits for it. */
    @Override
    public void close() {
        Snapshot last;
        lock.lock();
        try {
            last = current;
            current = Snapshot.of(last.epoch() + 1, Map.of(), Map.of(), Map.of());
        } finally {
            lock.unlock();
        }
        housekeeping.soon(() -> {
            retirement.close(last);
            kept.close();
        });
    }
}
