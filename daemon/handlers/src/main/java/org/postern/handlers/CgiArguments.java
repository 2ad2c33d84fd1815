package org.postern.handlers;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.postern.api.Request;

/** The arguments of a program: the words of a query that is no form's (RFC 3875, section 4.4). */
final class CgiArguments {

    private CgiArguments() {}

    /** The words between the pluses, decoded; none where the query has an equals sign, or the method is not GET or HEAD. */
    static String[] of(Request req) {
        String query = req.args();
        boolean asks = req.method().equals("GET") || req.method().equals("HEAD");
        if (query == null || query.isEmpty() || query.indexOf('=') >= 0 || !asks) {
            return new String[0];
        }
        return Arrays.stream(query.split("\\+"))
                .map(word -> URLDecoder.decode(word, StandardCharsets.UTF_8))
                .toArray(String[]::new);
    }
}
