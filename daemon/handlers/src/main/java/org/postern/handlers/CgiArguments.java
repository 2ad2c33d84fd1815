package org.postern.handlers;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.postern.api.Request;
import org.postern.api.spi.Urlencoded;

/** The arguments of a program: the words of a query that is no form's (RFC 3875, section 4.4). */
final class CgiArguments {

    private CgiArguments() {}

    /** The words between the pluses, decoded as far as they are encoded; none where the query has an equals sign, or the method is not GET or HEAD. */
    static String[] of(Request req) {
        String query = req.args();
        boolean asks = req.method().equals("GET") || req.method().equals("HEAD");
        if (query == null || query.isEmpty() || query.indexOf('=') >= 0 || !asks) {
            return new String[0];
        }
        return Arrays.stream(query.split("\\+")).map(CgiArguments::decoded).toArray(String[]::new);
    }

    private static String decoded(String word) {
        byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
        return new String(Urlencoded.decode(bytes, 0, bytes.length), StandardCharsets.UTF_8);
    }
}
