package org.postern.daemon.session;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.postern.api.Cookie;
import org.postern.api.Request;
import org.postern.api.Session;
import org.postern.api.SignedCookie;
import org.postern.api.Table;
import org.postern.api.spi.Host;
import org.postern.daemon.config.Spelling;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/**
 * How the sessions of a request are, by its JavaOptions; docs/sessions.md lists them.
 *
 * @param secrets that sign the cookie, the first one those that are sent; empty if it is not signed
 */
record SessionOptions(
        String cookieName,
        @Nullable String domain,
        String path,
        String samesite,
        boolean secure,
        List<String> secrets,
        Duration timeout,
        Duration lifetime,
        Session.Mode mode) {

    private static final String COMMON = "session.";
    private static final String COOKIE_NAME = "session.cookie_name";
    private static final String DOMAIN = "session.application_domain";
    private static final String PATH = "session.application_path";
    private static final String SAMESITE = "session.cookie_samesite";
    private static final String SECURE = "session.cookie_secure";
    private static final String SECRET = "session.secret";
    private static final String TIMEOUT = "session.timeout";
    private static final String LIFETIME = "session.lifetime";
    private static final String MODE = "session.mode";
    private static final Set<String> ALL =
            Set.of(COOKIE_NAME, DOMAIN, PATH, SAMESITE, SECURE, SECRET, TIMEOUT, LIFETIME, MODE);

    /** @param cookieName in place of that in the options, or null */
    static SessionOptions of(Request req, @Nullable String cookieName) {
        Table options = req.getOptions();
        options.forEach(option -> checkIsOne(option.getKey()));
        boolean secure = secure(options.get(SECURE, "auto"), req.isHttps());
        return new SessionOptions(
                cookieName == null ? name(options) : cookieName,
                options.get(DOMAIN),
                options.get(PATH, "/"),
                samesite(options.get(SAMESITE, "Lax"), secure),
                secure,
                List.of(options.get(SECRET, "").strip().split("\\s+")).stream()
                        .filter(secret -> !secret.isEmpty())
                        .toList(),
                seconds(TIMEOUT, options.get(TIMEOUT, "1800"), 1),
                seconds(LIFETIME, options.get(LIFETIME, "604800"), 0),
                mode(options.get(MODE, "lock")));
    }

    /** A mistake in a name would leave the cookie less safe than its site wants it, and nobody would see. */
    private static void checkIsOne(String option) {
        if (option.regionMatches(true, 0, COMMON, 0, COMMON.length())
                && !ALL.contains(option.toLowerCase(Locale.ROOT))) {
            throw new Fault(
                    Code.BAD_OPTION,
                    "JavaOption " + option + ": sessions have no such option"
                            + Spelling.nearest(option, ALL)
                                    .map(meant -> "; did you mean \"" + meant + "\"?")
                                    .orElse(" (expected: one of those in docs/sessions.md)"));
        }
    }

    private static String name(Table options) {
        String name = options.get(COOKIE_NAME);
        if (name != null) {
            set(COOKIE_NAME, value -> new Cookie(value, ""), name);
        }
        return name == null ? "postern_session" : name;
    }

    private static String samesite(String value, boolean secure) {
        if (value.equalsIgnoreCase("None") && !secure) {
            throw Host.current()
                    .badOption(SAMESITE, value, "Strict or Lax; None with https alone, or with " + SECURE + " on");
        }
        return value;
    }

    private static boolean secure(String value, boolean https) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "auto" -> https;
            case "on" -> true;
            case "off" -> false;
            default -> throw Host.current().badOption(SECURE, value, "auto, on or off");
        };
    }

    private static Duration seconds(String option, String value, int least) {
        if (value.matches("\\d{1,9}") && Integer.parseInt(value) >= least) {
            return Duration.ofSeconds(Integer.parseInt(value));
        }
        throw Host.current().badOption(option, value, "seconds, " + least + " or more");
    }

    private static Session.Mode mode(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "lock" -> Session.Mode.LOCK;
            case "read-only" -> Session.Mode.READ_ONLY;
            case "no-lock" -> Session.Mode.NO_LOCK;
            default -> throw Host.current().badOption(MODE, value, "lock, read-only or no-lock");
        };
    }

    /** The id that the client's cookie has; null if there is none that can be one. */
    @Nullable
    String idIn(Request req) {
        String id = secrets.isEmpty() ? plain(req) : signed(req);
        return id != null && SessionIds.isOne(id) ? id : null;
    }

    private @Nullable String plain(Request req) {
        Cookie cookie = Cookie.getCookie(req, cookieName);
        return cookie == null ? null : cookie.value();
    }

    private @Nullable String signed(Request req) {
        String[] older = secrets.subList(1, secrets.size()).toArray(String[]::new);
        SignedCookie cookie = SignedCookie.getCookie(req, cookieName, secrets.get(0), older);
        return cookie == null ? null : cookie.data().toString();
    }

    /** The cookie that makes the client come back with an id. */
    Cookie cookie(String id) {
        return described(
                secrets.isEmpty() ? new Cookie(cookieName, id) : new SignedCookie(cookieName, id, secrets.get(0)));
    }

    /** The cookie that takes it away again. */
    Cookie end() {
        return described(new Cookie(cookieName, "")).maxAge(0);
    }

    private Cookie described(Cookie cookie) {
        set(PATH, cookie::path, path);
        set(SAMESITE, cookie::samesite, samesite);
        if (domain != null) {
            set(DOMAIN, cookie::domain, domain);
        }
        return cookie.secure(secure).httponly(true);
    }

    private static void set(String option, Function<String, Cookie> setter, String value) {
        try {
            setter.apply(value);
        } catch (IllegalArgumentException e) {
            throw new Fault(Code.BAD_OPTION, "JavaOption " + option + ": " + e.getMessage(), e);
        }
    }
}
