package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.TestSite;

/** Cookies, as browsers and handlers send them through httpd. */
class CookiesTest {

    private static final String SECRET = "\"0123456789abcdef\"";

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    private static String cookie(Answer answer) {
        return answer.headers("Set-Cookie").get(0).split(";")[0];
    }

    // --- those of mod_python's suite

    private static void returns(String folder) throws IOException {
        SITE.handler(
                folder,
                "for (Cookie cookie : Cookie.getCookies(req).values()) { Cookie.addCookie(req, cookie); }"
                        + " req.write(\"test ok\"); return OK;");
    }

    @Test
    void test_Cookie_Cookie() throws IOException {
        returns("returned");
        Answer answer = SITE.get("/returned/", "Cookie: spam=foo; path=blah;;eggs=bar;", "Cookie: bar=foo");
        assertEquals("test ok", answer.body());
        assertEquals(List.of("spam=foo", "path=blah", "eggs=bar", "bar=foo"), answer.headers("Set-Cookie"));
    }

    @Test
    void test_Cookie_MarshalCookie() throws IOException {
        returns("opaque");
        for (String value : List.of("d049b2b61adb6a1d895646719a3dc30bcwQAAABzcGFt", "aGVsbG8h".repeat(200) + "AA==")) {
            Answer answer = SITE.get("/opaque/", "Cookie: spam=" + value);
            assertEquals("test ok", answer.body());
            assertEquals(List.of("spam=" + value), answer.headers("Set-Cookie"));
        }
    }

    @Test
    void X11_aByteBeyondAsciiInACookie_isInItsValue() throws IOException {
        SITE.handler("latin1", "req.write(req.cookies().get(\"spam\").value()); return OK;");
        try (Http http = new Http(SITE.port())) {
            http.raw("GET /latin1/ HTTP/1.1\r\nHost: localhost\r\nCookie: spam=\u00e9gg\u00ff; a=1\r\n\r\n"
                    .getBytes(StandardCharsets.ISO_8859_1));
            assertEquals("\u00e9gg\u00ff", http.read(false).body());
        }
    }

    // --- in the request

    @Test
    void firstCookieOfAName_counts() throws IOException {
        SITE.page(
                "first",
                "Cookie.getCookie(req, \"a\").value() + req.cookies().keySet() + Cookie.getCookie(req, \"no\")");
        assertEquals("1[a, b]null", SITE.get("/first/", "Cookie: a=1; b=2; a=3").body());
    }

    @Test
    void withoutACookieHeader_thereAreNone() throws IOException {
        SITE.page("without", "req.cookies()");
        assertEquals("{}", SITE.get("/without/").body());
    }

    // --- in the answer

    @Test
    void cookie_goesWithErrorPagesAndRedirects() throws IOException {
        SITE.handler("error", "Cookie.addCookie(req, \"tries\", \"3\"); return HTTP_FORBIDDEN;");
        SITE.handler(
                "moved",
                "Cookie.addCookie(req, \"seen\", \"1\"); req.headersOut().set(\"Location\", \"/\"); return HTTP_MOVED_TEMPORARILY;");
        assertEquals(List.of("tries=3"), SITE.get("/error/").headers("Set-Cookie"));
        assertEquals(List.of("seen=1"), SITE.get("/moved/").headers("Set-Cookie"));
    }

    @Test
    void sameCookieTwice_isSentOnce_anotherPathBeside() throws IOException {
        SITE.handler(
                "twice",
                "Cookie.addCookie(req, new Cookie(\"a\", \"1\").path(\"/\"));"
                        + " Cookie.addCookie(req, new Cookie(\"a\", \"2\").path(\"/x\"));"
                        + " Cookie.addCookie(req, new Cookie(\"a\", \"3\").path(\"/\")); return OK;");
        assertEquals(List.of("a=2; Path=/x", "a=3; Path=/"), SITE.get("/twice/").headers("Set-Cookie"));
    }

    @Test
    void answerWithACookie_isPrivate_unlessTheHandlerSaysOtherwise() throws IOException {
        SITE.handler("kept", "Cookie.addCookie(req, \"a\", \"1\"); return OK;");
        SITE.handler(
                "cached",
                "Cookie.addCookie(req, \"a\", \"1\"); req.headersOut().set(\"Cache-Control\", \"max-age=5\"); return OK;");
        assertEquals(List.of("private"), SITE.get("/kept/").headers("Cache-Control"));
        assertEquals(List.of("max-age=5"), SITE.get("/cached/").headers("Cache-Control"));
    }

