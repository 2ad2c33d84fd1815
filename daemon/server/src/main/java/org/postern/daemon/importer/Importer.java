package org.postern.daemon.importer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.slf4j.Logger;

/**
 * The modules of one interpreter.
 *
 * <p>Requests read {@code current}, which is the one thing that changes. Builds are serial under {@code building}: first loads on the
 * thread of the request that needs them, reloads on the watcher's. A first load adds to the snapshot with which its request began; it
 * is published unless a reload has come in between, in which case it stays that request's own.
 */
public final class Importer {

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
    private final SourceReader reader;
    private final ClassLoader libraries;
    private final Platform platform;
    private final @Nullable FileWatcher watcher;
    private final Logger log;
    private final AtomicLong versions = new AtomicLong();
    private final ReentrantLock building = new ReentrantLock();

    private volatile Snapshot current = Snapshot.EMPTY;
    private volatile Stops stops = NO_STOPS;

    /**
     * @param name of the interpreter, for messages
     * @param libraries the loader of the interpreter's libraries, whose parent shows API and JDK
     * @param hasJars whether it has libraries
     * @param watcher tells of changes; null: nothing is ever looked at again
     */
    public Importer(
            String name,
            Trust trust,
            ClassLoader libraries,
            boolean hasJars,
            @Nullable FileWatcher watcher,
            Logger log) {
        this.name = name;
        this.reader = new SourceReader(trust);
        this.libraries = libraries;
        this.platform = new Platform(libraries, hasJars);
        this.watcher = watcher;
        this.log = log;
    }

    /** What a request works with, from now to its end. */
    public ModuleView view() {
        return new ModuleView(this, current);
    }

    /** How many modules are loaded. */
    public int size() {
        return current.modules().size();
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

    // --- first loads

    /** A snapshot like {@code pinned} in which {@code wanted} has been looked up, and loaded if it is there. */
    Snapshot load(Snapshot pinned, Snapshot.Name wanted) {
        building.lock();
        try {
            boolean additive = current.epoch() == pinned.epoch();
            Snapshot base = additive ? current : pinned;
            if (base.targets().containsKey(wanted)) {
                return base;
            }
            Draft draft = new Draft(base);
            Snapshot next = add(draft, wanted);
            if (additive) {
                stops.beforePublish();
                publish(next, draft.rebuilt);
            }
            return next;
        } finally {
            building.unlock();
        }
    }

    private Snapshot add(Draft draft, Snapshot.Name wanted) {
        Snapshot base = draft.base;
        Snapshot.Target target = target(wanted);
        Map<Snapshot.Name, Snapshot.Target> targets = new HashMap<>(base.targets());
        targets.put(wanted, target);
        Path file = target.found().file();
        if (file != null
                && !base.modules().containsKey(file)
                && !base.failures().containsKey(file)) {
            long began = System.nanoTime();
            build(draft, Map.of(file, target), Set.of(), Set.of());
            if (!draft.failures.containsKey(file)) {
                log.info("loaded {} in {} ms", file, millisSince(began));
            }
        }
        return new Snapshot(base.epoch(), targets, draft.modules, draft.failures);
    }

    private static Snapshot.Target target(Snapshot.Name name) {
        Set<Path> links = new LinkedHashSet<>();
        Path root = real(Path.of(name.root()), links);
        List<Path> path = new ArrayList<>();
        name.path().forEach(entry -> path.add(real(Path.of(entry), links)));
        Lookup finder = new Lookup(root, root, path);
        String relative =
                (name.module().contains("/") ? name.module() : name.module().replace('.', '/')) + ".java";
        return new Snapshot.Target(finder, Lookup.find(finder.places(), relative), Set.copyOf(links));
    }

    /** The real path of a folder; notes each step on the way to it, by the real path of the folder in which the step is. */
    private static Path real(Path path, Set<Path> links) {
        for (Path at = path; at.getParent() != null; at = at.getParent()) {
            links.add(real(at.getParent()).resolve(at.getFileName()));
        }
        return real(path);
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException notThere) {
            return path;
        }
    }

    // --- reloads

