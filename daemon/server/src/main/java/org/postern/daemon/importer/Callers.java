package org.postern.daemon.importer;

import org.jspecify.annotations.Nullable;

/** Which module is calling: the nearest frame whose class one of our loaders loaded. */
public final class Callers {

    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private Callers() {}

    /** The label of the interpreter whose module calls; null if no module is on the stack. */
    public static @Nullable String interpreter() {
        return WALKER.walk(
                frames -> frames.map(frame -> frame.getDeclaringClass().getClassLoader())
                        .filter(UnitLoader.class::isInstance)
                        .map(loader -> ((UnitLoader) loader).interpreter())
                        .findFirst()
                        .orElse(null));
    }
}
