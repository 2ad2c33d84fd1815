package org.postern.handlers;

import static org.postern.api.Apache.APLOG_NOTICE;
import static org.postern.api.Apache.APLOG_WARNING;
import static org.postern.api.Apache.DONE;
import static org.postern.api.Apache.HTTP_FORBIDDEN;
import static org.postern.api.Apache.HTTP_METHOD_NOT_ALLOWED;
import static org.postern.api.Apache.HTTP_OK;
import static org.postern.api.Apache.HTTP_SEE_OTHER;
import static org.postern.api.Apache.HTTP_TOO_MANY_REQUESTS;
import static org.postern.api.Apache.HTTP_UNAUTHORIZED;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.postern.api.Csrf;
import org.postern.api.Request;
import org.postern.api.spi.Host;
import org.postern.api.spi.LoginAttempts;

/** The page on which visitors log in, and what comes of it. */
final class LoginForm {

    private static final String WRONG = "User name or password is wrong.";
    private static final String STALE =
            "The form was too old, or your browser keeps no cookies for this site. Please try again.";

    private final Request req;
    private final LoginOptions options;
    private final String wanted;

    LoginForm(Request req, LoginOptions options) {
        this.req = req;
        this.options = options;
        this.wanted = wanted(
                req.method().equals("POST") || req.args() != null ? req.form().getfirst("to") : null);
    }

    /** Not the login again, which would look as if it had failed. */
    private String wanted(@Nullable String asked) {
        String local = LocalUrl.of(asked);
        return local == null || local.split("[?#]", 2)[0].equals(options.login()) ? options.home() : local;
    }

    int answer() throws Exception {
        return switch (req.method()) {
            case "GET", "HEAD" -> page(HTTP_OK, "", "");
            case "POST" -> login();
            default -> {
                req.allowMethods(List.of("GET", "HEAD", "POST"));
                yield HTTP_METHOD_NOT_ALLOWED;
            }
        };
    }

    private int login() throws Exception {
        String user = req.form().getfirst("user", "").strip();
        if (!Csrf.fits(req)) {
            return page(HTTP_FORBIDDEN, STALE, user);
        }
        LoginAttempts attempts = Host.current().loginAttempts();
        List<LoginAttempts.Count> counts = AttemptCounts.of(req, options, user);
        long wait = attempts.begin(counts);
        if (wait > 0) {
            req.logError("user " + user + ": too many attempts to log in, the next in " + wait + " s", APLOG_WARNING);
            req.headersOut().set("Retry-After", Long.toString(wait));
            return page(HTTP_TOO_MANY_REQUESTS, tooMany((wait + 59) / 60), user);
        }
        boolean failed = false;
        try {
            failed = !options.users().check(req, user, req.form().getfirst("password", ""));
        } finally {
            if (!failed) {
                attempts.takeBack(counts);
            }
        }
        if (failed) {
            req.logError("user " + user + ": wrong user or password", APLOG_NOTICE);
            LoginPages.challenge(req);
            return page(HTTP_UNAUTHORIZED, WRONG, user);
        }
        LoggedIn.put(req, options.users(), user);
        return LoginPages.redirect(req, HTTP_SEE_OTHER, wanted);
    }

    private static String tooMany(long minutes) {
        return "There were too many attempts to log in. Please try again in " + minutes
                + (minutes == 1 ? " minute." : " minutes.");
    }

    private int page(int status, String message, String user) throws Exception {
        String hidden =
                Csrf.field(req) + "<input type=\"hidden\" name=\"to\" value=\"" + LoginPages.escaped(wanted) + "\">";
        req.status(status);
        OwnMethod own = options.page();
        if (own == null) {
            LoginPages.write(req, "Log in", message, LoginPages.loginForm(options.login(), hidden, user));
        } else {
            LoginPages.secure(req, "frame-ancestors 'none'");
            own.call(req, message, hidden);
        }
        return DONE;
    }
}
