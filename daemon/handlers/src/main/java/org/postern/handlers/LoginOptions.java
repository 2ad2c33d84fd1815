package org.postern.handlers;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.postern.api.Request;
import org.postern.api.spi.Host;

/**
 * The options of {@link FormLogin}: AuthFormLogin and AuthFormLogout, paths of the site at which it answers itself; AuthUserFile or
 * AuthFormCheck, which know the users; AuthFormPage, for a page of one's own; AuthFormAttempts.
 *
 * @param logout null if there is none
 * @param page null for that of Postern
 * @param attempts of one user from one address, in a quarter of an hour
 */
record LoginOptions(
        String login,
        @Nullable String logout,
        Users users,
        @Nullable OwnMethod page,
        int attempts) {

    /** Paths that are the same decoded and encoded, and in every browser. */
    private static final Pattern PATH = Pattern.compile("(?:/(?!\\.\\.?(?:/|$))[A-Za-z0-9._~-]+)+");

    static LoginOptions of(Request req) {
        String login = path(req, "AuthFormLogin", true);
        return new LoginOptions(
                String.valueOf(login),
                path(req, "AuthFormLogout", false),
                Users.of(req),
                OwnMethod.of(req, "AuthFormPage", void.class, Request.class, String.class, String.class),
                attempts(req.getOptions().get("AuthFormAttempts", "10")));
    }

    /** Where a visitor goes who wanted nothing else: the folder of the login. */
    String home() {
        return login.substring(0, login.lastIndexOf('/') + 1);
    }

    private static @Nullable String path(Request req, String option, boolean needed) {
        String path = req.getOptions().get(option);
        if (path == null ? needed : !PATH.matcher(path).matches()) {
            throw Host.current()
                    .badOption(option, path, "a path of the site, such as /members/login, of letters, digits and ._~-");
        }
        return path;
    }

    private static int attempts(String value) {
        if (!value.matches("[1-9]\\d{0,3}")) {
            throw Host.current().badOption("AuthFormAttempts", value, "1 to 9999");
        }
        return Integer.parseInt(value);
    }
}
