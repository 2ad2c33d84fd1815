package org.postern.handlers;

import static org.postern.api.Apache.APLOG_INFO;
import static org.postern.api.Apache.DONE;
import static org.postern.api.Apache.HTTP_BAD_REQUEST;

import java.io.IOException;

import org.postern.api.Request;

/** A parameter of a page that the client has not given, or not as it has to be. */
final class BadParameter extends Exception {

    private static final long serialVersionUID = 1L;

    private static final int LONGEST = 80;

    private BadParameter(String message) {
        super(message);
    }

    static BadParameter missing(String name, String type) {
        return new BadParameter("Parameter " + name + " is missing (expected: " + type + ").");
    }

    static BadParameter wrong(String name, String value, String type) {
        String shown = value.length() > LONGEST ? value.substring(0, LONGEST) + "..." : value;
        return new BadParameter("Parameter " + name + ": \"" + shown + "\" (expected: " + type + ").");
    }

    /** Tells the client. */
    int answer(Request req) throws IOException {
        String message = String.valueOf(getMessage());
        req.logError("publisher: " + message, APLOG_INFO);
        req.status(HTTP_BAD_REQUEST);
        req.contentType("text/html; charset=UTF-8");
        req.write("""
                <!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">
                <html><head>
                <title>400 Bad Request</title>
                </head><body>
                <h1>Bad Request</h1>
                <p>%s</p>
                </body></html>
                """.formatted(escaped(message)));
        return DONE;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
