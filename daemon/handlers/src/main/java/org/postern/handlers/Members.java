package org.postern.handlers;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.postern.api.Access;
import org.postern.api.Auth;
import org.postern.api.Request;
import org.postern.api.spi.Host;

/**
 * The members of a class that a URL can name: public methods and fields that modules have written, and not those that Postern calls
 * itself. Safe for any thread.
 */
final class Members {

    private static final String HOOKS = "onRetire handOver";
    private static final String PHASES =
            "handler postReadRequestHandler transHandler headerParserHandler initHandler accessHandler"
                    + " authenHandler authzHandler typeHandler fixupHandler logHandler cleanupHandler";

    private static final ClassValue<Members> MODULES = new ClassValue<>() {
        @Override
        protected Members computeValue(Class<?> type) {
            return new Members(type, true);
        }
    };
    private static final ClassValue<Members> OBJECTS = new ClassValue<>() {
        @Override
        protected Members computeValue(Class<?> type) {
            return new Members(type, false);
        }
    };

    private final Class<?> type;
    private final Map<String, Member> members = new HashMap<>();
    private final Set<String> overloaded = new HashSet<>();

    /**
     * A method or a field.
     *
     * @param isComponent whether the method reads a component of a record
     */
    record Member(AnnotatedElement element, Class<?> of, List<Guard> guards, boolean isMethod, boolean isComponent) {

        static Member of(Field field, Class<?> of) {
            return new Member(field, of, Guard.ofMember(field, field.getDeclaringClass()), false, false);
        }

        static Member of(Method method, Class<?> of) {
            return new Member(
                    method, of, Guard.ofMember(method, method.getDeclaringClass()), true, isComponent(method));
        }

        /** What it is, of an object. */
        Found on(@Nullable Object target) throws Exception {
            if (element instanceof Field field) {
                return new Found.Thing(field.get(target));
            }
            Method method = (Method) element;
            if (isComponent) {
                try {
                    return new Found.Thing(method.invoke(target));
                } catch (InvocationTargetException thrown) {
                    throw Found.thrown(thrown);
                }
            }
            return new Found.Page(method, of, target);
        }

        private static boolean isComponent(Method method) {
            RecordComponent[] components = method.getDeclaringClass().getRecordComponents();
            return components != null
                    && Arrays.stream(components)
                            .anyMatch(component -> component.getAccessor().equals(method));
        }
    }

    private Members(Class<?> type, boolean isModule) {
        this.type = type;
        if (type.isHidden()) {
            return; // a lambda expression
        }
        Set<String> hidden = checks(type);
        for (Field field : type.getFields()) {
            if (isOfModules(field.getDeclaringClass()) && Modifier.isStatic(field.getModifiers()) == isModule) {
                field.setAccessible(true);
                members.put(field.getName(), Member.of(field, type));
            }
        }
        Set<String> methods = new HashSet<>();
        for (Method method : type.getMethods()) {
            boolean fits = isModule || !Modifier.isStatic(method.getModifiers());
            if (fits && isShown(method) && !hidden.contains(method.getName())) {
                method.setAccessible(true);
                members.put(method.getName(), Member.of(method, type));
                if (!methods.add(method.getName())) {
                    overloaded.add(method.getName());
                }
            }
        }
    }

    /** Those of a module: its static fields, and all its methods. */
    static Members ofModule(Class<?> module) {
        return MODULES.get(module);
    }

    /** Those of objects: nothing static. */
    static Members ofObject(Class<?> type) {
        return OBJECTS.get(type);
    }

    /** Whether a class is of a module, and not the JDK's, a library's or Postern's. */
    static boolean isOfModules(Class<?> type) {
        return Host.current().isOfModule(type);
    }

    /** The classes and interfaces of modules that one is made of. */
    static List<Class<?>> above(Class<?> type) {
        List<Class<?>> above = new ArrayList<>(List.of(type.getInterfaces()));
        if (type.getSuperclass() != null) {
            above.add(0, type.getSuperclass());
        }
        above.removeIf(each -> !isOfModules(each));
        return above;
    }

    /**
     * The member of a name; null if there is none.
     *
     * @throws IllegalStateException if it is not clear which one
     */
    @Nullable
    Member find(String name) {
        if (overloaded.contains(name)) {
            throw new IllegalStateException("publisher: " + type.getName() + " has several public methods " + name
                    + " (expected: one, as a URL has no types)");
        }
        return members.get(name);
    }

    /** Whether a name is that of a class within, which is nothing to publish. */
    boolean isType(String name) {
        return Arrays.stream(type.getDeclaredClasses())
                .anyMatch(inner -> inner.getSimpleName().equals(name));
    }

    private static boolean isShown(Method method) {
        return isOfModules(method.getDeclaringClass())
                && !method.isBridge()
                && !method.isSynthetic()
                && !Modifier.isAbstract(method.getModifiers())
                && !isOfObject(method)
                && !isPosterns(method);
    }

    /** What every object has, and records have written anew, is nothing for visitors. */
    private static boolean isOfObject(Method method) {
        return Arrays.stream(Object.class.getDeclaredMethods())
                .anyMatch(every -> every.getName().equals(method.getName())
                        && Arrays.equals(every.getParameterTypes(), method.getParameterTypes()));
    }

    /** What Postern, or a JVM, calls itself: handlers of phases, hooks of modules, filters, main. */
    private static boolean isPosterns(Method method) {
        List<Class<?>> parameters = List.of(method.getParameterTypes());
        String name = method.getName();
        return List.of(HOOKS.split(" ")).contains(name)
                || name.equals("main") && parameters.equals(List.of(String[].class))
                || parameters.equals(List.of(Request.class))
                        && List.of(PHASES.split(" ")).contains(name)
                || parameters.stream().anyMatch(Members::isPosterns);
    }

    private static boolean isPosterns(Class<?> parameter) {
        return parameter.getPackageName().equals(Request.class.getPackageName()) && !Arguments.knows(parameter);
    }

    /** The methods that decide who may see others: a visitor who could call them could try passwords. */
    private static Set<String> checks(Class<?> type) {
        Set<String> names = new HashSet<>();
        addChecks(type, names, new HashSet<>());
        return names;
    }

    private static void addChecks(Class<?> type, Set<String> names, Set<Class<?>> seen) {
        if (!seen.add(type)) {
            return; // a class within may extend the one around it
        }
        add(type, names);
        Arrays.stream(type.getDeclaredMethods()).forEach(method -> add(method, names));
        Arrays.stream(type.getDeclaredFields()).forEach(field -> add(field, names));
        Arrays.stream(type.getDeclaredClasses()).forEach(inner -> addChecks(inner, names, seen));
        above(type).forEach(each -> addChecks(each, names, seen));
    }

    private static void add(AnnotatedElement element, Set<String> names) {
        for (Annotation annotation : element.getAnnotations()) {
            if (annotation instanceof Auth auth) {
                names.add(auth.value());
            } else if (annotation instanceof Access access) {
                names.add(access.value());
            }
        }
    }
}
