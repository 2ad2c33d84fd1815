package org.postern.daemon.importer;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.postern.api.ModuleState;
import org.postern.daemon.fault.Code;
import org.slf4j.Logger;

/** Calls the static methods by which a module hears of its versions: {@code handOver(ModuleState)} and {@code onRetire()}. */
final class Hooks {

    /** How often a version may be asked to hand over, and not return. */
    private static final int MOST = 2;

    private Hooks() {}

    /**
     * Lets an old version hand over what shall survive it; false if it threw, or did not return. One that did not return twice is asked
     * no more, as its threads may be at work for good.
     */
    static boolean handOver(Module old, ModuleState next, Housekeeping housekeeping, Logger log) {
        Method hook = method(old, "handOver", ModuleState.class);
        if (hook == null) {
            return true;
        }
        if (old.unreturned().get() >= MOST) {
            log.error(
                    "{} {}: handOver: it is not called, as it did not return before", Code.HOOK_THREW.id(), old.file());
            return false;
        }
        Optional<Boolean> returned = housekeeping.await(() -> call(old, hook, log, next), "postern-handover");
        if (returned.isEmpty()) {
            old.unreturned().incrementAndGet();
            log.error(
                    "{} {}: handOver: it did not return in time (expected: within {} ms); its values are not handed over",
                    Code.HOOK_THREW.id(),
                    old.file(),
                    housekeeping.hang().toMillis());
        }
        return returned.orElse(false);
    }

    /** Tells a version that nobody is at work in it any more. */
    static void onRetire(Module old, Logger log) {
        Method hook = method(old, "onRetire");
        if (hook != null) {
            call(old, hook, log);
        }
    }

    private static @Nullable Method method(Module module, String name, Class<?>... parameters) {
        try {
            Method method = module.type().getDeclaredMethod(name, parameters);
            boolean hook = Modifier.isStatic(method.getModifiers()) && method.getReturnType() == void.class;
            return hook && method.trySetAccessible() ? method : null;
        } catch (NoSuchMethodException without) {
            return null;
        }
    }

    private static boolean call(Module module, Method hook, Logger log, Object... arguments) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(module.unit().loader());
        try {
            hook.invoke(null, arguments);
            return true;
        } catch (InvocationTargetException e) {
            Throwable why = e.getCause();
            log.error("{} {}: {}: {}", Code.HOOK_THREW.id(), module.file(), hook.getName(), String.valueOf(why), why);
            return false;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("made accessible and yet not: " + hook, e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
