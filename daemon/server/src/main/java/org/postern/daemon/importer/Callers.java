package org.postern.daemon.importer;

import java.nio.file.Path;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/** Which module is calling: the nearest frame whose class one of our loaders loaded. */
public final class Callers {

    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private Callers() {}

    /** {@code Apache.keep}, for the module that calls. */
    public static <T> T keep(String name, Supplier<? extends T> supplier) {
        Class<?> caller = WALKER.walk(frames -> frames.<Class<?>>map(StackWalker.StackFrame::getDeclaringClass)
                .filter(type -> type.getClassLoader() instanceof UnitLoader)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("keep(\"" + name + "\"): no module calls")));
        UnitLoader loader = (UnitLoader) caller.getClassLoader();
        Path file = loader.file(caller);
        if (file == null) {
            throw new IllegalStateException("keep(\"" + name + "\"): class " + caller.getName() + " is of no file");
        }
        @SuppressWarnings("unchecked")
        T value = (T) loader.state().keep(file, name, supplier);
        return value;
    }

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
