package org.postern.daemon.importer;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.postern.api.PSPInterface;
import org.postern.daemon.compiler.ClosedFolders;
import org.postern.daemon.compiler.Lookup;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.fault.Tellable;

/**
 * The modules as one request sees them: those of the snapshot with which it began, and what it is the first to load. Belongs to the
 * request's thread, and must be left.
 *
 * <p>It can be extended, so that a request need not have an object more for it.
 */
public class ModuleView {

    private static final ThreadLocal<@Nullable ModuleView> CURRENT = new ThreadLocal<>();

    private final Importer importer;
    private final String asker;
    private volatile Snapshot snapshot; // a clock that ends the request explains where it was
    private Set<Path> failed = Set.of();
    private @Nullable ModuleView outer;

    public ModuleView(Importer importer) {
        this(importer, "a request");
    }

    /** @param asker who it is that asks for modules, as `postern modules` tells it of those that are first loaded so */
    public ModuleView(Importer importer, String asker) {
        this.importer = importer;
        this.asker = asker;
        this.snapshot = importer.enter();
    }

    /** From now on, and until it is left, this is what modules that this thread calls import from. */
    public final void enter() {
        outer = CURRENT.get();
        CURRENT.set(this);
    }

    /** The request has ended: its versions may end too. */
    public final void leave() {
        if (CURRENT.get() == this) {
            CURRENT.set(outer);
        }
        importer.leave(snapshot);
    }

    /** Takes the newest versions, after waiting for changes that are known and not yet live. For the start of a request only. */
    public final void awaitChanges() {
        importer.awaitPending();
        Snapshot before = snapshot;
        snapshot = importer.enter();
        importer.leave(before);
    }

    /**
     * A module that a directive names.
     *
     * @param root the folder in which it is looked for first
     * @param name with a slash in it, a relative path; else dots separate folders
     * @param newest whether an error of its newest text is wanted rather than its last good version
     * @throws Fault if there is no such file, or it cannot be used
     */
    public final Module module(String root, String name, boolean newest) {
        Snapshot.Target target = snapshot.directive(root, name);
        if (target == null || isWorthAnotherTry(target)) {
            return load(Snapshot.Name.of(root, importer.path(), name), newest);
        }
        return module(name, target, newest);
    }

    /** Not for what has failed in this request already: it fails alike to its end. */
    private boolean isWorthAnotherTry(Snapshot.Target target) {
        Path file = target.found().file();
        return (file == null || !failed.contains(file)) && importer.isWorthAnotherTry(snapshot, target);
    }

    private Module load(Snapshot.Name wanted, boolean newest) {
        Snapshot before = snapshot;
        snapshot = importer.load(before, wanted, asker);
        importer.leave(before);
        Snapshot.Target target = snapshot.targets().get(wanted);
        if (target == null) {
            throw new IllegalStateException("neither found nor missing: " + wanted.module());
        }
        return module(wanted.module(), target, newest);
    }

    private Module module(String name, Snapshot.Target target, boolean newest) {
        Path file = target.found().file();
        if (file == null) {
            throw noModule(name, target);
        }
        Snapshot.Failure failure = snapshot.failures().get(file);
        Module module = snapshot.module(file);
        if (failure != null && (module == null || newest && !failure.isOfAnother())) {
            failed = new HashSet<>(failed);
            failed.add(file);
            throw failure.fault();
        }
        if (module == null) {
            throw new IllegalStateException("neither loaded nor failed: " + file);
        }
        return module;
    }

    static Fault noModule(String name, Snapshot.Target target) {
        List<Path> missing = target.found().missing();
        String closed = ClosedFolders.told(missing);
        String lookedFor = "; looked for, in this order: "
                + missing.stream().map(Path::toString).collect(Collectors.joining(", "));
        return closed.isEmpty()
                ? new Fault(Code.NO_MODULE, "module " + name + ": there is no source file" + lookedFor)
                : new Fault(Code.UNREADABLE, "module " + name + ": " + closed + lookedFor);
    }

