package org.postern.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.postern.api.spi.Urlencoded;

/** Functions about forms and redirects: mod_python's module {@code util}. */
public final class Util {

    private Util() {}

    /** Sends the client to another URL for this time (302), and ends the request; never returns. */
    public static void redirect(Request req, String location) {
        redirect(req, location, false);
    }

    /** The same; {@code permanent} says that it is for good (301). */
    public static void redirect(Request req, String location, boolean permanent) {
        redirect(req, location, permanent, null);
    }

    /**
     * Sends the client to another URL and ends the request, with the phases that are still to come; never returns.
     *
     * @param location goes out as it is; to take it from a client is to send visitors wherever that one likes
     * @param text the page for clients that do not follow; null for a short one with a link
     * @throws IllegalStateException if something was written already
     * @throws ServerReturn always, if nothing else is wrong
     */
    public static void redirect(Request req, String location, boolean permanent, @Nullable String text) {
        if (req.sentBodyct() || req.bytesSent() > 0) {
            throw new IllegalStateException("redirect to \"" + location + "\" after " + req.bytesSent()
                    + " bytes of an answer (expected: before anything is written)");
        }
        int status = permanent ? Apache.HTTP_MOVED_PERMANENTLY : Apache.HTTP_MOVED_TEMPORARILY;
        req.errHeadersOut().set("Location", location);
        req.status(status);
        try {
            if (text == null) {
                req.contentType("text/html; charset=UTF-8");
                req.write("<p>The document has moved <a href=\"" + escaped(location) + "\">here</a></p>\n");
            } else {
                req.write(text);
            }
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
        throw new ServerReturn(Apache.DONE, status);
    }

    /** The text with what HTML would take for markup replaced. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** The values of a query by their names, blank ones left out. */
    public static Map<String, List<String>> parseQs(String query) {
        return parseQs(query, false);
    }

    /** The values of a query by their names, both in the order in which they come. */
    public static Map<String, List<String>> parseQs(String query, boolean keepBlankValues) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        parseQsl(query, keepBlankValues)
                .forEach(pair -> values.computeIfAbsent(pair.getKey(), name -> new ArrayList<>())
                        .add(pair.getValue()));
        return values;
    }

    /** Names and values of a query, blank values left out. */
    public static List<Map.Entry<String, String>> parseQsl(String query) {
        return parseQsl(query, false);
    }

    /**
     * Names and values of a query, in order. Pairs are separated by {@code &} or {@code ;}, a plus is a blank, what is percent-encoded
     * is UTF-8, and what is no percent-encoding stays as it is.
     *
     * @param keepBlankValues whether pairs without value are kept
     */
    public static List<Map.Entry<String, String>> parseQsl(String query, boolean keepBlankValues) {
        List<Map.Entry<String, String>> pairs = new ArrayList<>();
        for (String pair : query.split("[&;]")) {
            int equals = pair.indexOf('=');
            String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
            if (!pair.isEmpty() && (keepBlankValues || !value.isEmpty())) {
                pairs.add(Map.entry(decoded(equals < 0 ? pair : pair.substring(0, equals)), value));
            }
        }
        return pairs;
    }

    private static String decoded(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new String(Urlencoded.decode(bytes, 0, bytes.length), StandardCharsets.UTF_8);
    }
}
