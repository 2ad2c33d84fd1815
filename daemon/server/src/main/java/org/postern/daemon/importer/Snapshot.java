package org.postern.daemon.importer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.compiler.Compiled;
import org.postern.daemon.compiler.Lookup;
import org.postern.daemon.compiler.SourceReader;
import org.postern.daemon.fault.Fault;

/**
 * All that one interpreter has loaded, at one moment. Immutable.
 *
 * @param epoch counts the replacements: snapshots of one epoch differ by what was added alone
 * @param targets which file a handler's module name means
 * @param modules by real path
 * @param failures by real path: why the newest text of a file is not what serves
 * @param directives the targets of the names that directives have, by root and module, so that a request finds them without a key
 * @param pins how many requests work with it
 */
record Snapshot(
        long epoch,
        Map<Name, Target> targets,
        Map<Path, Module> modules,
        Map<Path, Failure> failures,
        Map<String, Map<String, Target>> directives,
        AtomicInteger pins) {

    static final Snapshot EMPTY = of(0, Map.of(), Map.of(), Map.of());

    /**
     * A module by name: the folder in which it is looked up first, the root of that, more folders, the name.
     *
     * @param folder equal to {@code root} where a directive names the module
     */
    record Name(String folder, String root, List<String> path, String module) {

        /** As a directive names it. */
        static Name of(String root, List<String> path, String module) {
            return new Name(root, root, path, module);
        }

        /** As a module names another. */
        static Name of(Lookup from, String module) {
            return new Name(
                    from.base().toString(),
                    from.root().toString(),
                    from.path().stream().map(Path::toString).toList(),
                    module);
        }

        boolean isOfDirective() {
            return folder.equals(root);
        }
    }

    /**
     * Which file a name means, or where it was looked for.
     *
     * @param ways every folder, and every link to one, on the way to the places where it is looked for
     */
    record Target(Lookup finder, Lookup.Found found, Set<Path> ways) {}

    /**
     * What stands against a file.
     *
     * @param concerns the paths whose change may end it
     * @param read the files that were read for it, with the hashes of what was in them; empty for those that could not be read
     * @param missing the paths that were looked for in vain, of files and of folders
     * @param isOfAnother whether the fault is not the file's, nor that of what it uses, but of one that changed together with it
     * @param saved when the files were saved last whose initialisers threw; the cause may lie outside of all files
     * @param at when it happened, by {@link System#nanoTime}
     */
    record Failure(
            Fault fault,
            Set<Path> concerns,
            Map<Path, String> read,
            Set<Path> missing,
            boolean isOfAnother,
            Map<Path, FileTime> saved,
            long at) {

        Failure {
            concerns = Set.copyOf(concerns);
            read = Map.copyOf(read);
            missing = Set.copyOf(missing);
        }

        /** One of now. */
        Failure(Fault fault, Set<Path> concerns, Map<Path, String> read, Set<Path> missing) {
            this(fault, concerns, read, missing, false, Map.of(), System.nanoTime());
        }

        /** The same as what was thrown by the initialiser of a file. */
        Failure ofInitialiser(Path file) {
            return new Failure(fault, concerns, read, missing, isOfAnother, Map.of(file, savedAt(file)), at);
        }

        private static FileTime savedAt(Path file) {
            try {
                return Files.getLastModifiedTime(file);
            } catch (IOException gone) {
                return FileTime.fromMillis(0);
            }
        }

        /** The same for a file whose fault it is not. */
        Failure ofAnother() {
            return new Failure(fault, concerns, read, missing, true, saved, at);
        }

        boolean isOlderThan(Duration age) {
            return System.nanoTime() - at > age.toNanos();
        }

        /** Whether it came about as a module was initialised. */
        boolean isOfInitialiser() {
            return !saved.isEmpty();
        }

        /** Whether a file whose initialiser threw was saved again, though perhaps as it was. */
        boolean isSavedAgain() {
            return saved.entrySet().stream().anyMatch(entry -> !entry.getValue().equals(savedAt(entry.getKey())));
        }

        /** Whether a path is as it was found; not if nothing is known of that. */
        boolean isAsItWas(Path path) {
            String hash = read.getOrDefault(path, "");
            return hash.isEmpty() ? missing.contains(path) && !isThere(path) : hash.equals(SourceReader.hashNow(path));
        }

        /** Whether what was read, or looked for in vain, is not so any more. */
        boolean isOvertaken() {
            return !overtaken().isEmpty();
        }

        /** What is not any more as it was read, or looked for in vain. */
        Set<Path> overtaken() {
            Set<Path> overtaken = new HashSet<>();
            missing.stream().filter(Failure::isThere).forEach(overtaken::add);
            read.forEach((file, hash) -> {
                if (!hash.isEmpty() && !hash.equals(SourceReader.hashNow(file))) {
                    overtaken.add(file);
                }
            });
            return overtaken;
        }

        private static boolean isThere(Path path) {
            String name = path.toString();
            return name.endsWith(".java") || name.endsWith(".psp")
                    ? Files.isRegularFile(path)
                    : Files.isDirectory(path);
        }

        /** The same as what stands against the file that a name meant before, while it should mean {@code target}'s. */
        Failure insteadOf(Target target) {
            Set<Path> all = new HashSet<>(concerns);
            all.addAll(target.ways());
            all.addAll(target.found().links().keySet());
            Optional.ofNullable(target.found().file()).ifPresent(all::add);
            return new Failure(fault, all, read, missing, isOfAnother, saved, at);
        }

        /** Whether it was not what a file says but that it could not be read, which may have changed without a trace in its text. */
        boolean isOfUnread() {
            return read.containsValue("");
        }
    }

    static Snapshot of(long epoch, Map<Name, Target> targets, Map<Path, Module> modules, Map<Path, Failure> failures) {
        Map<String, Map<String, Target>> directives = new HashMap<>();
        targets.forEach((name, target) -> {
            if (name.isOfDirective()) {
                directives.computeIfAbsent(name.root(), root -> new HashMap<>()).put(name.module(), target);
            }
        });
        return new Snapshot(
                epoch, Map.copyOf(targets), Map.copyOf(modules), Map.copyOf(failures), directives, new AtomicInteger());
    }

    /** What a directive's name means; null if that is not known. */
    @Nullable
    Target directive(String root, String module) {
        Map<String, Target> targets = directives.get(root);
        return targets == null ? null : targets.get(module);
    }

    @Nullable
    Module module(Path file) {
        return modules.get(file);
    }

    /** A file as it was compiled; null if it is not loaded. */
    @Nullable
    Compiled compiled(Path file) {
        Module module = modules.get(file);
        return module == null ? null : module.compiled();
    }

    /** All files as they were compiled. */
    Map<Path, Compiled> compiled() {
        Map<Path, Compiled> all = new HashMap<>();
        modules.forEach((file, module) -> all.put(file, module.compiled()));
        return all;
    }

    /** Where the folders of JavaPath lead now; null if no directive's name is known. */
    @Nullable
    List<Path> pathNow() {
        return targets.keySet().stream()
                .filter(Name::isOfDirective)
                .findFirst()
                .map(name ->
                        name.path().stream().map(Path::of).map(Lookup::real).toList())
                .orElse(null);
    }

    /** The folders in which names are looked up. */
    Set<Path> places() {
        Set<Path> places = new HashSet<>();
        targets.values().forEach(target -> places.addAll(target.finder().places()));
        return places;
    }

    /** The paths whose change may make this snapshot stale. */
    Set<Path> concerns() {
        Set<Path> concerns = new HashSet<>();
        for (Module module : modules.values()) {
            concerns.add(module.file());
            concerns.addAll(module.compiled().missing());
            concerns.addAll(module.compiled().links().keySet());
            concerns.addAll(module.ties().concerns());
        }
        failures.values().forEach(failure -> concerns.addAll(failure.concerns()));
        for (Target target : targets.values()) {
            concerns.addAll(target.found().missing());
            concerns.addAll(target.found().links().keySet());
            concerns.addAll(target.ways());
        }
        return concerns;
    }

    /**
     * This snapshot and a name that another one knows, with what that needs.
     *
     * @return null if the other one does not have it, or if what it needs is here in another version
     */
    @Nullable
    Snapshot with(Name name, Target target, Snapshot other) {
        Path file = target.found().file();
        Target theirs = other.targets.get(name);
        if (file == null || theirs == null || !file.equals(theirs.found().file()) || !other.modules.containsKey(file)) {
            return null;
        }
        Map<Path, Module> all = new HashMap<>(modules);
        for (Path needed : other.closure(List.of(file))) {
            Module module = other.modules.get(needed);
            Module mine = module == null ? null : all.putIfAbsent(needed, module);
            if (mine != null && mine != module) {
                return null;
            }
        }
        Map<Name, Target> names = new HashMap<>(targets);
        names.put(name, target);
        Map<Path, Failure> failing = new HashMap<>(failures);
        failing.keySet().removeIf(failed -> all.containsKey(failed) && !modules.containsKey(failed));
        return of(epoch, names, all, failing);
    }

    /** The versions of units that are in it. */
    Set<UnitVersion> units() {
        Set<UnitVersion> units = Collections.newSetFromMap(new IdentityHashMap<>());
        modules.values().forEach(module -> units.add(module.unit()));
        return units;
    }

    /** This snapshot without what no name leads to. */
    Snapshot reachable() {
        Set<Path> files = new HashSet<>();
        targets.values()
                .forEach(target -> Optional.ofNullable(target.found().file()).ifPresent(files::add));
        return only(closure(files));
    }

    /** This snapshot with these files alone. */
    Snapshot only(Set<Path> files) {
        Map<Path, Module> kept = new HashMap<>(modules);
        kept.keySet().retainAll(files);
        Map<Path, Failure> failing = new HashMap<>(failures);
        failing.keySet().retainAll(files);
        return of(epoch, targets, kept, failing);
    }

    /** The files that {@code files} use, however indirectly, and what shares their units; {@code files} among them. */
    Set<Path> closure(Collection<Path> files) {
        Set<Path> closure = new HashSet<>();
        Deque<Path> next = new ArrayDeque<>(files);
        while (!next.isEmpty()) {
            Path file = next.pop();
            Module module = closure.add(file) ? modules.get(file) : null;
            if (module != null) {
                next.addAll(module.uses());
                next.addAll(module.unit().files());
            }
        }
        return closure;
    }

    /** The files that use one of {@code files}, however indirectly, or share a unit with one that does; without {@code files}. */
    Set<Path> dependents(Collection<Path> files) {
        Map<Path, Set<Path>> users = new HashMap<>();
        for (Module module : modules.values()) {
            module.uses()
                    .forEach(used ->
                            users.computeIfAbsent(used, u -> new HashSet<>()).add(module.file()));
            module.unit()
                    .files()
                    .forEach(mate ->
                            users.computeIfAbsent(mate, m -> new HashSet<>()).add(module.file()));
        }
        Set<Path> dependents = new HashSet<>();
        Collection<Path> fresh = files;
        while (!fresh.isEmpty()) {
            Set<Path> next = new HashSet<>();
            fresh.forEach(file -> next.addAll(users.getOrDefault(file, Set.of())));
            next.removeAll(dependents);
            dependents.addAll(next);
            fresh = next;
        }
        dependents.removeAll(files);
        return dependents;
    }
}