    @Test
    void cookieAfterTheHead_isRefused() throws IOException {
        SITE.handler(
                "late",
                "req.flush(); try { Cookie.addCookie(req, \"a\", \"1\"); }"
                        + " catch (IllegalStateException e) { req.write(e.getMessage()); } return OK;");
        assertTrue(SITE.get("/late/").body().contains("the head of the answer is out"));
    }

    // --- signed

    private static void signs(String folder) throws IOException {
        SITE.handler(
                folder,
                "SignedCookie got = SignedCookie.getCookie(req, \"c\", " + SECRET + ");"
                        + " req.write(got == null ? \"none\" : got.data() + \" of \" + got.data().getClass().getSimpleName());"
                        + " if (req.args() != null) { Cookie.addCookie(req, new SignedCookie(req.args(),"
                        + " Map.of(\"user\", \"joe; drop\", \"n\", List.of(1, 2.5, true)), " + SECRET
                        + ")); } return OK;");
    }

    @Test
    void signedCookie_bringsItsDataBack() throws IOException {
        signs("signed");
        String sent = cookie(SITE.get("/signed/?c"));
        String body = SITE.get("/signed/", "Cookie: " + sent).body();
        assertTrue(body.endsWith(" of LinkedHashMap"), body);
        assertTrue(body.contains("user=joe; drop") && body.contains("n=[1, 2.5, true]"), body);
    }

    @Test
    void cookieThatNobodySigned_isNone() throws IOException {
        signs("tampered");
        String sent = cookie(SITE.get("/tampered/?c"));
        String other = cookie(SITE.get("/tampered/?d"));
        int dot = sent.indexOf('.');
        List<String> wrong = List.of(
                "c=joe",
                "c=",
                "c=.",
                "c=" + other.substring(2),
                sent.substring(0, dot),
                sent.substring(0, dot + 1),
                sent.substring(0, sent.length() - 1),
                sent + "A",
                sent + "=",
                "c=A" + sent.substring(2),
                sent.replace(sent.charAt(dot + 1), sent.charAt(dot + 1) == 'x' ? 'y' : 'x'),
                "c=" + sent.substring(dot + 1) + "." + sent.substring(2, dot));
        for (String cookie : wrong) {
            assertEquals("none", SITE.get("/tampered/", "Cookie: " + cookie).body(), cookie);
        }
        assertTrue(SITE.get("/tampered/", "Cookie: " + sent).body().startsWith("{"));
    }

    @Test
    void secrets_canBeChanged() throws IOException {
        SITE.handler(
                "keys",
                "String[] keys = req.args().split(\",\"); var got = SignedCookie.getCookies(req, keys[0], keys[1]);"
                        + " req.write(got.keySet().toString());"
                        + " Cookie.addCookie(req, new SignedCookie(\"k\", \"v\", keys[0])); return OK;");
        String byOld = cookie(SITE.get("/keys/?old,oldest"));
        assertEquals("[k]", SITE.get("/keys/?new,old", "Cookie: " + byOld).body());
        assertEquals("[]", SITE.get("/keys/?newest,new", "Cookie: " + byOld).body());
    }

    @Test
    void withoutASecret_nothingIsSignedOrRead() throws IOException {
        SITE.handler(
                "unsigned",
                "try { new SignedCookie(\"a\", \"b\", \"\"); req.write(\"made\"); } catch (IllegalArgumentException e) { }"
                        + " try { SignedCookie.getCookie(req, \"a\"); req.write(\"read\"); } catch (IllegalArgumentException e) { }"
                        + " return OK;");
        assertEquals("", SITE.get("/unsigned/", "Cookie: a=b").body());
    }

    @Test
    void dataThatIsNone_isRefused() throws IOException {
        SITE.handler("odd", "new SignedCookie(\"a\", new Object(), \"s\"); return OK;");
        Answer answer = SITE.get("/odd/");
        assertEquals(500, answer.status());
        assertNull(answer.header("Set-Cookie"));
        assertTrue(SITE.logged("a value of java.lang.Object").size() > 0);
    }
}
