package org.postern.ajp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Name-value pairs in the order of the wire, repeated names kept: the headers of a request, or its attributes.
 *
 * <p>Immutable and safe for any thread. Values of headers hold no NUL, CR or LF; values of attributes may hold any character.
 *
 * <p>Equal to others with the same pairs in the same order and spelling.
 */
public final class AjpFields {

    /** No pairs. */
    public static final AjpFields NONE = new AjpFields(new String[0]);

    /** Headers whose values let in whoever reads them, and therefore belong into no log. */
    private static final List<String> CREDENTIALS =
            List.of("authorization", "proxy-authorization", "cookie", "cookie2");

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

    /** Whether the value under a header's name lets somebody in. */
    public static boolean isCredential(String name) {
        for (String credential : CREDENTIALS) {
            if (name.equalsIgnoreCase(credential)) {
                return true;
            }
        }
        return false;
    }

    /** The pairs as entries, in order. */
    public List<Map.Entry<String, String>> entries() {
        List<Map.Entry<String, String>> entries = new ArrayList<>(size());
        for (int i = 0; i < size(); i++) {
            entries.add(Map.entry(name(i), value(i)));
        }
        return Collections.unmodifiableList(entries);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AjpFields fields && Arrays.equals(pairs, fields.pairs);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(pairs);
    }

    /** The pairs, with stars for the values of credentials. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < size(); i++) {
            boolean secret = isCredential(name(i));
            text.append(i == 0 ? "" : ", ").append(name(i)).append(": ").append(secret ? "***" : value(i));
        }
        return text.append(']').toString();
    }
}
