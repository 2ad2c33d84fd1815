package org.postern.handlers;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.postern.api.Hlist;
import org.postern.api.Request;
import org.postern.api.spi.Host;

/**
 * A static method of the site's own that an option names, {@code module::method}.
 *
 * @param root where its module is looked up
 */
record OwnMethod(String option, String text, String root, Class<?> result, Class<?>... parameters) {

    /** The method that an option names; null if the option is not set. */
    static @Nullable OwnMethod of(Request req, String option, Class<?> result, Class<?>... parameters) {
        String text = req.getOptions().get(option);
        Hlist handler = req.hlist();
        return text == null || handler == null
                ? null
                : new OwnMethod(option, text, handler.directory(), result, parameters);
    }

    /** Calls it; what it throws comes out as it is. */
    @Nullable
    Object call(Object... arguments) throws Exception {
        try {
            return method().invoke(null, arguments);
        } catch (InvocationTargetException thrown) {
            throw Found.thrown(thrown);
        }
    }

    private Method method() {
        int colons = text.indexOf("::");
        if (colons > 0) {
            Class<?> module = Host.current().moduleOfRequest(root, text.substring(0, colons));
            for (Method method : module.getDeclaredMethods()) {
                if (method.getName().equals(text.substring(colons + 2)) && fits(method)) {
                    method.setAccessible(true);
                    return method;
                }
            }
        }
        String signature = Arrays.stream(parameters).map(Class::getSimpleName).collect(Collectors.joining(", "));
        throw Host.current()
                .badOption(
                        option,
                        text,
                        "module::method, and in the module static " + result + " method(" + signature + ")");
    }

    private boolean fits(Method method) {
        return Modifier.isStatic(method.getModifiers())
                && method.getReturnType() == result
                && Arrays.equals(method.getParameterTypes(), parameters);
    }
}
