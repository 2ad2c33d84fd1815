package org.postern.handlers;

import static org.postern.api.Apache.APLOG_NOTICE;
import static org.postern.api.Apache.HTTP_FORBIDDEN;
import static org.postern.api.Apache.HTTP_MOVED_TEMPORARILY;
import static org.postern.api.Apache.HTTP_REQUEST_ENTITY_TOO_LARGE;
import static org.postern.api.Apache.HTTP_UNAUTHORIZED;
import static org.postern.api.Apache.OK;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import org.postern.api.Request;

/**
 * {@code postern.auth.form}: lets in who has logged in by a page, and sends others to it.
 *
 * <pre>
 *   a page, not logged in -&gt; 302 login?to=page -&gt; LoginForm -&gt; user and password right -&gt; 303 page, logged in by the session
 * </pre>
 *
 * <p>Options: {@link LoginOptions}, and AuthRequire, which {@link Requirement} explains.
 */
public final class FormLogin {

    /** Bytes of a login; names and passwords are short. */
    private static final int LONGEST = 65_536;

    private FormLogin() {}

    /** Answers login and logout; for all else tells who has logged in. */
    public static int authenHandler(Request req) throws Exception {
        LoginOptions options = LoginOptions.of(req);
        Requirement required = Requirement.of(req);
        if (req.uri().equals(options.login())) {
            if (req.readChunked() || req.remaining() > LONGEST) {
                return HTTP_REQUEST_ENTITY_TOO_LARGE; // strangers have nothing to upload
            }
            return new LoginForm(req, options).answer();
        }
        if (req.uri().equals(options.logout())) {
            return new LogoutForm(req, options).answer();
        }
        String user = LoggedIn.user(req, options.users());
        if (user == null) {
            return stranger(req, options);
        }
        req.user(user);
        req.apAuthType("Form");
        return entering(req, required, user);
    }

    /** Whether the user, whoever found out who it is, may enter. */
    public static int authzHandler(Request req) throws IOException {
        LoginOptions options = LoginOptions.of(req);
        Requirement required = Requirement.of(req);
        String user = req.user();
        return user == null ? stranger(req, options) : entering(req, required, user);
    }

    private static int entering(Request req, Requirement required, String user) {
        if (required.admits(user)) {
            return OK;
        }
        req.logError("user " + user + ": not among those of AuthRequire \"" + required.text() + "\"", APLOG_NOTICE);
        return HTTP_FORBIDDEN;
    }

    /** Who looks at a page goes to the login; a script, or what has to be sent again, gets an error that it understands. */
    private static int stranger(Request req, LoginOptions options) throws IOException {
        if (!wantsPage(req)) {
            LoginPages.challenge(req);
            return HTTP_UNAUTHORIZED;
        }
        String wanted = LocalUrl.of(req.unparsedUri());
        String query = wanted == null ? "" : "?to=" + URLEncoder.encode(wanted, StandardCharsets.UTF_8);
        return LoginPages.redirect(req, HTTP_MOVED_TEMPORARILY, options.login() + query);
    }

    private static boolean wantsPage(Request req) {
        if (!req.method().equals("GET") && !req.headerOnly() || req.headersIn().contains("X-Requested-With")) {
            return false;
        }
        String destination = req.headersIn().get("Sec-Fetch-Dest");
        if (destination != null) {
            return destination.equals("document") || destination.endsWith("frame");
        }
        return acceptsHtml(req.headersIn().get("Accept"));
    }

    private static boolean acceptsHtml(@Nullable String accept) {
        return accept == null || accept.strip().equals("*/*") || accept.contains("text/html");
    }
}
