package org.postern.daemon.importer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.postern.api.spi.Host;
import org.postern.daemon.compiler.ApiLoader;
import org.postern.daemon.compiler.Toolchain;
import org.postern.daemon.compiler.Trust;
import org.postern.daemon.config.Plan;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.kit.LogCapture;
import org.postern.daemon.watch.FileWatcher;
import org.slf4j.LoggerFactory;

/**
 * An importer over a folder of its own, for one test. Modules have a static method {@code text()}, which {@link #ask} calls.
 *
 * <p>Its JavaPath is the folder {@code path} in that. Changes are taken into account when the test calls {@link #refresh}; or, with {@link #watched}, as in a daemon.
 */
final class Bench implements AutoCloseable {

    private final Path folder;
    private final FileWatcher watcher;
    private final Importer importer;
    private final Housekeeping housekeeping;
    private final LogCapture log = new LogCapture();

    private Bench(Path folder, Duration settle, ClassLoader libraries, boolean hasJars, Plan.Compiler compiler) {
        this(folder, settle, libraries, hasJars, compiler, new Housekeeping(Duration.ofMinutes(5)));
    }

    private Bench(
            Path folder,
            Duration settle,
            ClassLoader libraries,
            boolean hasJars,
            Plan.Compiler compiler,
            Housekeeping housekeeping) {
        Host.install(new BenchHost());
        this.folder = folder;
        this.housekeeping = housekeeping;
        this.watcher = watcher(settle);
        this.importer = new Importer(
                "bench",
                List.of(folder.resolve("path").toString()),
                new Toolchain(new Trust(List.of(folder), Optional.empty()), libraries, hasJars, compiler, null),
                libraries,
                watcher,
                housekeeping,
                LoggerFactory.getLogger("interpreter.bench"));
    }

    private static FileWatcher watcher(Duration settle) {
        try {
            return new FileWatcher(settle);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Changes come by hand. */
    static Bench byHand() {
        return new Bench(newFolder(), Duration.ofHours(1), new ApiLoader(), false, Plan.Compiler.ECJ);
    }

    /** Changes come by hand; whoever waits for another's load, or supplier, does so for so long. */
    static Bench withPatience(Duration patience) {
        Housekeeping housekeeping = new Housekeeping(Duration.ofMinutes(5), patience, Duration.ofHours(1));
        return new Bench(newFolder(), Duration.ofHours(1), new ApiLoader(), false, Plan.Compiler.ECJ, housekeeping);
    }

    /** Changes come by hand; an old version may hand over for so long. */
    static Bench withHang(Duration hang) {
        Housekeeping housekeeping = new Housekeeping(Duration.ofMinutes(5), Duration.ofMinutes(1), hang);
        return new Bench(newFolder(), Duration.ofHours(1), new ApiLoader(), false, Plan.Compiler.ECJ, housekeeping);
    }

    /** Changes come from the system, after a settle time. */
    static Bench watched(Duration settle) {
        return new Bench(newFolder(), settle, new ApiLoader(), false, Plan.Compiler.ECJ);
    }

    /** Changes come by hand, and Janino compiles. */
    static Bench ofJanino() {
        return new Bench(newFolder(), Duration.ofHours(1), new ApiLoader(), false, Plan.Compiler.JANINO);
    }

    /** Changes come by hand, and there is a library. */
    static Bench withJar(Path jar) throws IOException {
        URL[] urls = {jar.toUri().toURL()};
        return new Bench(
                newFolder(), Duration.ofHours(1), new URLClassLoader(urls, new ApiLoader()), true, Plan.Compiler.ECJ);
    }

    /** Changes come from the system, and there is a library. */
    static Bench watchedWithJar(Path jar, Duration settle) throws IOException {
        URL[] urls = {jar.toUri().toURL()};
        return new Bench(newFolder(), settle, new URLClassLoader(urls, new ApiLoader()), true, Plan.Compiler.ECJ);
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("postern-bench-").toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An importer that never looks at anything again, over the same folder. */
    Importer frozen() {
        ClassLoader api = new ApiLoader();
        return new Importer(
                "frozen",
                List.of(),
                new Toolchain(new Trust(List.of(folder), Optional.empty()), api, false, Plan.Compiler.ECJ, null),
                api,
                null,
                housekeeping,
                LoggerFactory.getLogger("interpreter.frozen"));
    }

    Importer importer() {
        return importer;
    }

    LogCapture log() {
        return log;
    }

    /** A path in the folder. */
    Path path(String name) {
        return folder.resolve(name);
    }

    /** Writes a file, in its place at once, with the folders on the way. */
    Path file(String name, String... lines) throws IOException {
        Path file = path(name);
        Files.createDirectories(file.getParent());
        Path fresh = Files.createTempFile(folder, "fresh-", "");
        Files.writeString(fresh, String.join("\n", lines));
        return Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** A public class, one method of which gives what an expression says. */
    Path text(String name, String expression) throws IOException {
        String type = name.substring(name.lastIndexOf('/') + 1).replace(".java", "");
        return file(name, "public class " + type + " {", "public static Object text() { return " + expression + "; }}");
    }

    /** A class that counts how often it was asked, and says what an expression gives. */
    Path counting(String name, String expression) throws IOException {
        String type = name.substring(name.lastIndexOf('/') + 1).replace(".java", "");
        return file(
                name,
                "public class " + type + " {",
                "static int count;",
                "public static Object text() { return " + expression + " + \" \" + ++count; }}");
    }

    void delete(String name) throws IOException {
        Files.delete(path(name));
    }

    // --- modules

    /** What a request that begins now sees; it does not end. */
    ModuleView view() {
        return new ModuleView(importer);
    }

    Module module(ModuleView view, String root, String name) {
        return view.module(path(root).toString(), name, false);
    }

    Module module(String name) {
        return inRequest(view -> module(view, "", name));
    }

    /** What comes of a request that begins now, and ends. */
    <T> T inRequest(Function<ModuleView, T> request) {
        ModuleView view = view();
        view.enter();
        try {
            return request.apply(view);
        } finally {
            view.leave();
        }
    }

    /** What the module says to a request that begins now. */
    String ask(String name) {
        return ask("", name);
    }

    /** The same for a module in a folder that is its JavaRoot. */
    String ask(String root, String name) {
        return inRequest(view -> ask(view, root, name));
    }

    String ask(ModuleView view, String root, String name) {
        return text(module(view, root, name));
    }

    static String text(Module module) {
        try {
            Method method = module.type().getDeclaredMethod("text");
            method.setAccessible(true);
            return String.valueOf(method.invoke(null));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(module.file() + ": " + e, e);
        }
    }

    /** What is wrong with a module. */
    Fault fault(String name) {
        return inRequest(view -> fault(view, name));
    }

    Fault fault(ModuleView view, String name) {
        try {
            Module loaded = view.module(folder.toString(), name, true);
            throw new AssertionError("nothing is wrong with " + loaded.file());
        } catch (Fault fault) {
            return fault;
        }
    }

    // --- changes

    /** Tells the importer that these have changed. */
    void refresh(String... names) {
        refresh(Stream.of(names).map(this::path).collect(Collectors.toSet()));
    }

    /** Tells the importer that anything may have changed. */
    void refreshAll() {
        refresh(Set.of(folder));
    }

    void refresh(Set<Path> changed) {
        importer.refresh(changed, Set::of);
    }

    @Override
    public void close() throws IOException {
        watcher.close();
        importer.close();
        housekeeping.close();
        log.close();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
