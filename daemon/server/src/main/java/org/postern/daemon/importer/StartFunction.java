package org.postern.daemon.importer;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;

import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** Calls a static method without parameters, as the setting {@code import} can name one; what it returns is of no interest. */
final class StartFunction {

    private StartFunction() {}

    /** Throws a {@link Fault} if there is no such method, or if it throws. */
    static void call(Module module, String member) {
        Method method = find(module, member);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(module.unit().loader());
        try {
            method.setAccessible(true);
            method.invoke(null);
        } catch (InvocationTargetException e) {
            throw new Fault(
                    Code.START_FUNCTION_THREW, module.file() + ": " + member + ": " + e.getCause(), e.getCause());
        } catch (LinkageError e) {
            throw new Fault(Code.START_FUNCTION_THREW, module.file() + ": " + member + ": " + e, e);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("made accessible and yet not: " + method, e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static Method find(Module module, String member) {
        Class<?> type = Entry.owner(module.type(), member);
        List<Method> named = type == null ? List.of() : Entry.methods(type, Entry.name(member));
        if (named.isEmpty()) {
            throw new Fault(
                    Code.NO_MEMBER,
                    module.file() + ": class " + module.type().getName() + " contains no '" + member + "'");
        }
        return named.stream()
                .filter(method -> Modifier.isStatic(method.getModifiers()) && method.getParameterCount() == 0)
                .findFirst()
                .orElseThrow(() -> new Fault(
                        Code.BAD_SIGNATURE,
                        module.file() + ": class " + module.type().getName() + ": method " + member
                                + " cannot be called at the start (expected: static void " + member + "())"));
    }
}
