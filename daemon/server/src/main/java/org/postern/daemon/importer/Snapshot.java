package org.postern.daemon.importer;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.fault.Fault;

/**
 * All that one interpreter has loaded, at one moment. Immutable.
 *
 * @param epoch counts the replacements: snapshots of one epoch differ by what was added alone
 * @param targets which file a handler's module name means
 * @param modules by real path
 * @param failures by real path: why the newest text of a file is not what serves
 */
record Snapshot(long epoch, Map<Name, Target> targets, Map<Path, Module> modules, Map<Path, Failure> failures) {

    static final Snapshot EMPTY = new Snapshot(0, Map.of(), Map.of(), Map.of());

    /** A module as a directive names it: the folder in which it is looked up first, more folders, the name. */
    record Name(String root, List<String> path, String module) {}

    /**
     * Which file a name means, or where it was looked for.
     *
     * @param links every folder, and every link to one, on the way to the places where it is looked for
     */
    record Target(Lookup finder, Lookup.Found found, Set<Path> links) {}

    /** What stands against a file, and the paths whose change may end it. */
    record Failure(Fault fault, Set<Path> concerns) {}

    Snapshot {
        targets = Map.copyOf(targets);
        modules = Map.copyOf(modules);
        failures = Map.copyOf(failures);
    }

    @Nullable
    Module module(Path file) {
        return modules.get(file);
    }

    /** The paths whose change may make this snapshot stale. */
    Set<Path> concerns() {
        Set<Path> concerns = new HashSet<>();
        for (Module module : modules.values()) {
            concerns.add(module.file());
            concerns.addAll(module.compiled().missing());
        }
        failures.values().forEach(failure -> concerns.addAll(failure.concerns()));
        for (Target target : targets.values()) {
            concerns.addAll(target.found().missing());
            concerns.addAll(target.links());
        }
        return concerns;
    }

    /** The files that use one of {@code files}, however indirectly, or share a unit with one that does; without {@code files}. */
    Set<Path> dependents(Collection<Path> files) {
        Map<Path, Set<Path>> users = new HashMap<>();
        for (Module module : modules.values()) {
            module.compiled()
                    .uses()
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
