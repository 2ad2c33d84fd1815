package org.postern.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The grammar of cookies: RFC 6265, section 4.1.1 for what is sent, section 5.4 for what comes back. */
final class CookieText {

    static final String SET_COOKIE = "Set-Cookie";

    private static final String IN_NAMES = "!#$%&'*+-.^_`|~";
    private static final String NOT_IN_VALUES = "\",;\\";

    private CookieText() {}

    /**
     * What a Cookie header says; parts without an equals sign are names of empty values. httpd makes one of several headers, with commas
     * between them, so one at the beginning of a part is no part of a name.
     */
    static List<Map.Entry<String, String>> pairs(String header) {
        List<Map.Entry<String, String>> pairs = new ArrayList<>();
        for (int from = 0; from <= header.length(); ) {
            int end = header.indexOf(';', from);
            String part = header.substring(from, end < 0 ? header.length() : end);
            int equals = part.indexOf('=');
            String name = trim(equals < 0 ? part : part.substring(0, equals));
            while (name.startsWith(",")) {
                name = trim(name.substring(1));
            }
            if (!name.isEmpty()) {
                pairs.add(Map.entry(name, equals < 0 ? "" : trim(part.substring(equals + 1))));
            }
            from = end < 0 ? header.length() + 1 : end + 1;
        }
        return pairs;
    }

    /** Without blanks and tabs at the ends, and nothing else that Unicode calls so. */
    private static String trim(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (from < to && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** By what a browser tells cookies apart: name, path and domain. */
    static String identity(String setCookie) {
        String[] parts = setCookie.split(";");
        StringBuilder identity = new StringBuilder(parts[0].split("=", 2)[0].strip());
        for (String attribute : List.of("path=", "domain=")) {
            String found = "";
            for (String part : parts) {
                String stripped = part.strip();
                if (stripped.regionMatches(true, 0, attribute, 0, attribute.length())) {
                    found = stripped.substring(attribute.length());
                }
            }
            identity.append(';').append(found);
        }
        return identity.toString();
    }

    static String name(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!isLetterOrDigit(c) && IN_NAMES.indexOf(c) < 0) {
                throw bad(
                        name,
                        "character " + (int) c + " at position " + i + " of the name",
                        "letters, digits, " + IN_NAMES);
            }
        }
        if (name.isEmpty()) {
            throw bad(name, "no name", "letters, digits, " + IN_NAMES);
        }
        return name;
    }

    static String value(String name, String value) {
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        int last = value.length() - (quoted ? 1 : 0);
        for (int i = quoted ? 1 : 0; i < last; i++) {
            char c = value.charAt(i);
            if (c <= ' ' || c >= 0x7F || NOT_IN_VALUES.indexOf(c) >= 0) {
                throw bad(
                        name,
                        "character " + (int) c + " at position " + i + " of the value",
                        "ASCII without blanks, quotes, commas, semicolons and backslashes; URLEncoder makes that of any text");
            }
        }
        return value;
    }

    static String path(String name, String path) {
        boolean fits = path.startsWith("/") && path.chars().allMatch(c -> c >= ' ' && c < 0x7F && c != ';');
        if (!fits) {
            throw bad(name, "path \"" + path + "\"", "a slash, and ASCII without semicolons");
        }
        return path;
    }

    static String domain(String name, String domain) {
        boolean fits =
                !domain.isEmpty() && domain.chars().allMatch(c -> isLetterOrDigit((char) c) || ".-_".indexOf(c) >= 0);
        if (!fits) {
            throw bad(name, "domain \"" + domain + "\"", "a host's name, as in example.org");
        }
        return domain;
    }

    static String samesite(String name, String samesite) {
        return switch (samesite.toLowerCase(Locale.ROOT)) {
            case "strict" -> "Strict";
            case "lax" -> "Lax";
            case "none" -> "None";
            default -> throw bad(name, "samesite \"" + samesite + "\"", "Strict, Lax or None");
        };
    }

    private static boolean isLetterOrDigit(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    static IllegalArgumentException bad(String name, String what, String expected) {
        return new IllegalArgumentException("cookie \"" + name + "\": " + what + " (expected: " + expected + ")");
    }
}
