package org.postern.daemon.importer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.compiler.Compilation;
import org.postern.daemon.compiler.Compiled;
import org.postern.daemon.compiler.Lookup;
import org.postern.daemon.compiler.Source;
import org.postern.daemon.compiler.Toolchain;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.watch.FileWatcher;
import org.slf4j.Logger;

/**
 * The modules of one interpreter.
 *
 * <p>Requests read {@code current}, which is the one thing that changes. Builds are serial under {@code building}: first loads on the
 * thread of the request that needs them, reloads on the watcher's. A first load adds to the snapshot with which its request began; it
 * is published unless a reload has come in between, in which case it stays that request's own.
 */
public final class Importer implements FileWatcher.Listener {

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
    private final Logger log;
    private final AtomicLong versions = new AtomicLong();
    private final KeptState kept;
    private final ReentrantLock building = new ReentrantLock();

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
            Logger log) {
        this.name = name;
        this.path = List.copyOf(path);
        this.toolchain = toolchain;
        this.libraries = libraries;
        this.watcher = watcher;
        this.log = log;
        this.kept = new KeptState(log);
    }

    List<String> path() {
        return path;
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

    /** Whether what could not be used may be usable now; a watcher finds that out by itself. */
    boolean isWorthAnotherTry(Snapshot snapshot, Snapshot.Name wanted, Snapshot.Target target) {
        if (watcher != null) {
            return false;
        }
        Path file = target.found().file();
        if (file == null) {
            return Targets.now().find(wanted).found().file() != null;
        }
        Snapshot.Failure failure = snapshot.failures().get(file);
        return failure != null && (failure.isOfUnread() || failure.isOvertaken());
    }

    /** A snapshot like {@code pinned} in which {@code wanted} has been looked up, and loaded if it is there. */
    Snapshot load(Snapshot pinned, Snapshot.Name wanted) {
        building.lock();
        try {
            boolean additive = current.epoch() == pinned.epoch();
            Snapshot base = additive ? current : pinned;
            Snapshot.Target known = base.targets().get(wanted);
            if (known != null && !isWorthAnotherTry(base, wanted, known)) {
                return base;
            }
            Snapshot.Target target = Targets.asIn(base).find(wanted);
            Snapshot shared = additive ? null : base.with(wanted, target, current);
            if (shared != null) {
                return shared;
            }
            Draft draft = new Draft(base);
            loadInto(draft, target);
            boolean replaces = draft.replaces();
            Snapshot next = draft.with(wanted, target, additive && replaces ? base.epoch() + 1 : base.epoch());
            if (additive) {
                stops.beforePublish();
                publish(next, draft, List.of(wanted));
            } else if (!replaces && Targets.asIn(current).find(wanted).equals(target)) {
                Snapshot everybodys = current.with(wanted, target, next);
                if (everybodys != null) {
                    publish(everybodys, draft, List.of(wanted));
                }
            }
            return next;
        } finally {
            building.unlock();
        }
    }

    private void loadInto(Draft draft, Snapshot.Target target) {
        Path file = target.found().file();
        if (file == null || draft.modules.containsKey(file)) {
            return;
        }
        Snapshot.Failure failure = draft.failures.get(file);
        if (failure == null || watcher == null) {
            long began = System.nanoTime();
            draft.failures.remove(file);
            build(draft, Map.of(file, target), Set.of(), Set.of());
            if (!draft.failures.containsKey(file)) {
                log.info("loaded {} in {} ms", file, millisSince(began));
            }
        }
    }

    // --- reloads

    /** Takes changes into account; each path is a file, or a folder below which anything may have changed. */
    @Override
    public void refresh(Set<Path> changed) {
        building.lock();
        try {
            Snapshot base = current;
            long began = System.nanoTime();
            Targets now = Targets.now();
            Map<Snapshot.Name, Snapshot.Target> targets = new HashMap<>();
            base.targets().keySet().forEach(wanted -> targets.put(wanted, now.find(wanted)));
            Changes changes = new Changes(base, changed);
            if (changes.isEmpty() && targets.equals(base.targets())) {
                return;
            }
            Draft draft = new Draft(base);
            targets.replaceAll((name, target) ->
                    draft.isHeldBack(name, target, changes) ? base.targets().get(name) : target);
            changes.gone().forEach(draft.modules::remove);
            changes.gone().forEach(draft.failures::remove);
            changes.retried().forEach(draft.failures::remove);
            rebuild(draft, changes, targets.values());
            draft.holdBack(targets)
                    .forEach(fault -> log.error(
                            "{} what served before goes on serving: {}", Code.RELOAD_FAILED.id(), fault.text()));
            Snapshot next = new Snapshot(base.epoch() + 1, targets, draft.modules, draft.failures);
            stops.beforePublish();
            publish(draft.hasMoved(targets) ? next.reachable() : next, draft, targets.keySet());
            tell(draft, changes, began);
        } finally {
            building.unlock();
        }
    }

    private void rebuild(Draft draft, Changes changes, Collection<Snapshot.Target> targets) {
        Map<Path, Snapshot.Target> wanted = new HashMap<>();
        for (Snapshot.Target target : targets) {
            Path file = target.found().file();
            if (file != null
                    && (!draft.base.modules().containsKey(file)
                            || changes.gone().contains(file))) {
                wanted.put(file, target);
            }
        }
        Set<Path> left = new LinkedHashSet<>(changes.stale());
        while (!left.isEmpty()) {
            Set<Path> group = changes.group(left);
            build(draft, wanted, Set.copyOf(left), group);
            left.removeAll(group);
            left.removeIf(draft.rebuilt()::contains);
        }
        for (Path file : wanted.keySet()) {
            if (!draft.modules.containsKey(file) && !draft.failures.containsKey(file)) {
                build(draft, Map.of(file, wanted.get(file)), Set.of(), Set.of());
            }
        }
    }

    private void tell(Draft draft, Changes changes, long began) {
        for (Path file : draft.rebuilt()) {
            if (draft.base.modules().containsKey(file)) {
                log.info("reloaded {} in {} ms, as {}", file, millisSince(began), changes.reason(file));
            }
        }
        for (Path file : changes.retried()) {
            if (draft.modules.containsKey(file)
                    && !draft.rebuilt().contains(file)
                    && !draft.failures.containsKey(file)) {
                log.info("{} is again as it was loaded", file);
            }
        }
        changes.gone().forEach(file -> log.info("{} is gone", file));
    }

    // --- builds

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
        Compilation compilation = toolchain.compilation(base::compiled, stale);
        try {
            List<Source> sources = new ArrayList<>();
            for (Path file : files) {
                sources.add(source(compilation, base, file, wanted));
            }
            compilation.compile(sources);
            stops.compiled();
            List<List<Compiled>> units = new UnitCutter(base, stale, compilation.compiled()).cut();
            draft.succeed(link(base, units));
        } catch (Fault fault) {
            Set<Path> concerns = new HashSet<>(files);
            concerns.addAll(compilation.concerns());
            Snapshot.Failure failure = new Snapshot.Failure(fault, concerns, compilation.read(), compilation.missing());
            draft.fail(files, failure);
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

    private Map<Path, Module> link(Snapshot base, List<List<Compiled>> units) {
        Linker linker = new Linker(base, libraries, name, versions::incrementAndGet, kept);
        try {
            return linker.link(units);
        } catch (Fault fault) {
            linker.discard();
            throw fault;
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

    /** @param names those that were looked up */
    private void publish(Snapshot next, Draft draft, Collection<Snapshot.Name> names) {
        if (watcher != null) {
            watcher.watch(this, next.concerns());
            draft.overtaken(next, names).forEach(path -> watcher.suspect(this, path));
        }
        draft.built().forEach(module -> module.unit().loader().state().publish());
        current = next;
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }
}
