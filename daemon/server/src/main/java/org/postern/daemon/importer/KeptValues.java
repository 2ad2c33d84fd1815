package org.postern.daemon.importer;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What may outlive a version: values of classes that do, those of the JDK, the API and libraries. A value of a module's own class would
 * keep its old version alive, and would be of another class than the new version's of the same name.
 */
final class KeptValues {

    private static final int DEPTH = 4;
    private static final int ELEMENTS = 1000;

    private final String call;
    private int left = ELEMENTS;

    private KeptValues(String call) {
        this.call = call;
    }

    /** Throws an {@link IllegalArgumentException} that names the class in the way; looks into collections, maps and arrays. */
    static void check(String call, Object value) {
        new KeptValues(call).walk(value, 0);
    }

    private void walk(@Nullable Object value, int depth) {
        if (value == null || left-- <= 0) {
            return;
        }
        Class<?> type = value.getClass();
        if (type.getClassLoader() instanceof UnitLoader) {
            throw new IllegalArgumentException(
                    call + ": class " + type.getName() + " belongs to a module, and ends with its version"
                            + " (expected: a class of the JDK, of the API or of a library on JavaPath; take a map or a record's parts)");
        }
        if (depth < DEPTH) {
            parts(value).forEach(part -> walk(part, depth + 1));
        }
    }

    private static Collection<?> parts(Object value) {
        if (value instanceof Collection<?> collection) {
            return collection;
        }
        if (value instanceof Map<?, ?> map) {
            return Stream.concat(map.keySet().stream(), map.values().stream()).toList();
        }
        return value instanceof Object[] array ? Arrays.asList(array) : List.of();
    }
}