    /** Takes changes into account; each path is a file, or a folder below which anything may have changed. */
    void refresh(Set<Path> changed) {
        building.lock();
        try {
            Snapshot base = current;
            long began = System.nanoTime();
            Map<Snapshot.Name, Snapshot.Target> targets = new HashMap<>();
            base.targets().keySet().forEach(wanted -> targets.put(wanted, target(wanted)));
            Changes changes = new Changes(base, changed);
            Map<Path, Snapshot.Target> wanted = new HashMap<>();
            targets.values().forEach(target -> {
                Path file = target.found().file();
                if (file != null && (!base.modules().containsKey(file) || changes.gone.contains(file))) {
                    wanted.put(file, target);
                }
            });
            if (changes.isEmpty() && targets.equals(base.targets())) {
                return;
            }
            Draft draft = new Draft(base);
            changes.gone.forEach(draft.modules::remove);
            changes.gone.forEach(draft.failures::remove);
            changes.retried.forEach(draft.failures::remove);
            Set<Path> left = new LinkedHashSet<>(changes.stale);
            while (!left.isEmpty()) {
                Set<Path> group = connected(base, left, left.iterator().next());
                build(draft, wanted, Set.copyOf(left), group);
                left.removeAll(group);
                left.removeIf(draft.rebuilt::contains);
            }
            for (Path file : wanted.keySet()) {
                if (!draft.modules.containsKey(file) && !draft.failures.containsKey(file)) {
                    build(draft, Map.of(file, wanted.get(file)), Set.of(), Set.of());
                }
            }
            stops.beforePublish();
            publish(new Snapshot(base.epoch() + 1, targets, draft.modules, draft.failures), draft.rebuilt);
            tell(draft, changes, began);
        } finally {
            building.unlock();
        }
    }

    private void tell(Draft draft, Changes changes, long began) {
        for (Path file : draft.rebuilt) {
            if (draft.base.modules().containsKey(file)) {
                log.info("reloaded {} in {} ms, as {}", file, millisSince(began), changes.reason(file));
            }
        }
        changes.gone.forEach(file -> log.info("{} is gone", file));
    }

    /** What has changed, and what therefore has to be built anew. */
    private static final class Changes {

        private final Set<Path> stale = new LinkedHashSet<>();
        private final Set<Path> gone = new LinkedHashSet<>();
        private final Set<Path> retried = new LinkedHashSet<>();
        private final Map<Path, String> reasons = new HashMap<>();

        Changes(Snapshot base, Set<Path> changed) {
            for (Module module : base.modules().values()) {
                Path file = module.file();
                if (touches(changed, file)) {
                    if (!Files.exists(file)) {
                        gone.add(file);
                    } else if (!SourceReader.hashNow(file)
                            .equals(module.compiled().source().hash())) {
                        because(file, "it changed");
                    }
                }
                for (Path missing : module.compiled().missing()) {
                    if (touches(changed, missing) && Files.isRegularFile(missing)) {
                        because(file, missing + " appeared");
                    }
                }
            }
            base.failures().forEach((file, failure) -> {
                if (failure.concerns().stream().anyMatch(concern -> touches(changed, concern))) {
                    retried.add(file);
                    if (Files.exists(file)) {
                        because(file, "it, or what it uses, changed");
                    } else {
                        gone.add(file);
                    }
                }
            });
            stale.removeAll(gone);
            Set<Path> causes = new HashSet<>(stale);
            causes.addAll(gone);
            for (Path dependent : base.dependents(causes)) {
                because(dependent, "something that it uses changed");
            }
            stale.removeAll(gone);
        }

        private void because(Path file, String reason) {
            stale.add(file);
            reasons.putIfAbsent(file, reason);
        }

        String reason(Path file) {
            return reasons.getOrDefault(file, "it shares a loader with a file that changed");
        }

        boolean isEmpty() {
            return stale.isEmpty() && gone.isEmpty() && retried.isEmpty();
        }

