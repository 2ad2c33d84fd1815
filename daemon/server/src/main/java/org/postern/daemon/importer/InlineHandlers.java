package org.postern.daemon.importer;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import org.codehaus.commons.compiler.CompileException;
import org.codehaus.janino.ScriptEvaluator;
import org.postern.api.Request;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/**
 * Handlers whose source stands in a directive, compiled by Janino, which takes a millisecond or two for them.
 *
 * <p>{@code req} and all of {@code Apache} are in scope. A source that does not return returns {@code OK}.
 */
public final class InlineHandlers {

    /** More than any configuration has; beyond it they are compiled anew. */
    private static final int CACHED = 1000;

    private final ClassLoader libraries;
    private final ConcurrentMap<String, Entry> entries = new ConcurrentHashMap<>();

    public InlineHandlers(ClassLoader libraries) {
        this.libraries = libraries;
    }

    /** The handler of a source with its braces; throws a {@link Fault} if it does not compile. */
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
            // as in Java, what follows an if can be reached whatever its body does
            script.cook("inline handler", "if (true) " + source + "\nreturn OK;");
            Method method = script.getMethod();
            MethodHandle handle = MethodHandles.lookup().unreflect(method);
            return Entry.of(handle, method.getDeclaringClass().getClassLoader());
        } catch (CompileException e) {
            throw new Fault(Code.COMPILE, "inline handler " + source + ": " + e.getMessage(), e);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("a script's method is public", e);
        }
    }
}
