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

    /** Refuses what this version cannot do: a directive that is ignored may be a guard that is not there. */
    void checkSupported() {
        values.forEach((attribute, value) -> {
            Directive directive = Directive.of(attribute);
            if (directive == null) {
                throw new Fault(
                        Code.BAD_DIRECTIVE,
                        "attribute " + attribute + ": no directive arrives under this name"
                                + " (expected: httpd includes the postern.conf of this version)");
            }
            if (!directive.supports(value)) {
                throw new Fault(
                        Code.FUTURE_DIRECTIVE, directive.spelling() + " \"" + value + "\": not in this version");
            }
        });
    }

    private static Fault bad(Directive directive, String value, String expected) {
        return new Fault(Code.BAD_DIRECTIVE, directive.spelling() + " \"" + value + "\" (expected: " + expected + ")");
    }
}
