package org.postern.api;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A cookie: one that a client has sent, which has a name and a value, or one to send. RFC 6265.
 *
 * <pre>{@code
 * Cookie.addCookie(req, new Cookie("colour", "green").path("/").maxAge(86_400).httponly(true));
 * }</pre>
 *
 * <p>What is set returns the cookie. What clients would not take, or would take for something else, is refused with an {@link
 * IllegalArgumentException}: at once, or where it shows only with all that is set, when the cookie is added.
 */
public class Cookie {

    /** Longer ones are dropped by browsers without a word (RFC 6265bis). */
    private static final int LONGEST = 4096;

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final String name;
    private String value;
    private @Nullable String path;
    private @Nullable String domain;
    private @Nullable Instant expires;
    private int maxAge = -1;
    private boolean secure;
    private boolean httponly;
    private @Nullable String samesite;
    private boolean partitioned;

    /**
     * A cookie to send; without anything else set it lasts as long as the browser runs, for the folder of the URL and those below.
     *
     * @param name letters, digits and {@code !#$%&'*+-.^_`|~}
     * @param value without blanks, quotes, commas, semicolons, backslashes and what is not ASCII; a quote at both ends is taken
     */
    public Cookie(String name, String value) {
        this.name = CookieText.name(name);
        this.value = CookieText.value(name, value);
    }

    private Cookie(Map.Entry<String, String> received) {
        this.name = received.getKey();
        this.value = received.getValue();
    }

    // --- in a request

    /** Adds a cookie to the answer, to error pages too; in place of one of the same name, path and domain. */
    public static void addCookie(Request req, Cookie cookie) {
        String text = cookie.toString();
        if (req.sentBodyct()) {
            throw new IllegalStateException("cookie \"" + cookie.name
                    + "\": the head of the answer is out (expected: cookies before more than response.buffer is written,"
                    + " and before flush)");
        }
        Table headers = req.errHeadersOut();
        String identity = CookieText.identity(text);
        List<String> others = headers.getAll(CookieText.SET_COOKIE).stream()
                .filter(other -> !CookieText.identity(other).equals(identity))
                .toList();
        headers.unset(CookieText.SET_COOKIE);
        others.forEach(other -> headers.add(CookieText.SET_COOKIE, other));
        headers.add(CookieText.SET_COOKIE, text);
    }

    /** Adds a cookie that lasts as long as the browser runs. */
    public static void addCookie(Request req, String name, String value) {
        addCookie(req, new Cookie(name, value));
    }

    /** The client's cookies by their names; of several with one name the first, which is that of the longest path. */
    public static Map<String, Cookie> getCookies(Request req) {
        return req.cookies();
    }

    /** The client's cookie of a name, or null. */
    public static @Nullable Cookie getCookie(Request req, String name) {
        return req.cookies().get(name);
    }

    /**
     * The cookies of a Cookie header, in its order; of several with one name the first. Whatever clients send is read: a value has any
     * characters but semicolons, and keeps its quotes.
     */
    public static Map<String, Cookie> parse(String header) {
        Map<String, Cookie> cookies = new LinkedHashMap<>();
        for (Map.Entry<String, String> pair : CookieText.pairs(header)) {
            cookies.putIfAbsent(pair.getKey(), new Cookie(pair));
        }
        return Collections.unmodifiableMap(cookies);
    }

    // --- what it says

    /** Its name. */
    public final String name() {
        return name;
    }

    /** Its value, as it goes over the wire. */
    public final String value() {
        return value;
    }

    /** Sets the value. */
    public Cookie value(String value) {
        this.value = CookieText.value(name, value);
        return this;
    }

    /** The path at and below which it is sent back, or null. */
    public final @Nullable String path() {
        return path;
    }

    /** Sets the path, which begins with a slash. */
    public final Cookie path(String path) {
        this.path = CookieText.path(name, path);
        return this;
    }

    /** The domain to whose hosts it is sent back; null: to this host alone. */
    public final @Nullable String domain() {
        return domain;
    }

    /** Sets the domain, of which this host has to be a part. */
    public final Cookie domain(String domain) {
        this.domain = CookieText.domain(name, domain);
        return this;
    }

    /** When it ends, or null. */
    public final @Nullable Instant expires() {
        return expires;
    }

    /** Sets when it ends, by the client's clock; to the second. */
    public final Cookie expires(Instant expires) {
        this.expires = expires;
        return this;
    }

    /** After how many seconds it ends; negative if that is not said. */
    public final int maxAge() {
        return maxAge;
    }

    /** Sets after how many seconds it ends; 0 takes it from the client. It counts more than {@link #expires}. */
    public final Cookie maxAge(int seconds) {
        this.maxAge = seconds;
        return this;
    }

    /** Whether it is sent back over TLS only. */
    public final boolean secure() {
        return secure;
    }

    /** Has it sent back over TLS only. */
    public final Cookie secure(boolean secure) {
        this.secure = secure;
        return this;
    }

    /** Whether scripts on a page cannot read it. */
    public final boolean httponly() {
        return httponly;
    }

    /** Hides it from scripts on a page. */
    public final Cookie httponly(boolean httponly) {
        this.httponly = httponly;
        return this;
    }

    /** {@code Strict}, {@code Lax} or {@code None}; null if that is not said. */
    public final @Nullable String samesite() {
        return samesite;
    }

    /** Says whether other sites' pages make the browser send it: {@code Strict}, {@code Lax} or {@code None}, which needs secure. */
    public final Cookie samesite(String samesite) {
        this.samesite = CookieText.samesite(name, samesite);
        return this;
    }

    /** Whether it is kept apart for each site in whose pages this one is embedded. */
    public final boolean partitioned() {
        return partitioned;
    }

    /** Has it kept apart for each site in whose pages this one is embedded; needs secure. */
    public final Cookie partitioned(boolean partitioned) {
        this.partitioned = partitioned;
        return this;
    }

    /**
     * The value of the Set-Cookie header.
     *
     * @throws IllegalArgumentException if clients would not take it
     */
    @Override
    public String toString() {
        String pair = CookieText.name(name) + "=" + CookieText.value(name, value);
        check(pair);
        StringBuilder text = new StringBuilder(pair);
        add(text, "Path", path);
        add(text, "Domain", domain);
        add(text, "Expires", expires == null ? null : DATE.format(expires));
        add(text, "Max-Age", maxAge < 0 ? null : Integer.toString(maxAge));
        text.append(secure ? "; Secure" : "");
        text.append(httponly ? "; HttpOnly" : "");
        add(text, "SameSite", samesite);
        text.append(partitioned ? "; Partitioned" : "");
        return text.toString();
    }

    private static void add(StringBuilder text, String attribute, @Nullable String value) {
        if (value != null) {
            text.append("; ").append(attribute).append('=').append(value);
        }
    }

    /** What browsers refuse without a word. */
    private void check(String pair) {
        boolean host = name.regionMatches(true, 0, "__Host-", 0, 7);
        boolean needsSecure =
                host || name.regionMatches(true, 0, "__Secure-", 0, 9) || partitioned || "None".equals(samesite);
        if (needsSecure && !secure) {
            throw CookieText.bad(
                    name,
                    "is not secure",
                    "secure(true) with samesite None, partitioned, and names in __Secure- or __Host-");
        }
        if (host && (domain != null || !"/".equals(path))) {
            throw CookieText.bad(name, "is not for this host as a whole", "path / and no domain with names in __Host-");
        }
        if (pair.length() > LONGEST) {
            throw CookieText.bad(name, "has " + pair.length() + " characters", "name and value of at most " + LONGEST);
        }
    }
}
