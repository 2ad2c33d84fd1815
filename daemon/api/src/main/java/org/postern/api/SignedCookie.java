package org.postern.api;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;
import org.postern.api.spi.Host;

/**
 * A cookie that says who wrote it: a value signed with a secret that clients do not have (HMAC-SHA-256). They can read it, and send an
 * old one again, but cannot make one.
 *
 * <pre>{@code
 * Cookie.addCookie(req, new SignedCookie("basket", List.of("apples", 3), secret).path("/").httponly(true));
 * SignedCookie basket = SignedCookie.getCookie(req, "basket", secret, olderSecret);
 * }</pre>
 *
 * <p>The data is text, a number, a boolean, or lists and maps of these; it travels as JSON. Secrets are changed thus: the new one signs,
 * and as long as cookies of the older ones are about, these are named behind it.
 */
public final class SignedCookie extends Cookie {

    /** Sets these signatures apart from others that somebody makes with the same secret. */
    private static final String PURPOSE = "Postern signed cookie\n";

    private static final String ALGORITHM = "HmacSHA256";

    private final Object data;

    /**
     * A cookie to send.
     *
     * @param data what {@link #data} has on its return; a number comes back as the narrowest of Integer, Long, BigInteger and Double that
     *     holds it
     * @param secret at best 32 random bytes, as text
     * @throws IllegalArgumentException if the secret is empty, or the data is of another kind
     */
    public SignedCookie(String name, Object data, String secret) {
        super(name, sign(name, Host.current().json().write(data), secret));
        this.data = data;
    }

    private SignedCookie(Cookie received, Object data) {
        super(received.name(), received.value());
        this.data = data;
    }

    /** The client's cookie of a name; null if there is none, or none of these secrets has signed it. */
    public static @Nullable SignedCookie getCookie(Request req, String name, String secret, String... older) {
        Cookie cookie = req.cookies().get(name);
        return cookie == null ? null : verified(cookie, secret, older);
    }

    /** The client's cookies that one of these secrets has signed, by their names. */
    public static Map<String, SignedCookie> getCookies(Request req, String secret, String... older) {
        Map<String, SignedCookie> signed = new LinkedHashMap<>();
        for (Cookie cookie : req.cookies().values()) {
            SignedCookie verified = verified(cookie, secret, older);
            if (verified != null) {
                signed.put(cookie.name(), verified);
            }
        }
        return Collections.unmodifiableMap(signed);
    }

    /** Refused: without a secret there is nothing to be known of a cookie. */
    public static Cookie getCookie(Request req, String name) {
        throw noSecret(name);
    }

    /** Refused: without a secret there is nothing to be known of cookies. */
    public static Map<String, Cookie> getCookies(Request req) {
        throw noSecret("*");
    }

    /** What was signed. */
    public Object data() {
        return data;
    }

    /** Refused: another value would not be signed. */
    @Override
    public Cookie value(String value) {
        throw new UnsupportedOperationException(
                "cookie \"" + name() + "\": its value is signed (expected: a new SignedCookie)");
    }

    // --- signatures

    private static String sign(String name, String text, String secret) {
        String payload = base64(text.getBytes(StandardCharsets.UTF_8));
        return payload + "." + base64(signature(name, payload, secret));
    }

    private static @Nullable SignedCookie verified(Cookie cookie, String secret, String... older) {
        int dot = cookie.value().lastIndexOf('.');
        if (dot < 0) {
            return null;
        }
        String payload = cookie.value().substring(0, dot);
        byte[] signature = cookie.value().substring(dot + 1).getBytes(StandardCharsets.UTF_8);
        boolean right = isBy(secret, cookie.name(), payload, signature);
        for (String each : older) {
            right |= isBy(each, cookie.name(), payload, signature);
        }
        if (!right) {
            return null;
        }
        byte[] text = Base64.getUrlDecoder().decode(payload);
        Object data = Host.current().json().read(new String(text, StandardCharsets.UTF_8));
        return data == null ? null : new SignedCookie(cookie, data);
    }

    private static boolean isBy(String secret, String name, String payload, byte[] signature) {
        byte[] right = base64(signature(name, payload, secret)).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(right, signature);
    }

    private static byte[] signature(String name, String payload, String secret) {
        if (secret.isEmpty()) {
            throw noSecret(name);
        }
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            for (String part : List.of(PURPOSE, name, "=", payload)) {
                mac.update(part.getBytes(StandardCharsets.UTF_8));
            }
            return mac.doFinal();
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every JVM has " + ALGORITHM, e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static IllegalArgumentException noSecret(String name) {
        return CookieText.bad(name, "no secret", "the secret that signs");
    }
}
