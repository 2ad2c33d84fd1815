package org.postern.daemon.importer;

import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.psp.LineNumbers;
import org.postern.daemon.psp.Translation;

/** Puts the files that pages include, and their own lines, into stack traces, where a class can only have numbers for them. */
final class IncludedLines {

    /** One may make its causes up as it is asked. */
    private static final int MOST = 100;

    private final ModuleView modules;
    private final Set<Throwable> done = Collections.newSetFromMap(new IdentityHashMap<>());

    IncludedLines(ModuleView modules) {
        this.modules = modules;
    }

    /** The name that a frame has for a file that a page includes. */
    static String name(Module page, Path file) {
        Path folder = page.file().resolveSibling("");
        return folder.relativize(file).toString();
    }

    /** @param thrown whose methods can be trusted */
    void explain(@Nullable Throwable thrown) {
        if (thrown == null || done.size() >= MOST || !done.add(thrown)) {
            return;
        }
        StackTraceElement[] trace = thrown.getStackTrace();
        boolean isOther = false;
        for (int i = 0; i < trace.length; i++) {
            StackTraceElement own = own(trace[i]);
            isOther |= own != trace[i];
            trace[i] = own;
        }
        if (isOther) {
            thrown.setStackTrace(trace);
        }
        explain(thrown.getCause());
        for (Throwable suppressed : thrown.getSuppressed()) {
            explain(suppressed);
        }
    }

    private StackTraceElement own(StackTraceElement frame) {
        if (frame.getLineNumber() < LineNumbers.INCLUDED) {
            return frame;
        }
        Module module = modules.byFrame(frame.getClassLoaderName(), frame.getClassName());
        Translation page = module == null ? null : module.compiled().source().page();
        LineNumbers.Line line = page == null ? null : page.lines().included(frame.getLineNumber());
        return module == null || line == null
                ? frame
                : new StackTraceElement(
                        frame.getClassLoaderName(),
                        frame.getModuleName(),
                        frame.getModuleVersion(),
                        frame.getClassName(),
                        frame.getMethodName(),
                        name(module, line.file()),
                        line.number());
    }
}
