package org.postern.daemon.exchange;

import org.postern.daemon.phase.HttpStatus;

/** The plain page of an error, which tells a visitor nothing that is not his business. */
final class ErrorPage {

    private ErrorPage() {}

    static String of(int status) {
        String title = HttpStatus.title(status);
        return """
                <!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">
                <html><head>
                <title>%1$d %2$s</title>
                </head><body>
                <h1>%2$s</h1>
                <p>%3$s</p>
                </body></html>
                """.formatted(
                        status, Html.escape(title == null ? "Error" : title), Html.escape(HttpStatus.text(status)));
    }
}
