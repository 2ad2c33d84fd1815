package org.postern.api;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Tells the site's own forms from those that another site has a visitor send: they carry a token that only pages of the visitor's
 * session know.
 *
 * <pre>{@code
 * req.write("<form method=post>" + Csrf.field(req) + "<button>Delete</button></form>");   // in the page
 * Csrf.check(req);                                                                        // before anything is done
 * }</pre>
 *
 * <p>Each call masks the token anew, so that no compressed page lets it be guessed bit by bit. It holds as long as the session keeps its
 * id: after {@link Session#renew} there is another one, as whoever had planted the id before might know it.
 */
public final class Csrf {

    /** The name of the form's field. */
    public static final String FIELD = "csrf_token";

    /** The header in which scripts send it. */
    public static final String HEADER = "X-CSRF-Token";

    private static final String KEY = "postern.csrf";
    private static final int LENGTH = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Csrf() {}

    /**
     * The token, as letters, digits, {@code -} and {@code _}; another text each time. The first one begins the session, if there is none.
     *
     * @throws IllegalStateException if the session would have to be changed, and cannot be: its cookie has to go before the head of the
     *     answer is out
     */
    public static String token(Request req) {
        byte[] secret = secret(req.session(Session.Mode.READ_ONLY));
        if (secret == null) {
            Session session = req.session(Session.Mode.LOCK); // another request may have made one meanwhile
            secret = secret(session);
            if (secret == null) {
                secret = random();
                session.put(KEY, session.id() + ":" + base64(secret));
            }
        }
        byte[] mask = random();
        byte[] token = new byte[2 * LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            token[i] = mask[i];
            token[LENGTH + i] = (byte) (mask[i] ^ secret[i]);
        }
        return base64(token);
    }

    /** The form's hidden field, as HTML. */
    public static String field(Request req) {
        return "<input type=\"hidden\" name=\"" + FIELD + "\" value=\"" + token(req) + "\">";
    }

    /**
     * Whether the request has the token of its session: in the header, else in the form, of which it reads the body then. One in the
     * query is none, as addresses end up in logs and in other people's hands.
     */
    public static boolean fits(Request req) {
        byte[] secret = secret(req.session(Session.Mode.READ_ONLY));
        if (secret == null) {
            return false;
        }
        String header = req.headersIn().get(HEADER);
        return isOf(secret, header == null ? sent(req) : header);
    }

    /**
     * Lets nobody on whose request does not have it.
     *
     * @throws ServerReturn with {@link Apache#HTTP_FORBIDDEN}, and a line in the log
     */
    public static void check(Request req) {
        if (!fits(req)) {
            String origin = req.headersIn().get("Origin");
            req.logError(
                    "CSRF token " + problem(req) + ": " + req.method() + " " + req.uri() + " from "
                            + (origin == null ? "a site that the browser does not tell" : origin)
                            + " (expected: Csrf.field(req) within the form, or Csrf.token(req) in the header " + HEADER
                            + ", of a page that this visitor has got since the session began)",
                    Apache.APLOG_WARNING);
            throw new ServerReturn(Apache.HTTP_FORBIDDEN);
        }
    }

    private static String problem(Request req) {
        if (!req.headersIn().contains(HEADER) && sent(req) == null) {
            return "missing";
        }
        return secret(req.session(Session.Mode.READ_ONLY)) == null
                ? "without a session, which has ended or whose cookie was not sent"
                : "of another session, or from before a login";
    }

    private static @Nullable String sent(Request req) {
        String query = req.args() == null ? "" : req.args();
        long inQuery = Util.parseQsl(query, true).stream()
                .filter(pair -> pair.getKey().equals(FIELD))
                .count();
        List<Field> all = req.form().fields(FIELD);
        return all.stream()
                .skip(inQuery)
                .filter(field -> field.filename() == null)
                .map(Field::value)
                .findFirst()
                .orElse(null);
    }

    private static boolean isOf(byte[] secret, @Nullable String token) {
        byte[] bytes = bytes(token);
        if (bytes.length != 2 * LENGTH) {
            return false;
        }
        byte[] unmasked = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            unmasked[i] = (byte) (bytes[i] ^ bytes[LENGTH + i]);
        }
        return MessageDigest.isEqual(secret, unmasked);
    }

    /** What the session has for its present id. */
    private static byte @Nullable [] secret(Session session) {
        String kept = session.get(KEY, "");
        byte[] secret = kept.startsWith(session.id() + ":")
                ? bytes(kept.substring(session.id().length() + 1))
                : new byte[0];
        return secret.length == LENGTH ? secret : null;
    }

    private static byte[] random() {
        byte[] bytes = new byte[LENGTH];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] bytes(@Nullable String base64) {
        try {
            return Base64.getUrlDecoder().decode(String.valueOf(base64));
        } catch (IllegalArgumentException noBase64) {
            return new byte[0];
        }
    }
}
