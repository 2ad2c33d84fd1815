package org.postern.daemon.importer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.postern.api.ModuleException;
import org.postern.daemon.compiler.Compiled;
import org.postern.daemon.fault.Fault;

/**
 * The functions of {@code Apache} that act for the module that calls them: it is that of the nearest frame whose class one of our
 * loaders loaded.
 */
public final class Callers {

    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private Callers() {}

    private record Caller(UnitLoader loader, Compiled file, Path logical) {}

    private static Caller caller(String call) {
        return of(
                WALKER.walk(frames -> frames.<Class<?>>map(StackWalker.StackFrame::getDeclaringClass)
                        .filter(Callers::isModule)
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException(call + ": no module calls"))),
                call);
    }

    /** Whether a class is of a module. */
    public static boolean isModule(Class<?> type) {
        return type.getClassLoader() instanceof UnitLoader;
    }

    private static Caller of(Class<?> caller, String call) {
        UnitLoader loader = (UnitLoader) caller.getClassLoader();
        Compiled file = loader.file(caller);
        if (file == null) {
            throw new IllegalStateException(call + ": class " + caller.getName() + " is of no file");
        }
        return new Caller(loader, file, loader.life().logical(file.file()));
    }

    /** {@code Apache.keep}. */
    public static <T> T keep(String name, Supplier<? extends T> supplier) {
        String call = "keep(\"" + name + "\")";
        Caller caller = caller(call);
        return value(caller, call, caller.logical(), name, supplier);
    }

    /** {@code Apache.shared}. */
    public static <T> T shared(String name, Supplier<? extends T> supplier) {
        String call = "shared(\"" + name + "\")";
        return value(caller(call), call, KeptState.SHARED, name, supplier);
    }

    @SuppressWarnings("unchecked")
    private static <T> T value(Caller caller, String call, Path owner, String name, Supplier<? extends T> supplier) {
        UnitLife life = caller.loader().life();
        T value = (T) life.state().get(call, owner, name, supplier);
        if (value instanceof ModuleExecutor executor) {
            life.letGo(executor);
        }
        return value;
    }

    /** {@code Apache.importModule}. */
    public static Class<?> importModule(String name) {
        String call = "importModule(\"" + name + "\")";
        Caller caller = caller(call);
        return imported(caller, Snapshot.Name.of(caller.file().source().lookup(), name), call);
    }

    /** {@code Apache.importModule} with a folder. */
    public static Class<?> importModule(String name, String dir) {
        String call = "importModule(\"" + name + "\", \"" + dir + "\")";
        if (!dir.startsWith("/")) {
            throw new IllegalArgumentException(call + " (expected: an absolute path)");
        }
        Caller caller = caller(call);
        List<String> path = caller.loader().life().importer().path();
        return imported(caller, Snapshot.Name.of(dir, path, name), call);
    }

    /** Whether it is a handler of Postern's own that calls, and no module. */
    static boolean isBundledNearest() {
        return WALKER.walk(frames -> frames.<Class<?>>map(StackWalker.StackFrame::getDeclaringClass)
                .filter(type -> isModule(type) || Bundled.isOurs(type))
                .findFirst()
                .map(Bundled::isOurs)
                .orElse(false));
    }

    private static Class<?> imported(Caller caller, Snapshot.Name wanted, String call) {
        UnitLife life = caller.loader().life();
        Build build = Initialisers.buildOf(life.importer());
        try {
            return build == null
                    ? ModuleView.ofCall(life.importer(), wanted)
                    : build.imports().require(caller.file(), life, wanted);
        } catch (Fault fault) {
            throw new ModuleException(call + " by " + caller.file().file() + ": " + fault.line(), fault);
        }
    }

    /** {@code Apache.dependsOn}. */
    public static void dependsOn(String path) {
        Caller caller = caller("dependsOn(\"" + path + "\")");
        Path file = Path.of(path);
        if (!file.isAbsolute() || Files.isDirectory(file)) {
            throw new IllegalArgumentException("dependsOn(\"" + path + "\") (expected: the absolute path of a file)");
        }
        UnitLife life = caller.loader().life();
        Ties ties = life.ties(caller.file().file());
        if (ties.dependsOn(file)) {
            Build build = life.build();
            if (build != null) {
                ties.files().forEach(build.inputs()::add);
            }
            life.importer().watch(ties);
        }
    }

    /** {@code Apache.executor} and {@code Apache.timer}. */
    public static ScheduledExecutorService executor(String name, int threads) {
        Caller caller = caller("executor(\"" + name + "\")");
        return caller.loader().life().executor(name, threads, caller.file(), caller.loader());
    }

    /** The label of the interpreter whose module calls; null if no module is on the stack. */
    public static @Nullable String interpreter() {
        return WALKER.walk(
                frames -> frames.map(frame -> frame.getDeclaringClass().getClassLoader())
                        .filter(UnitLoader.class::isInstance)
                        .map(loader -> ((UnitLoader) loader).life().importer().name())
                        .findFirst()
                        .orElse(null));
    }
}
