package org.postern.daemon.exchange;

import static org.postern.api.Apache.HTTP_MOVED_TEMPORARILY;

import org.postern.daemon.phase.HttpStatus;

/** The plain page of an error, which tells a visitor nothing that is not his business. */
final class ErrorPage {

    private ErrorPage() {}

    static String of(int status) {
        return page(status, Html.escape(HttpStatus.text(status)));
    }

    /** For clients that do not go there by themselves. */
    static String movedTo(String url) {
        return page(HTTP_MOVED_TEMPORARILY, "The document is <a href=\"" + Html.escape(url) + "\">here</a>.");
    }

    private static String page(int status, String html) {
        String title = HttpStatus.title(status);
        return """
                <!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">
                <html><head>
                <title>%1$d %2$s</title>
                </head><body>
                <h1>%2$s</h1>
                <p>%3$s</p>
                </body></html>
                """.formatted(status, Html.escape(title == null ? "Error" : title), html);
    }
}
