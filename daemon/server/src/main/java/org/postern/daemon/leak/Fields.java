package org.postern.daemon.leak;

import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads fields, as far as it may. One is for one search, as it remembers classes.
 *
 * <p>What a {@link Reference} refers to is not read, as that does not hold it.
 */
final class Fields {

    private static final Logger LOG = LoggerFactory.getLogger(Fields.class);
    private static final ClassLoader JDK = ClassLoader.getPlatformClassLoader();
    private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

    private final Map<Class<?>, List<Field>> known = new HashMap<>();
    private final @Nullable Object internals = internals();

    static boolean isJdk(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader == null || loader == JDK;
    }

    /** The fields of objects of a class that are references, inherited ones too. */
    List<Field> of(Class<?> type) {
        List<Field> fields = known.get(type);
        if (fields == null) {
            fields = declared(type, false);
            Class<?> above = type.getSuperclass();
            if (above != null && above != Reference.class) {
                fields.addAll(of(above));
            }
            known.put(type, fields);
        }
        return fields;
    }

    /** The static fields of a class that are references; none of one that is not initialised, as looking at them would do that. */
    List<Field> ofStatic(Class<?> type) {
        return isInitialised(type) ? declared(type, true) : List.of();
    }

    private static List<Field> declared(Class<?> type, boolean statics) {
        List<Field> fields = new ArrayList<>();
        try {
            for (Field field : type.getDeclaredFields()) {
                boolean wanted = Modifier.isStatic(field.getModifiers()) == statics
                        && !field.getType().isPrimitive();
                if (wanted && field.trySetAccessible()) {
                    fields.add(field);
                } else if (wanted) {
                    tellOnce(type.getModule().getName() + "/" + type.getPackageName()
                            + " is not open to Postern: what its objects hold is not seen");
                }
            }
        } catch (RuntimeException | LinkageError e) {
            // the class of a field is not there, or its loader says so in a way of its own, with words that are its own
            // code
            LOG.debug("fields of {}: {}", type.getName(), e.getClass().getName());
        }
        return fields;
    }

    /** What a field refers to; {@code object} is null for a static one. */
    @Nullable
    Object value(Field field, @Nullable Object object) {
        try {
            return field.get(object);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("made accessible and yet not: " + field, e);
        }
    }

    /** What a field by that name refers to, or null if there is none. */
    @Nullable
    Object read(Object object, String name) {
        for (Field field : of(object.getClass())) {
            if (field.getName().equals(name)) {
                return value(field, object);
            }
        }
        return null;
    }

    /** What a static field of a JDK's class refers to; null if there is none, or the class is not in use. */
    @Nullable
    Object readStatic(String className, String name) {
        Class<?> type = jdkClass(className);
        if (type != null) {
            for (Field field : ofStatic(type)) {
                if (field.getName().equals(name)) {
                    return value(field, null);
                }
            }
        }
        return null;
    }

    /** A class of the JDK, which this does not initialise. */
    static @Nullable Class<?> jdkClass(String name) {
        try {
            return Class.forName(name, false, JDK);
        } catch (ClassNotFoundException otherJdk) {
            return null;
        }
    }

    // --- what only the JDK itself knows

    /** Whether a class is known to be initialised. */
    boolean isInitialised(Class<?> type) {
        if (internals == null) {
            return false;
        }
        try {
            Method asks = internals.getClass().getMethod("shouldBeInitialized", Class.class);
            return Boolean.FALSE.equals(asks.invoke(internals, type));
        } catch (ReflectiveOperationException e) {
            tellOnce("which classes are initialised cannot be known, so static fields are not looked at: " + e);
            return false;
        }
    }

    private static @Nullable Object internals() {
        Class<?> type = jdkClass("jdk.internal.misc.Unsafe");
        return type == null ? null : call(type, "getUnsafe", null);
    }

    /** What a method without parameters returns; null if there is no such method, or it may not be called. */
    static @Nullable Object call(Class<?> jdkClass, String method, @Nullable Object object) {
        try {
            Method found = jdkClass.getDeclaredMethod(method);
            if (!found.trySetAccessible()) {
                tellOnce(jdkClass.getModule().getName() + "/" + jdkClass.getPackageName() + " is not open to Postern");
                return null;
            }
            return found.invoke(object);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            tellOnce(jdkClass.getName() + "." + method + ": " + e);
            return null;
        }
    }

    private static void tellOnce(String what) {
        if (TOLD.add(what)) {
            LOG.debug("{}", what);
        }
    }
}
