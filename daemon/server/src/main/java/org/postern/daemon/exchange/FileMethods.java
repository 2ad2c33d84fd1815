package org.postern.daemon.exchange;

import static org.postern.api.Apache.HTTP_METHOD_NOT_ALLOWED;
import static org.postern.api.Apache.HTTP_NOT_IMPLEMENTED;

import java.util.List;

import org.postern.api.Apache;

/** What can be done with a file, as httpd sees it. */
final class FileMethods {

    /** A POST reads as a GET does. */
    private static final List<String> ALLOWED = List.of("GET", "POST", "OPTIONS", "HEAD");

    private FileMethods() {}

    static boolean allow(String method) {
        return ALLOWED.contains(method);
    }

    /** The status for one that is not allowed: httpd knows it, or does not. */
    static int refusal(String method) {
        return MethodNumbers.of(method) == Apache.M_INVALID ? HTTP_NOT_IMPLEMENTED : HTTP_METHOD_NOT_ALLOWED;
    }

    /** The Allow header. */
    static String allowed() {
        return String.join(",", ALLOWED);
    }
}
