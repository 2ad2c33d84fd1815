package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.TestSite;

/** Forms of the site, and those of others that look like them. */
class CsrfTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite().setting("sessions.store", "memory");

    @BeforeAll
    static void handlers() throws IOException {
        SITE.handler("c", """
                if (req.method().equals("POST")) {
                    Csrf.check(req);
                    req.write("done");
                } else if ("renew".equals(req.args())) {
                    req.session().renew();
                } else if ("field".equals(req.args())) {
                    req.write(Csrf.field(req));
                } else if ("both".equals(req.args())) {
                    String before = Csrf.token(req);
                    req.session().renew();
                    req.write(before + " " + Csrf.token(req));
                } else {
                    req.write(Csrf.token(req));
                }
                return OK;""");
    }

    private static String cookie(Answer answer) {
        return "Cookie: " + answer.headers("Set-Cookie").get(0).split(";")[0];
    }

    private static Answer post(String query, String body, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of(headers));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        all.add("Content-Length: " + bytes.length);
        if (all.stream().noneMatch(header -> header.startsWith("Content-Type"))) {
            all.add("Content-Type: application/x-www-form-urlencoded");
        }
        return SITE.send("POST", "/c/" + query, bytes, all.toArray(String[]::new));
    }

    @Test
    void tokenOfTheSession_isTaken_inFormOrHeader_eachOfItsMasks() throws IOException {
        Answer first = SITE.get("/c/");
        String cookie = cookie(first);
        String again = SITE.get("/c/", cookie).body();
        assertNotEquals(first.body(), again);
        for (String token : List.of(first.body(), again)) {
            assertEquals("done", post("", "a=b&csrf_token=" + token, cookie).body());
            assertEquals(
                    "done",
                    post("", "{}", cookie, "X-CSRF-Token: " + token, "Content-Type: application/json")
                            .body());
        }
        assertEquals("private", first.header("Cache-Control"));
    }

    @Test
    void multipartForms_haveItToo_butNoUploadIsOne() throws IOException {
        Answer page = SITE.get("/c/");
        String type = "Content-Type: multipart/form-data; boundary=x";
        String part =
                "--x\r\nContent-Disposition: form-data; name=\"csrf_token\"%s\r\n\r\n" + page.body() + "\r\n--x--\r\n";
        assertEquals("done", post("", part.formatted(""), cookie(page), type).body());
        assertEquals(
                403,
                post("", part.formatted("; filename=\"a\""), cookie(page), type).status());
    }

    @Test
    void field_isHtml() throws IOException {
        String field = SITE.get("/c/?field").body();
        assertTrue(field.matches("<input type=\"hidden\" name=\"csrf_token\" value=\"[A-Za-z0-9_-]{86}\">"), field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=b", "csrf_token=", "csrf_token=null", "csrf_token=%00", "csrf_token=%C3%A9"})
    void formWithout_isRefused_andTheLogSaysFromWhere(String form) throws IOException {
        String cookie = cookie(SITE.get("/c/"));
        SITE.log().clear();
        assertEquals(403, post("", form, cookie, "Origin: https://evil.example").status());
        assertEquals(1, SITE.logged("POST /c/ from https://evil.example").size());
    }

    @Test
    void log_tellsAMissingTokenFromAWrongOne_andFromASessionThatHasEnded() throws IOException {
        Answer mine = SITE.get("/c/");
        String token = "csrf_token=" + SITE.get("/c/").body();
        SITE.log().clear();
        post("", "a=b", cookie(mine));
        post("", token, cookie(mine));
        post("", token);
        assertEquals(1, SITE.logged("CSRF token missing: POST /c/").size());
        assertEquals(
                1,
                SITE.logged("CSRF token of another session, or from before a login: POST /c/")
                        .size());
        assertEquals(
                1,
                SITE.logged("CSRF token without a session, which has ended or whose cookie was not sent: POST /c/")
                        .size());
    }

    @Test
    void zeroToken_andOneOfAnotherSession_areRefused_withOrWithoutSession() throws IOException {
        Answer mine = SITE.get("/c/");
        Answer other = SITE.get("/c/");
        String zeros = "csrf_token=" + "A".repeat(86);
        assertEquals(403, post("", "csrf_token=" + other.body(), cookie(mine)).status());
        assertEquals(403, post("", zeros, cookie(mine)).status());
        assertEquals(403, post("", zeros).status());
        assertEquals(403, post("", "csrf_token=" + mine.body()).status());
    }

    @Test
    void tokenInTheQuery_isNone() throws IOException {
        Answer page = SITE.get("/c/");
        assertEquals(
                403, post("?csrf_token=" + page.body(), "a=b", cookie(page)).status());
        assertEquals(
                "done",
                post("?csrf_token=x", "csrf_token=" + page.body(), cookie(page)).body());
    }

    @Test
    void changedToken_isRefused_atEachCharacter() throws IOException {
        Answer page = SITE.get("/c/");
        String token = page.body();
        for (int i = 0; i < token.length() - 1; i += 12) { // the last one has bits that do not count
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            String changed = token.substring(0, i) + other + token.substring(i + 1);
            assertEquals(403, post("", "csrf_token=" + changed, cookie(page)).status(), changed);
        }
    }

    @Test
    void renewedSession_hasAnotherToken_andTheOldOneIsRefused() throws IOException {
        Answer before = SITE.get("/c/");
        Answer both = SITE.get("/c/?both", cookie(before));
        String[] tokens = both.body().split(" ");
        assertEquals(403, post("", "csrf_token=" + before.body(), cookie(both)).status());
        assertEquals(403, post("", "csrf_token=" + tokens[0], cookie(both)).status());
        assertEquals("done", post("", "csrf_token=" + tokens[1], cookie(both)).body());
        assertFalse(cookie(before).equals(cookie(both)));
    }

    @Test
    void pageThatAskedForTheToken_canChangeTheSessionAfterwards() throws IOException {
        SITE.handler("held", "Csrf.token(req); Csrf.token(req); req.session().put(\"a\", 1); return OK;");
        Answer page = SITE.get("/c/");
        assertEquals(200, SITE.get("/held/", cookie(page)).status());
        assertEquals("done", post("", "csrf_token=" + page.body(), cookie(page)).body());
    }
}
