package org.postern.daemon.importer;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.postern.api.Apache;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** A method that can be called as a handler: static, or on a new instance for each call. Safe for any thread. */
public final class Entry {

    private static final MethodType CALL = MethodType.methodType(int.class, Object.class);
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private final MethodHandle handle;
    private final ClassLoader loader;

    private Entry(MethodHandle handle, ClassLoader loader) {
        this.handle = handle.asType(CALL);
        this.loader = loader;
    }

    /** Calls it; a method without result returns {@link Apache#OK}. The context class loader is that of its module meanwhile. */
    public int call(Object argument) throws Throwable {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return (int) handle.invokeExact(argument);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /**
     * Finds a method with one parameter.
     *
     * @param member its name, with dots between nested types before it
     * @param parameter what it is called with
     * @return null if there is no method of that name
     */
    static @Nullable Entry find(Class<?> module, String member, Class<?> parameter) {
        return find(module, member, parameter, module.getClassLoader());
    }

    /** The same with another context class loader. */
    static @Nullable Entry find(Class<?> module, String member, Class<?> parameter, ClassLoader loader) {
        Class<?> type = owner(module, member);
        if (type == null) {
            return null;
        }
        List<Method> named = methods(type, name(member));
        if (named.isEmpty()) {
            return null;
        }
        Method method = named.stream()
                .filter(candidate -> candidate.getParameterCount() == 1
                        && candidate.getParameterTypes()[0].isAssignableFrom(parameter))
                .min(Comparator.comparing(candidate -> candidate.getParameterTypes()[0] != parameter))
                .orElseThrow(() -> badSignature(module, member, parameter));
        Class<?> result = method.getReturnType();
        if (result != int.class && result != void.class) {
            throw badSignature(module, member, parameter);
        }
        return new Entry(handle(type, method), loader);
    }

    /** The type in which a member is to be looked for; null if there is none. */
    static @Nullable Class<?> owner(Class<?> module, String member) {
        String[] names = member.split("\\.", -1);
        Class<?> type = module;
        for (int i = 0; i < names.length - 1 && type != null; i++) {
            type = nested(type, names[i]);
        }
        return type;
    }

    /** A member's own name. */
    static String name(String member) {
        return member.substring(member.lastIndexOf('.') + 1);
    }

    private static @Nullable Class<?> nested(Class<?> type, String name) {
        for (Class<?> candidate : type.getDeclaredClasses()) {
            if (candidate.getSimpleName().equals(name)) {
                return candidate;
            }
        }
        return null;
    }

    /** The methods of that name, its own before inherited ones, and those of interfaces last. */
    static List<Method> methods(Class<?> type, String name) {
        List<Method> methods = new ArrayList<>();
        for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
            for (Method method : at.getDeclaredMethods()) {
                if (method.getName().equals(name) && !method.isBridge()) {
                    methods.add(method);
                }
            }
        }
        for (Method method : type.getMethods()) {
            if (method.isDefault() && method.getName().equals(name) && !methods.contains(method)) {
                methods.add(method);
            }
        }
        return methods;
    }

    private static MethodHandle handle(Class<?> type, Method method) {
        try {
            method.setAccessible(true);
            MethodHandle handle = LOOKUP.unreflect(method);
            if (!Modifier.isStatic(method.getModifiers())) {
                MethodHandle instance = constructor(type);
                handle = MethodHandles.collectArguments(
                        handle.asType(handle.type()
                                .changeParameterType(0, instance.type().returnType())),
                        0,
                        instance);
            }
            return method.getReturnType() == void.class
                    ? MethodHandles.filterReturnValue(handle, MethodHandles.constant(int.class, Apache.OK))
                    : handle;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("made accessible and yet not: " + method, e);
        }
    }

    private static MethodHandle constructor(Class<?> type) throws IllegalAccessException {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            if (Modifier.isAbstract(type.getModifiers())) {
                throw new Fault(
                        Code.NO_INSTANCE, "class " + type.getName() + " is abstract, and the handler is not static");
            }
            return LOOKUP.unreflectConstructor(constructor);
        } catch (NoSuchMethodException e) {
            throw new Fault(
                    Code.NO_INSTANCE,
                    "class " + type.getName() + " has no constructor without parameters, and the handler is not static",
                    e);
        }
    }

    private static Fault badSignature(Class<?> module, String member, Class<?> parameter) {
        return new Fault(
                Code.BAD_SIGNATURE,
                "class " + module.getName() + ": method " + member + " cannot be a handler" + " (expected: int or void "
                        + member + "(" + parameter.getSimpleName() + "))");
    }

    /** For a handler that is no method of a module. */
    static Entry of(MethodHandle handle, ClassLoader loader) {
        return new Entry(handle, loader);
    }
}
