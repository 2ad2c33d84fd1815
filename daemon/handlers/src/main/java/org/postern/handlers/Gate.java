package org.postern.handlers;

import static org.postern.api.Apache.HTTP_FORBIDDEN;
import static org.postern.api.Apache.HTTP_UNAUTHORIZED;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.postern.api.Access;
import org.postern.api.Auth;
import org.postern.api.Request;
import org.postern.api.ServerReturn;

/** Lets a visitor through to what {@link Auth} and {@link Access} guard, one after another on the way. */
final class Gate {

    /** What only some may see, no cache gives to others; said before the page runs, as it may send its head at once. */
    private static final String PRIVATE = "private";

    private final Request req;
    private final Class<?> module;
    private @Nullable Map<Method, String> passed;
    private @Nullable String realm;

    Gate(Request req, Class<?> module) {
        this.req = req;
        this.module = module;
    }

    /** Enters a class. */
    void enterType(Class<?> type, @Nullable Object target) throws Exception {
        enter(Guard.ofType(type), target);
    }

    /**
     * Enters what has guards.
     *
     * @param target of which it is a member; null for a module
     */
    void enter(List<Guard> guards, @Nullable Object target) throws Exception {
        for (Guard guard : guards) {
            enter(guard, target);
        }
    }

    private void enter(Guard guard, @Nullable Object target) throws Exception {
        if (guard.realm() != null) {
            realm = guard.realm().value();
        }
        if (guard.auth() != null) {
            req.headersOut().set("Cache-Control", PRIVATE);
            authenticate(guard.auth(), guard.home(), target);
        }
        if (guard.access() != null) {
            req.headersOut().set("Cache-Control", PRIVATE);
            String name = guard.access().value();
            Method method = method("Access", name, guard.home(), target, Request.class, String.class);
            if (!says(method, target, req, req.user())) {
                throw new ServerReturn(HTTP_FORBIDDEN);
            }
        }
    }

    private void authenticate(Auth auth, Class<?> home, @Nullable Object target) throws Exception {
        Method method = method("Auth", auth.value(), home, target, Request.class, String.class, String.class);
        String password = req.getBasicAuthPw();
        String user = req.user();
        if (password == null || user == null || !says(method, target, req, user, password)) {
            String said = realm == null ? req.authName() : realm;
            String quoted = said.replace("\\", "\\\\").replace("\"", "\\\"");
            req.errHeadersOut().set("WWW-Authenticate", "Basic realm=\"" + quoted + "\"");
            throw new ServerReturn(HTTP_UNAUTHORIZED);
        }
    }

    /** The method that decides: of the class, of one that it extends, or of one around it. */
    private static Method method(
            String annotation, String name, Class<?> home, @Nullable Object target, Class<?>... parameters) {
        for (Class<?> around = home; around != null; around = around.getEnclosingClass()) {
            for (Class<?> type = around; type != null && Members.isOfModules(type); type = type.getSuperclass()) {
                Method method = declared(type, name, target, parameters);
                if (method != null) {
                    return method;
                }
            }
        }
        throw new IllegalStateException("@" + annotation + "(\"" + name + "\") in " + home.getName()
                + " (expected: the name of a method boolean " + name
                + Arrays.stream(parameters)
                        .map(Class::getSimpleName)
                        .toList()
                        .toString()
                        .replace('[', '(')
                        .replace(']', ')')
                + ", static or of the object)");
    }

    private static @Nullable Method declared(
            Class<?> type, String name, @Nullable Object target, Class<?>... parameters) {
        for (Method method : type.getDeclaredMethods()) {
            boolean callable = Modifier.isStatic(method.getModifiers()) || target == null || type.isInstance(target);
            if (callable
                    && method.getName().equals(name)
                    && method.getReturnType() == boolean.class
                    && Arrays.equals(method.getParameterTypes(), parameters)) {
                method.setAccessible(true);
                return method;
            }
        }
        return null;
    }

    private boolean says(Method method, @Nullable Object target, @Nullable Object... arguments) throws Exception {
        String user = String.valueOf(req.user());
        if (Modifier.isStatic(method.getModifiers()) && passed != null && user.equals(passed.get(method))) {
            return true; // a list may have a thousand records that it guards
        }
        try {
            boolean yes = (boolean) method.invoke(Found.target(method, module, target), arguments);
            if (yes) {
                passed = passed == null ? new HashMap<>() : passed;
                passed.put(method, user);
            }
            return yes;
        } catch (InvocationTargetException thrown) {
            throw Found.thrown(thrown);
        }
    }
}
