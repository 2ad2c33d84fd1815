package org.postern.daemon.config;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** What visitors get in place of an error's plain page: {@code JavaErrorDocument}. */
public sealed interface ErrorDocument {

    /** Text of HTML, sent as it is. */
    record Text(String text) implements ErrorDocument {}

    /** A path of the site, with query if need be, whose answer is sent with the error's status. */
    record Local(String url) implements ErrorDocument {}

    /** A URL to which the client is sent. */
    record Elsewhere(String url) implements ErrorDocument {}

    /** The documents that directives name, by status. */
    static Map<Integer, ErrorDocument> parse(Map<String, String> directives) {
        Map<Integer, ErrorDocument> documents = new TreeMap<>();
        directives.forEach((status, target) -> {
            if (!status.matches("[45][0-9][0-9]")) {
                throw new Fault(
                        Code.BAD_DIRECTIVE,
                        "JavaErrorDocument \"" + status + "\" (expected: a status from 400 to 599)");
            }
            if (!target.equalsIgnoreCase("None") && !target.equalsIgnoreCase("default")) {
                documents.put(Integer.valueOf(status), of(target));
            }
        });
        return documents;
    }

    private static ErrorDocument of(String target) {
        String start = target.toLowerCase(Locale.ROOT);
        if (start.startsWith("http://") || start.startsWith("https://")) {
            return new Elsewhere(target);
        }
        return target.startsWith("/") ? new Local(target) : new Text(target);
    }
}
