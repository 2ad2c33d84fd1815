package org.postern.daemon.importer;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.postern.daemon.compiler.ClassFacts;
import org.postern.daemon.compiler.Compiled;

/**
 * Cuts compiled files into units.
 *
 * <p>A unit is a strongly connected component of "uses". Files are joined further where Java needs one loader, as a package at run
 * time is a name <em>and</em> a loader: for a class that is not public, or a member that is package-private or protected, of the same
 * package; for a class and what it extends or implements within a package, since an overridden package-private method would silently
 * be another one across loaders; for a sealed type and what it permits.
 *
 * <p>What is joined with a changed file, or depends on what is, gets a new version too: the same classes, newly linked.
 */
final class UnitCutter {

    /**
     * The files that need one loader.
     *
     * @param joins why they do, in sentences
     */
    record Unit(List<Compiled> files, List<String> joins) {}

    private final Snapshot base;
    private final Set<Path> stale;
    private final Map<Path, Compiled> nodes;
    private final Map<Path, Set<Path>> edges = new HashMap<>();
    private final Map<Path, Map<Path, String>> reasons = new HashMap<>();
    private final Set<Path> left = new LinkedHashSet<>();

    /** @param stale files that have to be compiled anew, unless they are, so that their old classes must not be linked anew */
    UnitCutter(Snapshot base, Set<Path> stale, Map<Path, Compiled> compiled) {
        this.base = base;
        this.stale = stale;
        this.nodes = new LinkedHashMap<>(compiled);
    }

    /** The units, each after those that it uses. */
    List<Unit> cut() {
        grow();
        for (Compiled node : nodes.values()) {
            edges.computeIfAbsent(node.file(), f -> new LinkedHashSet<>()).addAll(node.uses());
            for (Path mate : joins(node)) {
                edges.computeIfAbsent(node.file(), f -> new LinkedHashSet<>()).add(mate);
                edges.computeIfAbsent(mate, f -> new LinkedHashSet<>()).add(node.file());
            }
        }
        return new Components()
                .all().stream().map(files -> new Unit(files, why(files))).toList();
    }

    /** The stale files that are joined with what is to be linked, or use it, and are not compiled: without them it must not be. */
    Set<Path> left() {
        return left;
    }

    /** Why files share a unit, in sentences. */
    private List<String> why(List<Compiled> unit) {
        Set<Path> files = new LinkedHashSet<>();
        unit.forEach(file -> files.add(file.file()));
        List<String> joins = new ArrayList<>();
        for (Path file : files) {
            reasons.getOrDefault(file, Map.of()).forEach((mate, why) -> {
                if (files.contains(mate)) {
                    joins.add(file.getFileName() + " " + why + " of " + mate.getFileName());
                }
            });
        }
        if (joins.isEmpty() && files.size() > 1) {
            joins.add("they use each other");
        }
        return joins;
    }

    /** Adds what is joined with a node, and what of the snapshot uses a file that is to be replaced. */
    private void grow() {
        boolean grown = true;
        while (grown) {
            Set<Path> more = new LinkedHashSet<>();
            nodes.values().forEach(node -> more.addAll(joins(node)));
            for (Module module : base.modules().values()) {
                boolean usesReplaced =
                        module.uses().stream().anyMatch(used -> nodes.containsKey(used) && base.module(used) != null);
                if (usesReplaced) {
                    more.add(module.file());
                }
            }
            grown = false;
            for (Path file : more) {
                Module module = base.module(file);
                if (module != null && stale.contains(file) && !nodes.containsKey(file)) {
                    left.add(file);
                } else if (module != null && !nodes.containsKey(file)) {
                    for (Path mate : module.unit().files()) {
                        Module member = base.module(mate);
                        if (member != null && stale.contains(mate)) {
                            left.add(mate);
                        } else if (member != null) {
                            nodes.putIfAbsent(mate, member.compiled());
                        }
                    }
                    grown = true;
                }
            }
        }
    }

