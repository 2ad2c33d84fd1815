package org.postern.daemon.importer;

import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;

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
        KeptValues check = new KeptValues(call);
        check.one(value);
        check.parts(value, 1);
    }

    private void one(Object value) {
        Class<?> type = value instanceof Class<?> itself ? itself : value.getClass();
        if (type.getClassLoader() instanceof UnitLoader) {
            throw new IllegalArgumentException(
                    call + ": class " + type.getTypeName() + " belongs to a module, and ends with its version"
                            + " (expected: a class of the JDK, of the API or of a library on JavaPath; take a map or a record's parts)");
        }
    }

    private void parts(Object value, int depth) {
        if (value instanceof Collection<?> collection) {
            all(collection, depth);
        } else if (value instanceof Map<?, ?> map) {
            map.entrySet().stream()
                    .takeWhile(entry -> left > 0)
                    .forEach(entry -> all(Arrays.asList(entry.getKey(), entry.getValue()), depth));
        } else if (value instanceof Object[] array) {
            all(Arrays.asList(array), depth);
        }
    }

    private void all(Collection<?> parts, int depth) {
        Iterator<?> each = parts.iterator();
        while (left > 0 && each.hasNext()) {
            Object part = each.next();
            left--;
            if (part != null) {
                one(part);
                if (depth < DEPTH) {
                    parts(part, depth + 1);
                }
            }
        }
    }
}