    /** What a module imports while a request runs, of that request's versions; outside of requests, of the newest. */
    static Class<?> ofCall(Importer importer, Snapshot.Name wanted) {
        ModuleView current = CURRENT.get();
        if (current != null && current.importer == importer) {
            return current.imported(wanted);
        }
        ModuleView view = new ModuleView(importer);
        try {
            return view.imported(wanted);
        } finally {
            view.leave();
        }
    }

    private Class<?> imported(Snapshot.Name wanted) {
        Snapshot.Target target = snapshot.targets().get(wanted);
        Module module = target == null || isWorthAnotherTry(target)
                ? load(wanted, false)
                : module(wanted.module(), target, false);
        return module.type();
    }

    /** What a handler of Postern's own imports for the request that this thread runs. */
    public static Class<?> ofRequest(String root, String name) {
        ModuleView current = ofThread(name);
        current.checkMayRun(root, name);
        return current.module(root, name, current.wantsNewest()).type();
    }

    /** The same if it is loaded from that folder, is in order and may run; else null. */
    public static @Nullable Class<?> loadedOfRequest(String root, String name) {
        ModuleView current = ofThread(name);
        Snapshot.Target target = current.snapshot.directive(root, name);
        Path file = target == null || !target.found().missing().isEmpty()
                ? null
                : target.found().file();
        Module module = file == null ? null : current.snapshot.module(file);
        if (module == null || current.snapshot.failures().containsKey(module.file())) {
            return null;
        }
        current.checkMayRun(root, name);
        return module.type();
    }

    /** A page for the request that this thread runs; one of its modules, or a handler of Postern's own, asks for it. */
    static Entry pageOfRequest(String root, String path) {
        ModuleView current = ofThread(path);
        current.checkMayRun(root, path);
        Module page = current.module(root, path, current.wantsNewest());
        Entry entry = page.entry("page", PSPInterface.class);
        if (entry == null) {
            throw new IllegalStateException("the class of a page without its method: " + page.file());
        }
        return entry;
    }

    /** The code that a page comes to, which the request that this thread runs may see. */
    static String codeOfPage(Path file) {
        ModuleView current = ofThread(file.toString());
        current.checkMayRun(String.valueOf(file.getParent()), String.valueOf(file.getFileName()));
        return current.importer.toolchain().code(Lookup.real(file));
    }

    private static ModuleView ofThread(String name) {
        ModuleView current = CURRENT.get();
        if (current == null) {
            throw new IllegalStateException("module \"" + name + "\": no request runs on this thread");
        }
        return current;
    }

    private void checkMayRun(String root, String name) {
        if (!mayRun()) {
            throw codeOff("module " + root + "/" + name);
        }
    }

    /** Whether sources may run here. */
    protected boolean mayRun() {
        return true;
    }

    /** @param what should have run */
    protected static Fault codeOff(String what) {
        return new Fault(Code.CODE_OFF, what + ": JavaCode is Off here");
    }

    /** Says in stack traces where the parts of pages come from. */
    public final void explain(Throwable thrown) {
        new IncludedLines(this).explain(thrown);
    }

    /** As {@link #explain}, for the request that this thread runs. */
    static void explainForRequest(Throwable thrown) {
        ModuleView current = CURRENT.get();
        if (current != null && Tellable.of(thrown) == thrown) {
            current.explain(thrown);
        }
    }

    /** Whether an error of the newest text is wanted rather than its last good version. */
    protected boolean wantsNewest() {
        return false;
    }

    /** The modules loaded, in order of their files: which version, of which file. */
    public final List<Map.Entry<String, String>> list() {
        return snapshot.modules().values().stream()
                .map(module ->
                        Map.entry("version " + module.version(), module.file().toString()))
                .sorted(Map.Entry.comparingByValue())
                .toList();
    }

    /**
     * The module whose code a frame of a stack trace is in; null if it is none of these.
     *
     * @param loaderName the name of the frame's class loader
     */
    public final @Nullable Module byFrame(@Nullable String loaderName, String className) {
        return snapshot.modules().values().stream()
                .filter(module -> module.compiled().classes().containsKey(className)
                        && module.unit().loader().getName().equals(loaderName))
                .findFirst()
                .orElse(null);
    }
}