        private static boolean touches(Set<Path> changed, Path path) {
            for (Path at = path; at != null; at = at.getParent()) {
                if (changed.contains(at)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** The files of {@code stale} that hang together with {@code first} by using each other, in either direction. */
    private static Set<Path> connected(Snapshot base, Set<Path> stale, Path first) {
        Map<Path, Set<Path>> ties = new HashMap<>();
        for (Path file : stale) {
            Module module = base.module(file);
            if (module != null) {
                Set<Path> others = new HashSet<>(module.compiled().uses());
                others.addAll(module.unit().files());
                for (Path other : others) {
                    ties.computeIfAbsent(file, f -> new HashSet<>()).add(other);
                    ties.computeIfAbsent(other, f -> new HashSet<>()).add(file);
                }
            }
        }
        Set<Path> group = new LinkedHashSet<>();
        Deque<Path> next = new ArrayDeque<>(List.of(first));
        while (!next.isEmpty()) {
            Path file = next.pop();
            if (stale.contains(file) && group.add(file)) {
                next.addAll(ties.getOrDefault(file, Set.of()));
            }
        }
        return group;
    }

    // --- builds

    /** A snapshot in the making. */
    private static final class Draft {
        private final Snapshot base;
        private final Map<Path, Module> modules;
        private final Map<Path, Snapshot.Failure> failures;
        private final Set<Path> rebuilt = new LinkedHashSet<>();

        Draft(Snapshot base) {
            this.base = base;
            this.modules = new HashMap<>(base.modules());
            this.failures = new HashMap<>(base.failures());
        }

        Snapshot snapshot() {
            return new Snapshot(base.epoch(), base.targets(), modules, failures);
        }
    }

    /**
     * Builds files together: all of them or none.
     *
     * @param wanted how to find files that have no version yet
     * @param stale every file whose version must not be used, of this group and of others
     * @param group the files to build; empty: those wanted
     */
    private void build(Draft draft, Map<Path, Snapshot.Target> wanted, Set<Path> stale, Set<Path> group) {
        Set<Path> files = group.isEmpty() ? wanted.keySet() : group;
        Snapshot base = draft.snapshot();
        Compilation compilation = new Compilation(base, stale, reader, platform);
        try {
            List<Source> sources = new ArrayList<>();
            for (Path file : files) {
                sources.add(source(compilation, base, file, wanted));
            }
            compilation.compile(sources);
            Linker.checkHiddenTypes(compilation.compiled(), platform);
            stops.compiled();
            List<List<Compiled>> units = new UnitCutter(base, stale, compilation.compiled()).cut();
            Map<Path, Module> linked = new Linker(base, libraries, name, versions::incrementAndGet).link(units);
            draft.modules.putAll(linked);
            linked.keySet().forEach(draft.failures::remove);
            draft.rebuilt.addAll(linked.keySet());
        } catch (Fault fault) {
            Set<Path> concerns = new HashSet<>(files);
            concerns.addAll(compilation.read());
            concerns.addAll(compilation.missing());
            files.forEach(file -> draft.failures.put(file, new Snapshot.Failure(fault, Set.copyOf(concerns))));
            boolean lastGoodServes = files.stream().anyMatch(draft.modules::containsKey);
            Code code = lastGoodServes ? Code.RELOAD_FAILED : fault.code();
            log.error(
                    "{} {}{}",
                    code.id(),
                    lastGoodServes ? fault.code().id() + " " : "",
                    fault.text(),
                    fault.getCause());
        }
    }

    private static Source source(Compilation compilation, Snapshot base, Path file, Map<Path, Snapshot.Target> wanted) {
        Module before = base.module(file);
        if (before != null) {
            Lookup lookup = before.compiled().source().lookup();
            return compilation.source(file, lookup.root(), lookup);
        }
        Snapshot.Target target = wanted.get(file);
        Path place = target == null ? null : target.found().foundIn();
        if (target == null || place == null) {
            throw new Fault(Code.UNREADABLE, file + ": nobody asks for it any more");
        }
        return compilation.source(file, place, target.finder());
    }

    /** @param fresh files that may have been read before their folders were watched */
    private void publish(Snapshot next, Set<Path> fresh) {
        if (watcher != null) {
            watcher.watch(this, next.concerns());
            for (Path file : fresh) {
                Module module = next.module(file);
                if (module != null
                        && !SourceReader.hashNow(file)
                                .equals(module.compiled().source().hash())) {
                    watcher.suspect(this, file);
                }
            }
        }
        current = next;
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }
}
