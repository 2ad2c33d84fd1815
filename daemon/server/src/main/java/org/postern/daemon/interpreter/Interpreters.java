package org.postern.daemon.interpreter;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.compiler.ApiLoader;
import org.postern.daemon.compiler.CompileCache;
import org.postern.daemon.compiler.LibraryLoader;
import org.postern.daemon.compiler.Toolchain;
import org.postern.daemon.compiler.Trust;
import org.postern.daemon.config.NamedInterpreter;
import org.postern.daemon.config.Plan;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.importer.Bundled;
import org.postern.daemon.importer.Housekeeping;
import org.postern.daemon.importer.Importer;
import org.postern.daemon.importer.InlineHandlers;
import org.postern.daemon.watch.FileWatcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The interpreters of the daemon, made when they are first needed. Safe for any thread. */
public final class Interpreters implements AutoCloseable {

    private final Trust trust;
    private final FileWatcher watcher;
    private final Housekeeping housekeeping;
    private final int most;
    private final @Nullable CompileCache cache;
    private final ClassLoader api = new ApiLoader();
    private final ConcurrentMap<InterpreterKey, Interpreter> interpreters = new ConcurrentHashMap<>();

    /**
     * @param most how many there may be
     * @param cache where classes are kept for the next start; null: nowhere
     */
    public Interpreters(
            Trust trust, FileWatcher watcher, Housekeeping housekeeping, int most, @Nullable CompileCache cache) {
        this.trust = trust;
        this.watcher = watcher;
        this.housekeeping = housekeeping;
        this.most = most;
        this.cache = cache;
    }

    /**
     * The interpreter for a request.
     *
     * @param root JavaRoot, absolute
     * @param filename the file to which httpd mapped the request, or null
     */
    public Interpreter of(Plan plan, String site, String root, @Nullable String filename) {
        return of(InterpreterKey.of(plan, site, root, filename, absolute(plan.path(), root)));
    }

    /** The interpreter of the daemon's settings; the same as for requests whose directives say the same. */
    public Interpreter of(NamedInterpreter named) {
        return of(new InterpreterKey(
                named.name(),
                absolute(named.path(), named.root()),
                named.autoReload(),
                named.reloadOnError(),
                named.compiler()));
    }

    private static List<String> absolute(List<String> path, String root) {
        return path.stream()
                .map(entry -> entry.startsWith("/") ? entry : root + "/" + entry)
                .toList();
    }

    private Interpreter of(InterpreterKey key) {
        Interpreter known = interpreters.get(key);
        return known != null ? known : make(key);
    }

    private synchronized Interpreter make(InterpreterKey key) {
        Interpreter known = interpreters.get(key);
        if (known != null) {
            return known;
        }
        if (interpreters.size() >= most) {
            throw new Fault(
                    Code.TOO_MANY_INTERPRETERS,
                    "interpreter " + key.name() + " would be number " + (most + 1) + ", and interpreters.max is "
                            + most);
        }
        long same = interpreters.keySet().stream()
                .filter(other -> other.name().equals(key.name()))
                .count();
        String label = same == 0 ? key.name() : key.name() + "#" + (same + 1);
        Interpreter made = make(key, label);
        interpreters.put(key, made);
        made.log().info("interpreter made");
        return made;
    }

    private Interpreter make(InterpreterKey key, String label) {
        List<String> folders = new ArrayList<>();
        List<Path> jars = new ArrayList<>();
        for (String entry : key.path()) {
            if (entry.endsWith(".jar")) {
                jars.addAll(jars(entry));
            } else {
                folders.add(entry);
            }
        }
        jars.forEach(trust::check);
        Logger log = LoggerFactory.getLogger("interpreter." + label);
        ClassLoader libraries = jars.isEmpty() ? api : new LibraryLoader("libraries of " + label, urls(jars), api);
        Toolchain toolchain = new Toolchain(trust, libraries, !jars.isEmpty(), key.compiler(), cache);
        Importer importer = new Importer(
                label, folders, toolchain, libraries, key.autoReload() ? watcher : null, housekeeping, log);
        return new Interpreter(
                key.name(), label, importer, new InlineHandlers(libraries, log), new Bundled(libraries), log);
    }

    /** The jar, or the jars of a folder, in order of their names. */
    private static List<Path> jars(String entry) {
        Path pattern = Path.of(entry);
        Path folder = pattern.resolveSibling("");
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, String.valueOf(pattern.getFileName()))) {
            for (Path jar : found) {
                jars.add(jar.toRealPath());
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw new Fault(Code.BAD_DIRECTIVE, "JavaPath entry " + entry + ": there is no such folder", e);
        } catch (IOException e) {
            throw new Fault(Code.BAD_DIRECTIVE, "JavaPath entry " + entry + ": " + e, e);
        }
        if (jars.isEmpty()) {
            throw new Fault(Code.BAD_DIRECTIVE, "JavaPath entry " + entry + ": there is no such file");
        }
        jars.sort(null);
        return jars;
    }

    private static List<URL> urls(List<Path> jars) {
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars) {
            try {
                urls.add(jar.toUri().toURL());
            } catch (MalformedURLException e) {
                throw new IllegalStateException("a file has a URL: " + jar, e);
            }
        }
        return urls;
    }

    /** How many there are. */
    public int size() {
        return interpreters.size();
    }

    /** All of them, in no order. */
    public List<Interpreter> all() {
        return List.copyOf(interpreters.values());
    }

    /** Ends them all. */
    @Override
    public void close() {
        interpreters.values().forEach(interpreter -> interpreter.importer().close());
    }
}
