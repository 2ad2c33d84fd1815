package org.postern.handlers;

import static org.postern.api.Apache.APLOG_WARNING;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;
import org.postern.api.ProgramExit;
import org.postern.api.Request;
import org.postern.api.spi.Host;

/** The method with which a program begins, as {@code java} chooses it: with arguments rather than without, static or not. */
record ProgramMain(Class<?> type, Method method) {

    private static final String NAME = "main";

    /** @param path of the source, for messages */
    static ProgramMain of(Class<?> type, String path) {
        Method method = find(type, String[].class);
        method = method == null ? find(type) : method;
        if (method == null || method.getReturnType() != void.class) {
            throw Host.current()
                    .badModule(
                            path,
                            "class " + type.getName() + (method == null ? " has no main" : " has a main with a result"),
                            "void main(String[] args)");
        }
        method.setAccessible(true);
        return new ProgramMain(type, method);
    }

    private static @Nullable Method find(Class<?> type, Class<?>... parameters) {
        for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
            try {
                return at.getDeclaredMethod(NAME, parameters);
            } catch (NoSuchMethodException perhapsInherited) {
                continue;
            }
        }
        return null;
    }

    /** Runs it; what it throws comes out as it is, but for {@code System.exit}, which is an end like any other. */
    void call(String[] arguments, Request req) throws Exception {
        try {
            call(arguments);
        } catch (ProgramExit exit) {
            if (exit.status() != 0) {
                req.logError("cgi: " + type.getName() + " ended with status " + exit.status(), APLOG_WARNING);
            }
        }
    }

    private void call(String[] arguments) throws Exception {
        Object target = Found.target(method, type, null);
        try {
            if (method.getParameterCount() == 0) {
                method.invoke(target);
            } else {
                method.invoke(target, (Object) arguments);
            }
        } catch (InvocationTargetException thrown) {
            throw Found.thrown(thrown);
        }
    }
}
