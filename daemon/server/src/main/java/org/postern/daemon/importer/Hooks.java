package org.postern.daemon.importer;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

import org.jspecify.annotations.Nullable;
import org.postern.api.ModuleState;
import org.postern.daemon.fault.Code;
import org.slf4j.Logger;

/** Calls the static methods by which a module hears of its versions: {@code handOver(ModuleState)} and {@code onRetire()}. */
final class Hooks {

    private Hooks() {}

    /** Lets an old version hand over what shall survive it; false if it threw. */
    static boolean handOver(Module old, ModuleState next, Logger log) {
        Method hook = method(old, "handOver", ModuleState.class);
        return hook == null || call(old, hook, log, next);
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
