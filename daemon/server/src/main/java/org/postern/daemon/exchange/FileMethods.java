package org.postern.daemon.exchange;

import static org.postern.api.Apache.HTTP_METHOD_NOT_ALLOWED;
import static org.postern.api.Apache.HTTP_NOT_IMPLEMENTED;

import java.util.List;
import java.util.Set;

/** What can be done with a file, as httpd sees it. */
final class FileMethods {

    /** A POST reads as a GET does. */
    private static final List<String> ALLOWED = List.of("GET", "POST", "OPTIONS", "HEAD");

    private static final Set<String> REFUSED = Set.of(
            "PUT",
            "DELETE",
            "CONNECT",
            "TRACE",
            "PATCH",
            "PROPFIND",
            "PROPPATCH",
            "MKCOL",
            "COPY",
            "MOVE",
            "LOCK",
            "UNLOCK",
            "VERSION-CONTROL",
            "CHECKOUT",
            "UNCHECKOUT",
            "CHECKIN",
            "UPDATE",
            "LABEL",
            "REPORT",
            "MKWORKSPACE",
            "MKACTIVITY",
            "BASELINE-CONTROL",
            "MERGE");

    private FileMethods() {}

    static boolean allow(String method) {
        return ALLOWED.contains(method);
    }

    /** The status for one that is not allowed: httpd knows it, or does not. */
    static int refusal(String method) {
        return REFUSED.contains(method) ? HTTP_METHOD_NOT_ALLOWED : HTTP_NOT_IMPLEMENTED;
    }

    /** The Allow header. */
    static String allowed() {
        return String.join(",", ALLOWED);
    }
}
