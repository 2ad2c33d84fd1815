package org.postern.handlers;

import static org.postern.api.Apache.HTTP_FORBIDDEN;
import static org.postern.api.Apache.HTTP_UNAUTHORIZED;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.postern.api.Access;
import org.postern.api.Auth;
import org.postern.api.Realm;
import org.postern.api.Request;
import org.postern.api.ServerReturn;

/** Lets a visitor through to what {@link Auth} and {@link Access} guard, one after another on the way. */
final class Gate {

    /** What only some may see, no cache gives to others; said before the page runs, as it may send its head at once. */
    private static final String PRIVATE = "private";

    private final Request req;
    private final Class<?> module;
    private final Map<Method, String> passed = new HashMap<>();
    private String realm;

    Gate(Request req, Class<?> module) {
        this.req = req;
        this.module = module;
        this.realm = req.authName();
    }

    /** Enters a class: what is said of it, and of those of modules that it extends, holds for all that it has. */
    void enterType(Class<?> type, @Nullable Object target) throws Exception {
        for (Class<?> above : Members.above(type)) {
            enterType(above, target);
        }
        enter(type, type, target);
    }

    /**
     * Enters a member: what is said of it, and for a method what is said of those that it overrides.
     *
     * @param home the class that declares it
     * @param target of which it is a member; null for a module
     */
    void enterMember(AnnotatedElement member, Class<?> home, @Nullable Object target) throws Exception {
        if (member instanceof Method method) {
            for (Class<?> above : Members.above(home)) {
                enterOverridden(method, above, target);
            }
            if (home.isRecord() && method.getParameterCount() == 0) {
                enterComponent(method, home, target);
            }
        }
        enter(member, home, target);
    }

    /** A record that writes the method of a component itself leaves what is said of the component with the field. */
    private void enterComponent(Method method, Class<?> type, @Nullable Object target) throws Exception {
        for (Field field : type.getDeclaredFields()) {
            boolean said = method.isAnnotationPresent(Auth.class) || method.isAnnotationPresent(Access.class);
            if (!said && field.getName().equals(method.getName())) {
                enter(field, type, target);
            }
        }
    }

    /** Types of parameters may differ where they are variables, and pages have no two methods of one name. */
    private void enterOverridden(Method method, Class<?> type, @Nullable Object target) throws Exception {
        for (Class<?> above : Members.above(type)) {
            enterOverridden(method, above, target);
        }
        for (Method each : type.getDeclaredMethods()) {
            if (each.getName().equals(method.getName())
                    && each.getParameterCount() == method.getParameterCount()
                    && !each.isBridge()
                    && !Modifier.isPrivate(each.getModifiers())) {
                enter(each, type, target);
            }
        }
    }

    /** @param home the class in which, or around which, the methods are that decide */
    private void enter(AnnotatedElement element, Class<?> home, @Nullable Object target) throws Exception {
        Realm named = element.getAnnotation(Realm.class);
        if (named != null) {
            realm = named.value();
        }
        Auth auth = element.getAnnotation(Auth.class);
        if (auth != null) {
            req.headersOut().set("Cache-Control", PRIVATE);
            authenticate(auth, home, target);
        }
        Access access = element.getAnnotation(Access.class);
        if (access != null) {
            req.headersOut().set("Cache-Control", PRIVATE);
            Method method = method("Access", access.value(), home, target, Request.class, String.class);
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
            String quoted = realm.replace("\\", "\\\\").replace("\"", "\\\"");
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
        if (Modifier.isStatic(method.getModifiers()) && user.equals(passed.get(method))) {
            return true; // a list may have a thousand records that it guards
        }
        try {
            boolean yes = (boolean) method.invoke(Found.target(method, module, target), arguments);
            if (yes) {
                passed.put(method, user);
            }
            return yes;
        } catch (InvocationTargetException thrown) {
            throw Found.thrown(thrown);
        }
    }
}
