package org.postern.ajp;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * Name-value pairs in the order of the wire, repeated names kept: the headers of a request, or its attributes.
 *
 * <p>Immutable and safe for any thread. Values never hold a NUL only because the peer said so: treat them as text from outside.
 */
public final class AjpFields {

    /** No pairs. */
    public static final AjpFields NONE = new AjpFields(new String[0]);

    private final String[] pairs;

    private AjpFields(String[] pairs) {
        this.pairs = pairs;
    }

    /** The pairs in an array of alternating names and values, which the caller gives away. */
    public static AjpFields of(String... pairs) {
        if (pairs.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "pairs: " + pairs.length + " strings (expected: name, value, name, ...)");
        }
        return pairs.length == 0 ? NONE : new AjpFields(pairs);
    }

    /** How many pairs there are. */
    public int size() {
        return pairs.length / 2;
    }

    /** The name of pair {@code i}, spelled as the peer spelled it; coded header names in their usual spelling. */
    public String name(int i) {
        return pairs[2 * i];
    }

    /** The value of pair {@code i}. */
    public String value(int i) {
        return pairs[2 * i + 1];
    }

    /** The first value under {@code name} in any case, or null. */
    public @Nullable String first(String name) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equalsIgnoreCase(name)) {
                return pairs[i + 1];
            }
        }
        return null;
    }

    /** The pairs as entries, in order. */
    public List<Map.Entry<String, String>> entries() {
        return IntStream.range(0, size())
                .mapToObj(i -> Map.entry(name(i), value(i)))
                .toList();
    }
}
