package org.postern.daemon.session;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * What may be in a session: types of the JDK that are the same after a reload of modules and in another JVM. Those of modules are not:
 * a class that is loaded anew is another class.
 */
final class SessionValues {

    private static final int DEEPEST = 50;

    /** Beyond it Java 17 does not read what it has written of a number itself. */
    private static final int LARGEST_SCALE = 1_000_000_000;

    private static final Set<Class<?>> SCALARS = Set.of(
            String.class,
            Boolean.class,
            Character.class,
            Integer.class,
            Long.class,
            Short.class,
            Byte.class,
            Float.class,
            Double.class,
            BigInteger.class,
            BigDecimal.class,
            Instant.class,
            Duration.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class,
            UUID.class);

    private SessionValues() {}

    static boolean isScalar(Object value) {
        return SCALARS.contains(value.getClass());
    }

    /**
     * The value as a session can have it, with copies of collections.
     *
     * @param key under which it is to be, for messages
     */
    static Object copy(String key, @Nullable Object value) {
        return copy(key, value, 0);
    }

    private static Object copy(String key, @Nullable Object value, int depth) {
        if (value == null) {
            throw refused(key, "null", "remove(key), or no entry at all");
        }
        if (depth > DEEPEST) {
            throw refused(key, "collections in collections, more than " + DEEPEST + " deep", "fewer; none in itself");
        }
        if (value instanceof BigDecimal number && Math.abs((long) number.scale()) > LARGEST_SCALE) {
            throw refused(key, "a BigDecimal of scale " + number.scale(), "at most " + LARGEST_SCALE + ", either way");
        }
        if (isScalar(value)) {
            return value;
        }
        if (value instanceof byte[] bytes) {
            return bytes.clone();
        }
        if (value instanceof List<?> list) {
            return into(new ArrayList<>(), key, list, depth);
        }
        if (value instanceof Set<?> set) {
            return into(new LinkedHashSet<>(), key, set, depth);
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            map.forEach((name, each) -> copy.put(name(key, name), copy(key, each, depth + 1)));
            return copy;
        }
        throw refused(key, value.getClass().getTypeName(), """
                types that outlive a reload and a restart: String, Boolean, numbers, byte[], Instant, Duration, LocalDate, \
                LocalTime, LocalDateTime, UUID, and List, Set, Map of these; put the parts of an object, or a text from which it is \
                made again""");
    }

    private static Collection<Object> into(Collection<Object> copy, String key, Collection<?> values, int depth) {
        values.forEach(each -> copy.add(copy(key, each, depth + 1)));
        return copy;
    }

    private static String name(String key, @Nullable Object name) {
        if (name instanceof String text) {
            return text;
        }
        throw refused(
                key,
                "a map with a key of "
                        + (name == null ? "null" : name.getClass().getName()),
                "String");
    }

    private static IllegalArgumentException refused(String key, String what, String expected) {
        return new IllegalArgumentException("session value \"" + key + "\": " + what + " (expected: " + expected + ")");
    }
}
