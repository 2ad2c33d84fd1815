package org.postern.daemon.importer;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.postern.api.Request;
import org.postern.daemon.compiler.CompileFault;
import org.postern.daemon.compiler.Diagnostic;
import org.postern.daemon.compiler.Excerpt;
import org.postern.daemon.janino.JaninoRun;
import org.postern.daemon.janino.Remark;
import org.postern.daemon.janino.Types;
import org.slf4j.Logger;

/**
 * Handlers whose source stands in a directive, compiled by Janino, which takes a few milliseconds for them.
 *
 * <p>{@code req} and all of {@code Apache} are in scope. A source that does not return returns {@code OK}.
 */
public final class InlineHandlers {

    /** More than any configuration has; beyond it they are compiled anew. */
    private static final int CACHED = 1000;

    private static final String NAME = "inline handler";
    private static final String TYPE = "InlineHandler";

    /** On the source's first line, so that lines are its own. As in Java, what follows an if can be reached whatever its body does. */
    private static final String PREFIX =
            "import static org.postern.api.Apache.*; import org.postern.api.*; public class " + TYPE
                    + " { public static int handler(Request req) throws Exception { if (true) ";

    private static final String SUFFIX = "\nreturn OK; } }";

    private final ClassLoader libraries;
    private final Logger log;
    private final ConcurrentMap<String, Supplier<Entry>> entries = new ConcurrentHashMap<>();

    /** @param log gets the errors of a source, once */
    public InlineHandlers(ClassLoader libraries, Logger log) {
        this.libraries = libraries;
        this.log = log;
    }

    /** The handler of a source with its braces; throws a {@link CompileFault} if it does not compile. */
    public Entry entry(String source) {
        if (entries.size() >= CACHED && !entries.containsKey(source)) {
            entries.clear();
        }
        return entries.computeIfAbsent(source, this::made).get();
    }

    private Supplier<Entry> made(String source) {
        try {
            Entry entry = compile(source);
            return () -> entry;
        } catch (CompileFault fault) {
            log.error("{} [handler {}]", fault.line(), source.replaceAll("\\p{Cntrl}", " "));
            return () -> {
                throw fault;
            };
        }
    }

    private Entry compile(String source) {
        JaninoRun run = new JaninoRun(this::find, libraries);
        run.add(NAME, PREFIX + source + SUFFIX);
        JaninoRun.Outcome outcome = Objects.requireNonNull(run.compile().get(NAME));
        if (!outcome.remarks().isEmpty()) {
            throw new CompileFault(outcome.remarks().stream()
                    .map(remark -> diagnostic(source, remark))
                    .toList());
        }
        try {
            Class<?> type = new Loader(libraries, outcome.classes()).loadClass(TYPE);
            MethodHandle handle =
                    MethodHandles.lookup().findStatic(type, "handler", MethodType.methodType(int.class, Request.class));
            return Entry.of(handle, type.getClassLoader());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the class of an inline handler has its method", e);
        }
    }

    private Types.@Nullable Seen find(String name) {
        try (InputStream in = libraries.getResourceAsStream(name + ".class")) {
            return in == null ? null : new Types.Seen.Bytes(in.readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException("class file of " + name + " cannot be read: " + e, e);
        }
    }

    private static Diagnostic diagnostic(String source, Remark remark) {
        int column = remark.column() - (remark.line() == 1 ? PREFIX.length() : 0);
        return new Diagnostic(
                Path.of(NAME),
                remark.line(),
                Math.max(1, column),
                remark.message(),
                Excerpt.line(source, remark.line()));
    }

    private static final class Loader extends ClassLoader {

        private final Map<String, byte[]> classes;

        Loader(ClassLoader libraries, Map<String, byte[]> classes) {
            super(NAME, libraries);
            this.classes = classes;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = classes.get(name);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }
}
