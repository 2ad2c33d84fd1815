package org.postern.daemon.form;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.postern.api.spi.Urlencoded;

/**
 * A header's value with its parameters: {@code form-data; name="a"}. In ISO-8859-1, each character a byte of what was sent.
 *
 * <p>Within quotes a backslash is one, but before a quote or another backslash: browsers used to send whole paths of Windows there. They
 * send {@code %22} for a quote today (WHATWG HTML, multipart/form-data), which is turned back for names only.
 *
 * @param text what stands before the parameters, in small letters
 * @param parameters by their names in small letters; of equal names the last one
 */
record HeaderValue(String text, Map<String, String> parameters) {

    static final HeaderValue NONE = new HeaderValue("", Map.of());

    static HeaderValue of(String header) {
        int at = header.indexOf(';');
        String text = (at < 0 ? header : header.substring(0, at)).strip().toLowerCase(Locale.ROOT);
        Map<String, String> parameters = new LinkedHashMap<>();
        while (at >= 0 && at < header.length()) {
            int name = at + 1;
            int stop = endOfName(header, name);
            String key = header.substring(name, stop).strip().toLowerCase(Locale.ROOT);
            boolean hasValue = stop < header.length() && header.charAt(stop) == '=';
            StringBuilder value = new StringBuilder();
            at = hasValue ? value(header, stop + 1, value) : stop;
            if (!key.isEmpty()) {
                parameters.put(key, value.toString());
            }
        }
        return new HeaderValue(text, parameters);
    }

    private static int endOfName(String header, int from) {
        int at = from;
        while (at < header.length() && header.charAt(at) != '=' && header.charAt(at) != ';') {
            at++;
        }
        return at;
    }

    /** Reads a value from {@code from} on; returns where the semicolon behind it is, or the end. */
    private static int value(String header, int from, StringBuilder into) {
        int at = from;
        while (at < header.length() && isBlank(header.charAt(at))) {
            at++;
        }
        if (at < header.length() && header.charAt(at) == '"') {
            at = quoted(header, at + 1, into);
            int semicolon = header.indexOf(';', at);
            return semicolon < 0 ? header.length() : semicolon;
        }
        int semicolon = header.indexOf(';', at);
        int stop = semicolon < 0 ? header.length() : semicolon;
        into.append(header.substring(at, stop).stripTrailing());
        return stop;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static int quoted(String header, int from, StringBuilder into) {
        int at = from;
        while (at < header.length() && header.charAt(at) != '"') {
            boolean escape = header.charAt(at) == '\\'
                    && at + 1 < header.length()
                    && (header.charAt(at + 1) == '"' || header.charAt(at + 1) == '\\');
            at += escape ? 1 : 0;
            into.append(header.charAt(at));
            at++;
        }
        return Math.min(at + 1, header.length());
    }

    /** The bytes of a name that a browser has put into a parameter; null where there is no such parameter. */
    byte @Nullable [] name(String parameter) {
        String value = parameters.get(parameter);
        return value == null ? null : value.replace("%22", "\"").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A parameter that says its charset itself, {@code UTF-8''na%C3%AFve} (RFC 8187); null where there is none, or it is no such. */
    @Nullable
    String extended(String parameter) {
        String[] parts = parameters.getOrDefault(parameter + "*", "").split("'", 3);
        Charset charset = parts.length < 3 ? null : charset(parts[0]);
        if (charset == null) {
            return null;
        }
        byte[] bytes = parts[2].replace("+", "%2B").getBytes(StandardCharsets.ISO_8859_1);
        return new String(Urlencoded.decode(bytes, 0, bytes.length), charset);
    }

    /** The charset of this name if there is one in which ASCII is ASCII; else null. */
    static @Nullable Charset charset(@Nullable String name) {
        if (name == null) {
            return null;
        }
        try {
            Charset charset = Charset.forName(name.strip());
            byte[] ascii = "az09&=\\\"".getBytes(StandardCharsets.US_ASCII);
            return new String(ascii, charset).equals("az09&=\\\"") ? charset : null;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return null;
        }
    }
}
