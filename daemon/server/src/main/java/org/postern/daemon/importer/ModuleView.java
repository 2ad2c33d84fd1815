package org.postern.daemon.importer;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/**
 * The modules as one request sees them: those of the snapshot with which it began, and what it is the first to load. Belongs to the
 * request's thread.
 */
public final class ModuleView {

    private final Importer importer;
    private Snapshot snapshot;

    ModuleView(Importer importer, Snapshot snapshot) {
        this.importer = importer;
        this.snapshot = snapshot;
    }

    /** Takes the newest versions, after waiting for changes that are known and not yet live. For the start of a request only. */
    public void awaitChanges() {
        importer.awaitPending();
        snapshot = importer.current();
    }

    /**
     * A module.
     *
     * @param root the folder in which it is looked for first
     * @param name with a slash in it, a relative path; else dots separate folders
     * @param newest whether an error of its newest text is wanted rather than its last good version
     * @throws Fault if there is no such file, or it cannot be used
     */
    public Module module(String root, String name, boolean newest) {
        Snapshot.Name wanted = new Snapshot.Name(root, importer.path(), name);
        Snapshot.Target target = snapshot.targets().get(wanted);
        if (target == null || importer.isWorthAnotherTry(snapshot, wanted, target)) {
            snapshot = importer.load(snapshot, wanted);
            target = snapshot.targets().get(wanted);
        }
        Path file = target == null ? null : target.found().file();
        if (target == null || file == null) {
            throw new Fault(
                    Code.NO_MODULE,
                    "module " + name + ": there is no source file; looked for, in this order: " + places(target));
        }
        Snapshot.Failure failure = snapshot.failures().get(file);
        Module module = snapshot.module(file);
        if (failure != null && (module == null || newest)) {
            throw failure.fault();
        }
        if (module == null) {
            throw new IllegalStateException("neither loaded nor failed: " + file);
        }
        return module;
    }

    private static String places(Snapshot.@Nullable Target target) {
        Stream<Path> missing = target == null ? Stream.of() : target.found().missing().stream();
        return missing.map(Path::toString).collect(Collectors.joining(", "));
    }

    /** The modules loaded, in order of their files: which version, of which file. */
    public List<Map.Entry<String, String>> list() {
        return snapshot.modules().values().stream()
                .map(module ->
                        Map.entry("version " + module.version(), module.file().toString()))
                .sorted(Map.Entry.comparingByValue())
                .toList();
    }

    /** The loaded module that has a class of this name, for the excerpts of stack traces; null if there is none. */
    public @Nullable Module byClass(String className) {
        return snapshot.modules().values().stream()
                .filter(module -> module.compiled().classes().containsKey(className))
                .findFirst()
                .orElse(null);
    }
}