    /** The other files with which this one has to share a loader. */
    private Set<Path> joins(Compiled file) {
        Map<Path, String> mates = new LinkedHashMap<>();
        for (ClassFacts facts : file.facts().values()) {
            for (String parent : facts.parents()) {
                join(mates, file, found(file, parent), facts, true, "extends " + simple(parent));
            }
            for (String permitted : facts.permitted()) {
                Found found = found(file, permitted);
                if (found != null) {
                    mates.putIfAbsent(found.owner().file(), "permits " + simple(permitted));
                }
            }
            for (String name : facts.classes()) {
                Found found = found(file, name);
                join(
                        mates,
                        file,
                        found,
                        facts,
                        found != null && !found.facts().isPublic(),
                        "uses the package-private type " + simple(name));
            }
            for (ClassFacts.Use use : facts.uses()) {
                Found declared = declared(file, use, use.owner());
                join(
                        mates,
                        file,
                        declared,
                        facts,
                        declared != null && isPackageBound(declared.facts().accessOf(use)),
                        "uses the package-private or protected " + use.name());
            }
        }
        mates.remove(file.file());
        reasons.put(file.file(), mates);
        return mates.keySet();
    }

    private static void join(
            Map<Path, String> mates,
            Compiled file,
            @Nullable Found found,
            ClassFacts facts,
            boolean bound,
            String why) {
        if (bound
                && found != null
                && found.owner() != file
                && found.facts().packageName().equals(facts.packageName())) {
            mates.putIfAbsent(found.owner().file(), why);
        }
    }

    private static String simple(String name) {
        return name.substring(name.lastIndexOf('/') + 1).replace('$', '.');
    }

    private static boolean isPackageBound(int access) {
        return (access & (Opcodes.ACC_PUBLIC | Opcodes.ACC_PRIVATE)) == 0;
    }

    private record Found(Compiled owner, ClassFacts facts) {}

    /** The class of a name as a file sees it. */
    private @Nullable Found found(Compiled from, String name) {
        ClassFacts own = from.facts().get(name);
        if (own != null) {
            return new Found(from, own);
        }
        for (Path used : from.uses()) {
            Compiled other = file(used);
            ClassFacts facts = other == null ? null : other.facts().get(name);
            if (other != null && facts != null) {
                return new Found(other, facts);
            }
        }
        return null;
    }

    private @Nullable Compiled file(Path path) {
        Compiled node = nodes.get(path);
        if (node != null) {
            return node;
        }
        Module module = base.module(path);
        return module == null ? null : module.compiled();
    }

    /** The class that declares a member, found from the class in which it is looked for upwards. */
    private @Nullable Found declared(Compiled from, ClassFacts.Use use, String className) {
        Found found = found(from, className);
        if (found == null || found.facts().accessOf(use) >= 0) {
            return found;
        }
        for (String parent : found.facts().parents()) {
            Found above = declared(found.owner(), use, parent);
            if (above != null && above.facts().accessOf(use) >= 0) {
                return above;
            }
        }
        return null;
    }

    /** Tarjan's algorithm; components come out dependencies first. */
    private final class Components {

        private final Map<Path, Integer> index = new HashMap<>();
        private final Map<Path, Integer> low = new HashMap<>();
        private final Deque<Path> stack = new ArrayDeque<>();
        private final List<List<Compiled>> components = new ArrayList<>();

        List<List<Compiled>> all() {
            for (Path file : nodes.keySet()) {
                if (!index.containsKey(file)) {
                    visit(file);
                }
            }
            return components;
        }

        private void visit(Path file) {
            int mine = index.size();
            index.put(file, mine);
            low.put(file, mine);
            stack.push(file);
            for (Path next : edges.getOrDefault(file, Set.of())) {
                if (!nodes.containsKey(next)) {
                    continue;
                }
                if (!index.containsKey(next)) {
                    visit(next);
                    low.merge(file, low.get(next), Math::min);
                } else if (stack.contains(next)) {
                    low.merge(file, index.get(next), Math::min);
                }
            }
            if (low.get(file) == mine) {
                List<Compiled> component = new ArrayList<>();
                Path member;
                do {
                    member = stack.pop();
                    component.add(nodes.get(member));
                } while (!member.equals(file));
                components.add(component);
            }
        }
    }
}
