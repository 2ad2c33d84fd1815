package org.postern.handlers;

import static org.postern.api.Apache.APLOG_NOTICE;
import static org.postern.api.Apache.DECLINED;
import static org.postern.api.Apache.HTTP_UNAUTHORIZED;
import static org.postern.api.Apache.OK;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.jspecify.annotations.Nullable;
import org.postern.api.Request;
import org.postern.api.spi.Host;

/**
 * {@code postern.auth.htpasswd}: lets in whom httpd's files of users and groups let in.
 *
 * <p>Options: AuthUserFile, AuthGroupFile, and AuthRequire, which {@link Requirement} explains. Both handlers ask for it, so it holds
 * whichever of them is configured.
 */
public final class Htpasswd {

    private static final int SCHEME = "Basic ".length();

    private Htpasswd() {}

    /** Whether the client knows the password of a user who may enter; of users that the file lacks others may know. */
    public static int authenHandler(Request req) {
        String users = path(req, "AuthUserFile");
        Requirement required = Requirement.of(req);
        byte[] password =
                req.getBasicAuthPw() == null ? null : password(req.headersIn().get("Authorization"));
        String user = req.user();
        if (password == null || user == null || user.isEmpty()) {
            return HTTP_UNAUTHORIZED;
        }
        return switch (Host.current().passwordFiles().check(users, user, password)) {
            case RIGHT -> entering(req, required, user);
            case WRONG -> {
                req.logError("user " + user + ": wrong password", APLOG_NOTICE);
                yield HTTP_UNAUTHORIZED;
            }
            case UNKNOWN_USER -> {
                req.logError("user " + user + ": not in " + users, APLOG_NOTICE);
                yield DECLINED;
            }
        };
    }

    /** Whether the user, whoever found out who it is, may enter. */
    public static int authzHandler(Request req) {
        Requirement required = Requirement.of(req);
        String user = req.user();
        return user == null ? HTTP_UNAUTHORIZED : entering(req, required, user);
    }

    private static int entering(Request req, Requirement required, String user) {
        if (required.admits(user)) {
            return OK;
        }
        req.logError("user " + user + ": not among those of AuthRequire \"" + required.text() + "\"", APLOG_NOTICE);
        return HTTP_UNAUTHORIZED;
    }

    /** An option's absolute path: httpd's ServerRoot, to which others would be relative, is not known here. */
    static String path(Request req, String option) {
        String path = req.getOptions().get(option);
        if (path == null || !path.startsWith("/")) {
            throw Host.current().badOption(option, path, "the absolute path of a file");
        }
        return path;
    }

    /** The bytes that the client sent: hashes are of bytes, not of text. No hash is of a NUL, at which httpd would stop. */
    private static byte @Nullable [] password(@Nullable String authorization) {
        String credentials = String.valueOf(authorization).substring(SCHEME).strip();
        String text = new String(Base64.getDecoder().decode(credentials), StandardCharsets.ISO_8859_1);
        String password = text.substring(text.indexOf(':') + 1);
        return text.indexOf(0) < 0 ? password.getBytes(StandardCharsets.ISO_8859_1) : null;
    }
}
