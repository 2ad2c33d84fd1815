package org.postern.ajp.codec;

import org.jspecify.annotations.Nullable;

/** The numbers of AJP13, as httpd's {@code modules/proxy/ajp_header.h} has them. */
final class AjpCodes {

    static final int MAGIC_IN = 0x1234;
    static final int MAGIC_OUT = 0x4142;
    static final int HEADER_SIZE = 4;

    static final int FORWARD_REQUEST = 2;
    static final int SHUTDOWN = 7;
    static final int LOGIN_PING = 8;
    static final int CPING = 10;

    static final int SEND_BODY_CHUNK = 3;
    static final int SEND_HEADERS = 4;
    static final int END_RESPONSE = 5;
    static final int GET_BODY_CHUNK = 6;
    static final int CPONG = 9;

    static final int NULL_STRING = 0xFFFF;
    static final int CODED_HEADER = 0xA0;
    static final int STORED_METHOD = 0xFF;
    static final int ATTRIBUTES_END = 0xFF;

    private static final @Nullable String[] METHODS = {
        null,
        "OPTIONS",
        "GET",
        "HEAD",
        "POST",
        "PUT",
        "DELETE",
        "TRACE",
        "PROPFIND",
        "PROPPATCH",
        "MKCOL",
        "COPY",
        "MOVE",
        "LOCK",
        "UNLOCK",
        "ACL",
        "REPORT",
        "VERSION-CONTROL",
        "CHECKIN",
        "CHECKOUT",
        "UNCHECKOUT",
        "SEARCH",
        "MKWORKSPACE",
        "UPDATE",
        "LABEL",
        "MERGE",
        "BASELINE-CONTROL",
        "MKACTIVITY"
    };

    private static final @Nullable String[] REQUEST_HEADERS = {
        null,
        "Accept",
        "Accept-Charset",
        "Accept-Encoding",
        "Accept-Language",
        "Authorization",
        "Connection",
        "Content-Type",
        "Content-Length",
        "Cookie",
        "Cookie2",
        "Host",
        "Pragma",
        "Referer",
        "User-Agent"
    };

    private static final @Nullable String[] RESPONSE_HEADERS = {
        null,
        "Content-Type",
        "Content-Language",
        "Content-Length",
        "Date",
        "Last-Modified",
        "Location",
        "Set-Cookie",
        "Set-Cookie2",
        "Servlet-Engine",
        "Status",
        "WWW-Authenticate"
    };

    private AjpCodes() {}

    /** The method under {@code code}, or null where there is none. */
    static @Nullable String method(int code) {
        return code < METHODS.length ? METHODS[code] : null;
    }

    /** The request header under the low byte of its code, or null where there is none. */
    static @Nullable String requestHeader(int low) {
        return low < REQUEST_HEADERS.length ? REQUEST_HEADERS[low] : null;
    }

    /** The code of a response header, or 0 where it travels by name, which is a token. */
    static int responseHeader(String name) {
        for (int low = 1; low < RESPONSE_HEADERS.length; low++) {
            if (name.equalsIgnoreCase(RESPONSE_HEADERS[low])) {
                return CODED_HEADER << 8 | low;
            }
        }
        return 0;
    }
}
