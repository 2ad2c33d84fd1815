package org.postern.daemon.config;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** The directives of one block, each once. */
final class Directives {

    private final Map<String, String> values = new LinkedHashMap<>();
    private boolean folder;

    /** Sets a directive; the last value stands, as it does in httpd within one section. */
    void put(String attribute, String value) {
        values.put(attribute, value);
    }

    /** httpd says that they are those of a folder. */
    void setFolder() {
        folder = true;
    }

    boolean isFolder() {
        return folder;
    }

    /** The value of a directive; null if it was not given, or given as {@code None}. */
    @Nullable
    String text(Directive directive) {
        String value = values.get(directive.name());
        return value == null || value.isEmpty() || value.equalsIgnoreCase("None") ? null : value;
    }

    boolean flag(Directive directive, boolean other) {
        String value = text(directive);
        if (value == null) {
            return other;
        }
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "on" -> true;
            case "off" -> false;
            default -> throw bad(directive, value, "On or Off");
        };
    }

    /** A whole number from 1; 0 if there is none. */
    int number(Directive directive, int most) {
        String value = text(directive);
        if (value == null) {
            return 0;
        }
        int number = value.matches("[0-9]{1,9}") ? Integer.parseInt(value) : 0;
        if (number < 1 || number > most) {
            throw bad(directive, value, "a whole number from 1 to " + most);
        }
        return number;
    }

    <E extends Enum<E>> @Nullable E choice(Directive directive, Class<E> type, String expected) {
        String value = text(directive);
        if (value == null) {
            return null;
        }
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equalsIgnoreCase(value)) {
                return constant;
            }
        }
        throw bad(directive, value, expected);
    }

    /** The values of a directive that has a name behind it, by that name; those set to nothing left out. */
    Map<String, String> named(Directive directive) {
        Map<String, String> named = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        String prefix = directive.name() + ".";
        values.forEach((attribute, value) -> {
            if (attribute.startsWith(prefix) && !value.isEmpty()) {
                named.put(attribute.substring(prefix.length()), value);
            }
        });
        return named;
    }

    /** Refuses what nobody knows: a directive that is ignored may be a guard that is not there. */
    void checkKnown() {
        values.keySet().forEach(attribute -> {
            if (Directive.of(attribute) == null) {
                throw new Fault(
                        Code.BAD_DIRECTIVE,
                        "attribute " + attribute + ": no directive arrives under this name"
                                + " (expected: httpd includes the postern.conf of this version)");
            }
        });
    }

    private static Fault bad(Directive directive, String value, String expected) {
        return new Fault(Code.BAD_DIRECTIVE, directive.spelling() + " \"" + value + "\" (expected: " + expected + ")");
    }
}
