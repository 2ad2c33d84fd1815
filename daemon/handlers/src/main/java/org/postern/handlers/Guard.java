package org.postern.handlers;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.postern.api.Access;
import org.postern.api.Auth;
import org.postern.api.Realm;

/**
 * What is said of a class or a member about who may see it. It is found once for each, as there mostly is nothing.
 *
 * @param home the class in which, or around which, the methods are that decide
 */
record Guard(
        @Nullable Realm realm,
        @Nullable Auth auth,
        @Nullable Access access,
        Class<?> home) {

    private static final ClassValue<List<Guard>> OF_TYPES = new ClassValue<>() {
        @Override
        protected List<Guard> computeValue(Class<?> type) {
            List<Guard> guards = new ArrayList<>();
            addType(type, guards);
            return List.copyOf(guards);
        }
    };

    /** Those of a class: what is said of it, and of those of modules that it extends, holds for all that it has. */
    static List<Guard> ofType(Class<?> type) {
        return OF_TYPES.get(type);
    }

    /**
     * Those of a member: what is said of it, and for a method what is said of those that it overrides.
     *
     * @param home the class that declares it
     */
    static List<Guard> ofMember(AnnotatedElement member, Class<?> home) {
        List<Guard> guards = new ArrayList<>();
        if (member instanceof Method method) {
            for (Class<?> above : Members.above(home)) {
                addOverridden(method, above, guards);
            }
            if (home.isRecord() && method.getParameterCount() == 0) {
                addComponent(method, home, guards);
            }
        }
        add(member, home, guards);
        return List.copyOf(guards);
    }

    private static void addType(Class<?> type, List<Guard> guards) {
        for (Class<?> above : Members.above(type)) {
            addType(above, guards);
        }
        add(type, type, guards);
    }

    /** A record that writes the method of a component itself leaves what is said of the component with the field. */
    private static void addComponent(Method method, Class<?> type, List<Guard> guards) {
        for (Field field : type.getDeclaredFields()) {
            boolean said = method.isAnnotationPresent(Auth.class) || method.isAnnotationPresent(Access.class);
            if (!said && field.getName().equals(method.getName())) {
                add(field, type, guards);
            }
        }
    }

    /** Types of parameters may differ where they are variables, and pages have no two methods of one name. */
    private static void addOverridden(Method method, Class<?> type, List<Guard> guards) {
        for (Class<?> above : Members.above(type)) {
            addOverridden(method, above, guards);
        }
        for (Method each : type.getDeclaredMethods()) {
            if (each.getName().equals(method.getName())
                    && each.getParameterCount() == method.getParameterCount()
                    && !each.isBridge()
                    && !Modifier.isPrivate(each.getModifiers())) {
                add(each, type, guards);
            }
        }
    }

    private static void add(AnnotatedElement element, Class<?> home, List<Guard> guards) {
        Guard guard = new Guard(
                element.getAnnotation(Realm.class),
                element.getAnnotation(Auth.class),
                element.getAnnotation(Access.class),
                home);
        if (guard.realm != null || guard.auth != null || guard.access != null) {
            guards.add(guard);
        }
    }
}
