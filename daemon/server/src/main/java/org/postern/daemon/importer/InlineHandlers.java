package org.postern.daemon.importer;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import org.codehaus.commons.compiler.CompileException;
import org.codehaus.commons.compiler.Location;
import org.codehaus.janino.ScriptEvaluator;
import org.postern.api.Request;
import org.postern.daemon.compiler.CompileFault;
import org.postern.daemon.compiler.Diagnostic;
import org.postern.daemon.compiler.Excerpt;

/**
 * Handlers whose source stands in a directive, compiled by Janino, which takes a millisecond or two for them.
 *
 * <p>{@code req} and all of {@code Apache} are in scope. A source that does not return returns {@code OK}.
 */
public final class InlineHandlers {

    /** More than any configuration has; beyond it they are compiled anew. */
    private static final int CACHED = 1000;

    private static final String NAME = "inline handler";

    /** As in Java, what follows an if can be reached whatever its body does. */
    private static final String PREFIX = "if (true) ";

    private final ClassLoader libraries;
    private final ConcurrentMap<String, Entry> entries = new ConcurrentHashMap<>();

    public InlineHandlers(ClassLoader libraries) {
        this.libraries = libraries;
    }

    /** The handler of a source with its braces; throws a {@link CompileFault} if it does not compile. */
    public Entry entry(String source) {
        Entry known = entries.get(source);
        if (known == null) {
            if (entries.size() >= CACHED) {
                entries.clear();
            }
            known = compile(source);
            entries.put(source, known);
        }
        return known;
    }

    private Entry compile(String source) {
        ScriptEvaluator script = new ScriptEvaluator();
        script.setParentClassLoader(libraries);
        script.setTargetVersion(17);
        script.setDebuggingInformation(true, true, true);
        script.setDefaultImports("static org.postern.api.Apache.*", "org.postern.api.*");
        script.setReturnType(int.class);
        script.setParameters(new String[] {"req"}, new Class<?>[] {Request.class});
        script.setThrownExceptions(new Class<?>[] {Exception.class});
        try {
            script.cook(NAME, PREFIX + source + "\nreturn OK;");
            Method method = script.getMethod();
            MethodHandle handle = MethodHandles.lookup().unreflect(method);
            return Entry.of(handle, method.getDeclaringClass().getClassLoader());
        } catch (CompileException e) {
            throw new CompileFault(List.of(diagnostic(source, e)));
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("a script's method is public", e);
        }
    }

    private static Diagnostic diagnostic(String source, CompileException e) {
        Location place = e.getLocation();
        int line = place == null ? 1 : place.getLineNumber();
        int column = place == null ? 1 : place.getColumnNumber() - (line == 1 ? PREFIX.length() : 0);
        String message = String.valueOf(e.getMessage()).replaceFirst("^.*?Line \\d+, Column \\d+: ", "");
        return new Diagnostic(Path.of(NAME), line, Math.max(1, column), message, Excerpt.line(source, line));
    }
}
