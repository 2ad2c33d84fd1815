package org.postern.daemon.importer;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.compiler.Lookup;
import org.postern.daemon.fault.Fault;

/** A snapshot in the making. Belongs to the thread that builds. */
final class Draft {

    final Snapshot base;
    final Map<Path, Module> modules;
    final Map<Path, Snapshot.Failure> failures;

    private final Set<Path> rebuilt = new LinkedHashSet<>();
    private final Set<Path> failed = new LinkedHashSet<>();

    Draft(Snapshot base) {
        this.base = base;
        this.modules = new HashMap<>(base.modules());
        this.failures = new HashMap<>(base.failures());
    }

    /** The base, what was built, and a name. */
    Snapshot with(Snapshot.Name wanted, Snapshot.Target target, long epoch) {
        Map<Snapshot.Name, Snapshot.Target> targets = new HashMap<>(base.targets());
        targets.put(wanted, target);
        return Snapshot.of(epoch, targets, modules, failures);
    }

    void succeed(Map<Path, Module> built) {
        modules.putAll(built);
        failures.keySet().removeAll(built.keySet());
        rebuilt.addAll(built.keySet());
    }

    void fail(Path file, Snapshot.Failure failure) {
        failures.put(file, failure);
        failed.add(file);
    }

    /** What goes on serving needs what it uses, be that gone: nobody gets it by its name any more, and that is all. */
    void keepWhatIsUsed(Collection<Path> files) {
        for (Path file : base.closure(files)) {
            Module module = base.module(file);
            if (module != null) {
                modules.putIfAbsent(file, module);
            }
        }
    }

    /** The files that have a new version. */
    Set<Path> rebuilt() {
        return rebuilt;
    }

    /** The new versions themselves. */
    Collection<Module> built() {
        return rebuilt.stream().map(modules::get).filter(Objects::nonNull).toList();
    }

    /** What was added, to another snapshot of the same epoch. */
    Snapshot addedTo(Snapshot other, Snapshot.Name wanted, Snapshot.Target target) {
        Map<Snapshot.Name, Snapshot.Target> targets = new HashMap<>(other.targets());
        targets.put(wanted, target);
        Map<Path, Module> all = new HashMap<>(other.modules());
        Map<Path, Snapshot.Failure> failing = new HashMap<>(other.failures());
        rebuilt.forEach(file -> {
            all.put(file, Objects.requireNonNull(modules.get(file)));
            failing.remove(file);
        });
        failed.forEach(file -> failing.put(file, Objects.requireNonNull(failures.get(file))));
        return Snapshot.of(replaces() ? other.epoch() + 1 : other.epoch(), targets, all, failing);
    }

    /** Takes a file and what it uses from a snapshot, if what is here already is the same version there. */
    boolean adopt(Snapshot other, Path file) {
        if (other.module(file) == null) {
            return false;
        }
        Map<Path, Module> more = new HashMap<>();
        for (Path needed : other.closure(List.of(file))) {
            Module module = other.module(needed);
            if (module != null) {
                Module mine = modules.get(needed);
                if (mine != null && mine != module) {
                    return false;
                }
                more.put(needed, module);
            }
        }
        modules.putAll(more);
        return true;
    }

    /** Whether files of the base have a new version. */
    boolean replaces() {
        return rebuilt.stream().anyMatch(base.modules()::containsKey);
    }

    // --- names that mean another file now

    /** Whether a link in the way of a root was switched: then nobody asks for what is behind its other side any more. */
    boolean hasMoved(Map<Snapshot.Name, Snapshot.Target> targets) {
        return targets.entrySet().stream()
                .anyMatch(entry ->
                        !entry.getValue().finder().equals(before(entry.getKey()).finder()));
    }

    private Snapshot.Target before(Snapshot.Name name) {
        Snapshot.Target before = base.targets().get(name);
        if (before == null) {
            throw new IllegalArgumentException("name " + name + " (expected: one that the base has)");
        }
        return before;
    }

    /** Whether a name was held back, and nothing has changed since that could make its new meaning usable. */
    boolean isHeldBack(Snapshot.Name name, Snapshot.Target target, Changes changes) {
        Path file = target.found().file();
        Path last = before(name).found().file();
        Snapshot.Failure failure = last == null ? null : base.failures().get(last);
        return failure != null
                && file != null
                && !file.equals(last)
                && failure.concerns().contains(file)
                && !changes.retried().contains(last)
                && !changes.gone().contains(last);
    }

    /** Whether a name leads nowhere any more, and that is passed over, as the interpreter was rolled back to when it did. */
    boolean isPassedOver(Snapshot.Name name, Snapshot.Target target) {
        Path last = before(name).found().file();
        Module module = last == null ? null : base.module(last);
        return target.found().file() == null
                && module != null
                && "".equals(module.origin().passedOver());
    }

    /**
     * Where the file that a name means from now on cannot be used, it goes on meaning the one that it did. After the switch of a link
     * so do all names of that root: a tree that is half usable is not what somebody switched to.
     *
     * @return what is in the way
     */
    Set<Fault> holdBack(Map<Snapshot.Name, Snapshot.Target> targets) {
        Map<Lookup, Snapshot.Failure> switched = new HashMap<>();
        Map<Snapshot.Name, Snapshot.Failure> held = new HashMap<>();
        targets.forEach((name, target) -> {
            Snapshot.Failure failure = failureOfNewMeaning(name, target);
            if (failure != null) {
                held.put(name, failure);
                if (!before(name).finder().equals(target.finder())) {
                    switched.put(target.finder(), failure);
                }
            }
        });
        targets.forEach((name, target) -> {
            Snapshot.Failure failure = switched.get(target.finder());
            Path last = before(name).found().file();
            if (failure != null && (last == null || modules.containsKey(last))) {
                held.putIfAbsent(name, failure);
            }
        });
        Set<Fault> faults = new LinkedHashSet<>();
        held.forEach((name, failure) -> {
            faults.add(failure.fault());
            Snapshot.Target target = targets.put(name, before(name));
            Path last = before(name).found().file();
            if (last != null && target != null) {
                failures.put(last, failure.insteadOf(target));
            }
        });
        return faults;
    }

    private Snapshot.@Nullable Failure failureOfNewMeaning(Snapshot.Name name, Snapshot.Target target) {
        Path file = target.found().file();
        Path last = before(name).found().file();
        if (file == null || last == null || file.equals(last)) {
            return null;
        }
        return modules.containsKey(last) ? failures.get(file) : null;
    }

    /** What has changed between the moment at which it was read, or looked for, and the moment from which on it is watched. */
    Set<Path> overtaken(Snapshot next, Collection<Snapshot.Name> names) {
        Set<Path> overtaken = new HashSet<>();
        for (Path file : rebuilt) {
            Module module = next.module(file);
            if (module != null) {
                overtaken.addAll(Changes.since(module));
            }
        }
        for (Path file : failed) {
            Snapshot.Failure failure = next.failures().get(file);
            if (failure != null && failure.isOvertaken()) {
                overtaken.add(file);
            }
        }
        Targets now = Targets.now();
        for (Snapshot.Name name : names) {
            if (!now.find(name).equals(next.targets().get(name))) {
                overtaken.add(Path.of(name.root()));
            }
        }
        return overtaken;
    }
}
