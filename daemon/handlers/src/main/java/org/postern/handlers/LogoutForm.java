package org.postern.handlers;

import static org.postern.api.Apache.DONE;
import static org.postern.api.Apache.HTTP_FORBIDDEN;
import static org.postern.api.Apache.HTTP_METHOD_NOT_ALLOWED;
import static org.postern.api.Apache.HTTP_OK;
import static org.postern.api.Apache.HTTP_SEE_OTHER;

import java.io.IOException;
import java.util.List;

import org.postern.api.Csrf;
import org.postern.api.Request;
import org.postern.api.Session;

/** Ends the session of who has logged in: by a form of the site's pages, or by the button that it shows to those who follow a link. */
final class LogoutForm {

    private final Request req;
    private final LoginOptions options;

    LogoutForm(Request req, LoginOptions options) {
        this.req = req;
        this.options = options;
    }

    int answer() throws IOException {
        if (LoggedIn.user(req, options.users()) == null) {
            return LoginPages.redirect(req, HTTP_SEE_OTHER, options.login());
        }
        switch (req.method()) {
            case "GET", "HEAD" -> page(HTTP_OK);
            case "POST" -> {
                if (Csrf.fits(req)) {
                    req.session(Session.Mode.LOCK).invalidate();
                    return LoginPages.redirect(req, HTTP_SEE_OTHER, options.login());
                }
                page(HTTP_FORBIDDEN);
            }
            default -> {
                req.allowMethods(List.of("GET", "HEAD", "POST"));
                return HTTP_METHOD_NOT_ALLOWED;
            }
        }
        return DONE;
    }

    private void page(int status) throws IOException {
        req.status(status);
        String form = LoginPages.logoutForm(String.valueOf(options.logout()), Csrf.field(req));
        LoginPages.write(req, "Log out", "", form);
    }
}
