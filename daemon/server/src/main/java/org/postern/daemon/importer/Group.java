package org.postern.daemon.importer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.compiler.Compiled;

/**
 * The files that a build makes together, one group after another: what each has become by now, which comes into the draft for all of
 * them or for none. Belongs to the thread that builds.
 */
final class Group {

    private final Draft draft;
    private final Map<Path, Linked> linked = new LinkedHashMap<>();
    private final Map<Path, Module> initialised = new LinkedHashMap<>();
    private final Map<Path, Optional<Snapshot.Target>> met = new LinkedHashMap<>();
    private Set<Path> stale = Set.of();
    private Set<Path> culprits = Set.of();

    Group(Draft draft) {
        this.draft = draft;
    }

    /** @param staleFiles every file whose version in the draft must not be used, of this group and of others */
    void begin(Set<Path> staleFiles) {
        stale = staleFiles;
        culprits = Set.of();
        met.clear();
    }

    /** All are made. */
    void succeed() {
        draft.succeed(initialised);
    }

    /** @param made whether what was linked may be used */
    void end(boolean made) {
        if (!made) {
            linked.values().forEach(each -> each.unit().life().discard());
        }
        linked.clear();
        initialised.clear();
    }

    // --- what belongs to it

    void add(Linked file) {
        linked.put(file.file(), file);
    }

    void add(Module module) {
        initialised.put(module.file(), module);
    }

    /** Takes out the units that cannot be used: an initialiser that imported one of them may go on without. */
    void drop(List<Linked> files) {
        Set<UnitVersion> useless = new HashSet<>();
        files.stream().filter(each -> !isInitialised(each)).forEach(each -> useless.add(each.unit()));
        for (Linked each : files) {
            if (useless.contains(each.unit())) {
                linked.remove(each.file());
                initialised.remove(each.file());
            }
        }
        useless.forEach(unit -> unit.life().discard());
    }

    @Nullable
    Linked linked(Path file) {
        return linked.get(file);
    }

    /** The files that have their loaders. */
    Set<Path> linked() {
        return linked.keySet();
    }

    boolean isInitialised(Linked file) {
        return initialised.containsKey(file.file());
    }

    /** The module that a file of the group has become. */
    Module made(Path file) {
        Module module = initialised.get(file);
        if (module == null) {
            throw new IllegalStateException("neither made nor failed: " + file);
        }
        return module;
    }

    // --- what stands in its way

    /**
     * The files that have to be made together with it, as it turned out when it was compiled, or imported as it was initialised: nothing
     * comes of it. With those that have no version, how to find them.
     */
    Map<Path, Optional<Snapshot.Target>> met() {
        return met;
    }

    /** The files whose own fault it is that nothing comes of it; empty if that is not known. */
    Set<Path> culprits() {
        return culprits;
    }

    void blame(Set<Path> files) {
        culprits = files;
    }

    // --- what there is by now: of the group, else of the draft

    boolean has(Path file) {
        return linked.containsKey(file) || draft.modules.containsKey(file);
    }

    boolean isStale(Path file) {
        return stale.contains(file);
    }

    /** The stale files that are not made anew by now. */
    Set<Path> stale() {
        Set<Path> left = new HashSet<>(stale);
        left.removeAll(linked.keySet());
        return left;
    }

    Snapshot snapshot() {
        Map<Path, Module> modules = new HashMap<>(draft.modules);
        modules.putAll(initialised);
        return Snapshot.of(draft.base.epoch(), draft.base.targets(), modules, draft.failures);
    }

    @Nullable
    Compiled compiled(Path file) {
        Linked here = linked.get(file);
        if (here != null) {
            return here.compiled();
        }
        Module module = draft.modules.get(file);
        return module == null ? null : module.compiled();
    }

    @Nullable
    UnitLoader loader(Path file) {
        Linked here = linked.get(file);
        if (here != null) {
            return here.unit().loader();
        }
        Module module = draft.modules.get(file);
        return module == null ? null : module.unit().loader();
    }

    /** The hashes of those files that there are; not where an older text is kept. */
    Map<Path, String> hashes(Collection<Path> files) {
        Map<Path, String> hashes = new HashMap<>();
        for (Path file : files) {
            Compiled known = compiled(file);
            if (known != null && !isKept(file)) {
                hashes.put(file, known.source().hash());
            }
        }
        return hashes;
    }

    private boolean isKept(Path file) {
        Module module = draft.modules.get(file);
        return draft.failures.containsKey(file)
                || module != null && module.origin().isRolledBack()
                || !Files.exists(file);
    }
}
