package org.postern.handlers;

import static org.postern.api.Apache.DONE;

import java.io.IOException;

import org.postern.api.Request;

/** What visitors see who log in or out: pages without scripts, for light and dark screens, read aloud, or on a phone. */
final class LoginPages {

    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex">
            <title>%1$s: %2$s</title>
            <style>
            :root { color-scheme: light dark; --back: #f3f4f6; --card: #fff; --text: #1f2937; --line: #6b7280; --accent: #1d4ed8;
              --on-accent: #fff; --alert: #b91c1c; }
            @media (prefers-color-scheme: dark) { :root { --back: #111827; --card: #1f2937; --text: #f3f4f6; --line: #9ca3af;
              --accent: #93c5fd; --on-accent: #111827; --alert: #fca5a5; } }
            * { box-sizing: border-box; }
            body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem; background: var(--back);
              color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
            main { width: 100%%; max-width: 24rem; padding: 2rem; border-radius: .75rem; background: var(--card);
              box-shadow: 0 .25rem 1.5rem #0002; }
            h1 { margin: 0; font-size: 1.5rem; }
            p { margin: .25rem 0 1rem; overflow-wrap: anywhere; }
            [role=alert] { padding: .5rem .75rem; border-left: .25rem solid var(--alert); color: var(--alert); }
            label { display: block; margin-top: 1rem; font-weight: 600; }
            input, button { width: 100%%; padding: .625rem .75rem; border: 1px solid var(--line); border-radius: .375rem; font: inherit;
              background: transparent; color: inherit; }
            button { margin-top: 1.5rem; border-color: var(--accent); background: var(--accent); color: var(--on-accent);
              font-weight: 600; cursor: pointer; }
            :focus-visible { outline: .1875rem solid var(--accent); outline-offset: .125rem; }
            </style>
            </head>
            <body>
            <main>
            <h1>%1$s</h1>
            <p>%2$s</p>
            %3$s%4$s</main>
            </body>
            </html>
            """;

    private static final String LOGIN = """
            <form method="post" action="%1$s">
            %2$s
            <label for="user">User name</label>
            <input id="user" name="user" value="%3$s" autocomplete="username" autocapitalize="none" spellcheck="false" required%4$s>
            <label for="password">Password</label>
            <input id="password" name="password" type="password" autocomplete="current-password" required%5$s>
            <button>Log in</button>
            </form>
            """;

    private static final String LOGOUT = """
            <form method="post" action="%s">
            %s
            <button autofocus>Log out</button>
            </form>
            """;

    private LoginPages() {}

    static String loginForm(String action, String hidden, String user) {
        boolean first = user.isEmpty();
        return LOGIN.formatted(action, hidden, escaped(user), first ? " autofocus" : "", first ? "" : " autofocus");
    }

    static String logoutForm(String action, String hidden) {
        return LOGOUT.formatted(action, hidden);
    }

    static void write(Request req, String title, String message, String form) throws IOException {
        secure(
                req,
                "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
        req.contentType("text/html; charset=UTF-8");
        String alert = message.isEmpty() ? "" : "<p role=\"alert\">" + escaped(message) + "</p>\n";
        req.write(PAGE.formatted(title, escaped(req.authName()), alert, form));
    }

    /** Lets nobody keep the page, or put it into another one. */
    static void secure(Request req, String policy) {
        req.headersOut().set("Cache-Control", "no-store");
        req.headersOut().set("Content-Security-Policy", policy);
        req.headersOut().set("X-Frame-Options", "DENY");
        req.headersOut().set("X-Content-Type-Options", "nosniff");
        req.headersOut().set("Referrer-Policy", "same-origin");
    }

    /** Says to clients, as HTTP asks for with each 401, how to log in: by no way for which a browser would ask itself. */
    static void challenge(Request req) {
        String realm = req.authName().replace("\\", "\\\\").replace("\"", "\\\"");
        req.errHeadersOut().set("WWW-Authenticate", "Form realm=\"" + realm + "\"");
    }

    static int redirect(Request req, int status, String url) throws IOException {
        req.headersOut().set("Cache-Control", "no-store");
        req.headersOut().set("Location", url);
        req.status(status);
        req.contentType("text/html; charset=UTF-8");
        req.write("<p><a href=\"" + escaped(url) + "\">Go on</a></p>\n");
        return DONE;
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
