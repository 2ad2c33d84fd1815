package org.postern.daemon.importer;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.compiler.Compilation;
import org.postern.daemon.compiler.Compiled;
import org.postern.daemon.compiler.Source;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** Compiles the files of a group, with what they use, and cuts them into units. */
final class GroupCompiler {

    /** Compilers are hungry; more of them than processors help nobody. */
    private static final Semaphore COMPILERS =
            new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()));

    private final Importer importer;
    private final Group group;
    private final Inputs inputs;

    GroupCompiler(Importer importer, Group group, Inputs inputs) {
        this.importer = importer;
        this.group = group;
        this.inputs = inputs;
    }

    /**
     * The units of files, and of what has to be linked along, each after those that it uses.
     *
     * @param wanted how to find files that have no version yet
     * @param roots the files that names mean
     * @return null if the group has met files that have to be made together with it
     */
    @Nullable
    List<UnitCutter.Unit> units(Set<Path> files, Map<Path, Snapshot.Target> wanted, Set<Path> roots) {
        Set<Path> stale = group.stale();
        Snapshot base = group.snapshot();
        Compilation compilation = importer.toolchain().compilation(group::compiled, stale);
        compile(compilation, base, files, wanted);
        importer.stops().compiled();
        Map<Path, Compiled> compiled = new LinkedHashMap<>(compilation.compiled());
        Set<Path> used = stillUsed(base, compiled, roots, wanted.keySet());
        compiled.keySet().retainAll(used);
        UnitCutter cutter = new UnitCutter(base.only(used), stale, compiled);
        List<UnitCutter.Unit> units = cutter.cut();
        Set<Path> others = new LinkedHashSet<>(cutter.left());
        compiled.keySet().stream()
                .filter(file -> stale.contains(file) && !files.contains(file) && base.module(file) != null)
                .forEach(others::add);
        others.forEach(file -> group.met().put(file, Optional.empty()));
        return others.isEmpty() ? units : null;
    }

    private void compile(Compilation compilation, Snapshot base, Set<Path> files, Map<Path, Snapshot.Target> wanted) {
        COMPILERS.acquireUninterruptibly();
        try {
            List<Source> sources = new ArrayList<>();
            for (Path file : files) {
                sources.add(source(compilation, base, file, wanted));
            }
            compile(compilation, sources);
        } finally {
            COMPILERS.release();
            inputs.add(compilation, group.hashes(compilation.concerns()));
        }
    }

    /** What is nested too deeply for the compiler is an error of its source, not one of everybody's. */
    private static void compile(Compilation compilation, List<Source> sources) {
        try {
            compilation.compile(sources);
        } catch (Fault fault) {
            throw fault;
        } catch (RuntimeException | Error failed) {
            String files =
                    sources.stream().map(source -> source.file().toString()).collect(Collectors.joining(", "));
            throw new Fault(
                    Code.COMPILE,
                    files + ": the compiler failed: " + failed
                            + " (expected: sources that it can cope with; perhaps one is nested too deeply)",
                    failed);
        }
    }

    private static Source source(Compilation compilation, Snapshot base, Path file, Map<Path, Snapshot.Target> wanted) {
        Module before = base.module(file);
        if (before != null) {
            Source last = before.compiled().source();
            List<Path> path = base.pathNow();
            return compilation.source(last, path == null ? last.lookup().path() : path);
        }
        Snapshot.Target target = wanted.get(file);
        if (target == null) {
            throw new Fault(Code.UNREADABLE, file + ": nobody asks for it any more");
        }
        return compilation.source(target.found(), target.finder());
    }

    /** What is used now that files were compiled; the rest need not get new loaders, and could be in the way of what does. */
    private Set<Path> stillUsed(
            Snapshot base, Map<Path, Compiled> compiled, Collection<Path> roots, Collection<Path> wanted) {
        Set<Path> used = new HashSet<>();
        Deque<Path> next = new ArrayDeque<>(roots);
        next.addAll(group.linked());
        next.addAll(wanted);
        while (!next.isEmpty()) {
            Path file = next.pop();
            if (used.add(file)) {
                Linked here = group.linked(file);
                Module module = base.module(file);
                Compiled made = here == null ? compiled.get(file) : here.compiled();
                next.addAll(
                        made == null
                                ? module == null ? Set.of() : module.compiled().uses()
                                : made.uses());
                next.addAll(
                        here != null
                                ? here.ties().modules()
                                : module == null ? Set.of() : module.ties().modules());
            }
        }
        return used;
    }
}
