package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.SetClock;
import org.postern.daemon.kit.TestSite;

/** {@code postern.auth.form}, as visitors and attackers meet it. */
class FormLoginTest {

    private static final String SPAM = "{SHA}3tmC5wLge7e27/r9w1PbP+FyyD8=";
    private static final String OTHER = "{SHA}C+7Hteo/D9vJXQ3UfzxbwnXaijM=";
    private static final SetClock CLOCK = new SetClock();

    @RegisterExtension
    static final TestSite SITE = new TestSite().clock(CLOCK).setting("sessions.store", "memory");

    private final Visitor visitor = new Visitor(SITE);

    @BeforeEach
    void members() throws IOException {
        users("ann", SPAM, "joe", SPAM);
        guarded("members");
        CLOCK.pass(Duration.ofMinutes(16));
        SITE.log().clear();
    }

    private static void users(String... namesAndHashes) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < namesAndHashes.length; i += 2) {
            lines.append(namesAndHashes[i])
                    .append(':')
                    .append(namesAndHashes[i + 1])
                    .append('\n');
        }
        Files.writeString(SITE.folder().resolve("users"), lines);
    }

    /** A folder with a page, and its login and logout. */
    private static void guarded(String folder, String... directives) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "Use JavaHandlerModule postern.auth.form",
                "Use JavaAuthName \"The <Club>\"",
                "Use JavaOption AuthUserFile " + SITE.folder() + "/users",
                "Use JavaOption AuthFormLogin /" + folder + "/login",
                "Use JavaOption AuthFormLogout /" + folder + "/logout"));
        all.addAll(List.of(directives));
        SITE.file(folder + "/page.txt", "for members");
        SITE.file(folder + "/.htaccess", String.join("\n", all) + "\n");
    }

    private Answer login(String user, String password) throws IOException {
        return visitor.post(
                "/members/login",
                visitor.get("/members/login?to=/members/page.txt"),
                "user",
                user,
                "password",
                password);
    }

    private void assertIn() throws IOException {
        assertEquals("for members", visitor.get("/members/page.txt").body());
    }

    private void assertOut() throws IOException {
        Answer answer = visitor.get("/members/page.txt");
        assertEquals(302, answer.status());
        assertFalse(answer.body().contains("for members"));
    }

    // --- the way in

    @Test
    void visitor_isSentToTheLogin_andThenWhereHeWanted() throws IOException {
        Answer sent = visitor.get("/members/page.txt?a=b&c=%2F");
        assertEquals(302, sent.status());
        assertEquals("/members/login?to=%2Fmembers%2Fpage.txt%3Fa%3Db%26c%3D%252F", sent.header("Location"));
        assertNull(sent.header("Set-Cookie"), "who is only sent on needs no session");
        Answer page = visitor.get(sent.header("Location"));
        assertEquals(200, page.status());
        assertEquals("no-store", page.header("Cache-Control"));
        assertTrue(page.body().contains("The &lt;Club&gt;"), page.body());
        Answer in = visitor.post("/members/login", page, "user", "ann", "password", "spam");
        assertEquals(303, in.status());
        assertEquals("/members/page.txt?a=b&c=%2F", in.header("Location"));
        assertEquals("for members", visitor.get(in.header("Location")).body());
        assertEquals("private", visitor.get("/members/page.txt").header("Cache-Control"));
    }

    @Test
    void handlers_seeTheUser() throws IOException {
        SITE.file("members/who.java", """
                import org.postern.api.Request;
                void handler(Request req) throws Exception { req.write(req.user() + " by " + req.apAuthType()); }
                """);
        guarded("members", "Use JavaRoot " + SITE.root() + "/members", "Use JavaHandler \"who | .who\"");
        login("ann", "spam");
        assertEquals("ann by Form", visitor.get("/members/x.who").body());
    }

    @Test
    void wrongUserAndWrongPassword_readAlike_andAreNotLogged_withThePassword() throws IOException {
        Answer wrongPassword = login("ann", "secret-ham");
        Answer wrongUser = login("eve", "secret-ham");
        assertEquals(401, wrongPassword.status());
        assertEquals(401, wrongUser.status());
        assertTrue(wrongPassword.header("WWW-Authenticate").startsWith("Form "));
        assertEquals(withoutTokens(wrongPassword), withoutTokens(wrongUser).replace("eve", "ann"));
        assertTrue(SITE.logged("secret-ham").isEmpty());
        assertOut();
    }

    private static String withoutTokens(Answer page) {
        return page.body().replaceAll("value=\"[A-Za-z0-9_-]{86}\"", "");
    }

    @Test
    void whatTheVisitorTyped_isEscaped() throws IOException {
        String body = login("\"><script>alert(1)</script>", "ham").body();
        assertTrue(body.contains("&quot;&gt;&lt;script&gt;") && !body.contains("<script"), body);
        assertTrue(login("ann", "ham").header("Content-Security-Policy").contains("default-src 'none'"));
    }

    // --- who gets no page

    @Test
    void postsAndScripts_getA401_withoutTheBrowsersDialogue() throws IOException {
        for (Answer answer : List.of(
                visitor.send("POST", "/members/page.txt", "a=b"),
                visitor.send("PUT", "/members/page.txt", "a=b"),
                visitor.get("/members/page.txt", "Accept: application/json, */*"),
                visitor.get("/members/page.txt", "X-Requested-With: XMLHttpRequest"),
                visitor.get("/members/page.txt", "Accept: */*", "Sec-Fetch-Dest: empty"),
                visitor.get("/members/page.txt", "Accept: image/*,*/*;q=0.8", "Sec-Fetch-Dest: image"))) {
            assertEquals(401, answer.status());
            assertEquals("Form realm=\"The <Club>\"", answer.header("WWW-Authenticate"));
            assertFalse(answer.body().contains("for members"));
        }
        assertEquals(
                302,
                visitor.get("/members/page.txt", "Accept: text/html,*/*", "Sec-Fetch-Dest: document")
                        .status());
    }

    @Test
    void basicCredentials_letNobodyIn() throws IOException {
        assertEquals(
                302,
                visitor.get("/members/page.txt", "Authorization: Basic YW5uOnNwYW0=")
                        .status());
    }

    @Test
    void head_isAnsweredLikeGet_withoutABody() throws IOException {
        assertEquals(302, visitor.send("HEAD", "/members/page.txt", "").status());
        assertEquals(200, visitor.send("HEAD", "/members/login", "").status());
        assertEquals(405, visitor.send("DELETE", "/members/login", "").status());
        login("ann", "spam");
        assertEquals(200, visitor.send("HEAD", "/members/page.txt", "").status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/members/login/", "/members/login/page.txt", "/members/login/../page.txt", "/members/./page.txt",
                "/members/Login", "/members/login%2fpage.txt", "/members/page.txt/login",
                        "/members/page.txt;/members/login",
                "/members/%70age.txt", "//members/page.txt", "/members/login%00", "/members/page.txt?/members/login"
            })
    void pathsThatLookLikeTheLogin_leadNowhere(String path) throws IOException {
        Answer answer = visitor.get(path);
        assertFalse(answer.body().contains("for members"), path);
        assertNotEquals(200, answer.status(), path);
    }

    // --- where one is sent

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil.example",
                "/\\evil.example",
                "\\\\evil.example",
                "http://evil.example",
                "https:evil.example",
                "javascript:alert(1)",
                "evil.example",
                "/\t/evil.example",
                "/a\r\nSet-Cookie: x=y",
                "/a\nb",
                " //evil.example",
                "/%0d/../é",
                "",
                "/members/login",
                "/members/login?to=/x",
                "///evil.example",
                "/\u0000/evil"
            })
    void nobodyIsSentToAnotherSite_norToTheLoginAgain(String target) throws IOException {
        Answer page = visitor.get("/members/login?to=" + URLEncoder.encode(target, StandardCharsets.UTF_8));
        Answer in = visitor.post("/members/login", page, "user", "ann", "password", "spam");
        assertEquals("/members/", in.header("Location"));
        Answer again = visitor.get("/members/login");
        Answer forged = visitor.send(
                "POST",
                "/members/login?to=" + URLEncoder.encode(target, StandardCharsets.UTF_8),
                "user=ann&password=spam&csrf_token=" + token(again));
        assertEquals("/members/", forged.header("Location"));
        assertNull(forged.header("x"));
    }

    private static String token(Answer page) {
        return page.body().split("name=\"csrf_token\" value=\"")[1].split("\"")[0];
    }

    @Test
    void urlWithTwoSlashes_orWithAHost_isNotHandedOn() throws IOException {
        assertEquals("/members/login", visitor.get("//members/page.txt").header("Location"));
        assertEquals(
                "/members/login",
                visitor.get("http://localhost/members/page.txt").header("Location"));
    }

    // --- attacks

    @Test
    void plantedSession_isWorthNothingAfterTheLogin() throws IOException {
        Visitor attacker = new Visitor(SITE);
        Answer page = attacker.get("/members/login");
        visitor.plant(attacker.cookie().substring("Cookie: ".length()));
        login("ann", "spam");
        assertIn();
        assertNotEquals(attacker.cookie(), visitor.cookie());
        assertEquals(302, attacker.get("/members/page.txt").status());
        String logout = "csrf_token=" + token(page);
        assertEquals(403, visitor.send("POST", "/members/logout", logout).status(), "the token is another one, too");
        assertIn();
    }

    @Test
    void loginByAnotherSitesForm_isRefused_andShowsTheFormAgain() throws IOException {
        visitor.get("/members/login");
        Answer refused = visitor.send("POST", "/members/login", "user=ann&password=spam");
        assertEquals(403, refused.status());
        assertEquals(
                303,
                visitor.post("/members/login", refused, "user", "ann", "password", "spam")
                        .status());
        Answer attackers = new Visitor(SITE).get("/members/login");
        assertEquals(
                403,
                new Visitor(SITE)
                        .post("/members/login", attackers, "user", "ann", "password", "spam")
                        .status());
    }

    @Test
    void logout_needsTheTokenOfTheSession_andAButtonForLinks() throws IOException {
        login("ann", "spam");
        assertEquals(403, visitor.send("POST", "/members/logout", "a=b").status());
        assertIn();
        Answer page = visitor.get("/members/logout");
        assertIn();
        assertEquals("/members/login", visitor.post("/members/logout", page).header("Location"));
        assertOut();
    }

    @Test
    void cookieFromBeforeTheLogout_letsNobodyIn() throws IOException {
        login("ann", "spam");
        String before = visitor.cookie();
        visitor.post("/members/logout", visitor.get("/members/logout"));
        Answer replayed = SITE.get("/members/page.txt", before);
        assertEquals(302, replayed.status());
        assertFalse(replayed.body().contains("for members"));
    }

    @Test
    void manyAttempts_areRefusedForAWhile_evenWithTheRightPassword_ofThatUserOnly() throws IOException {
        for (int i = 0; i < 10; i++) {
            assertEquals(401, login("ann", "ham" + i).status());
        }
        Answer refused = login("ann", "spam");
        assertEquals(429, refused.status());
        assertEquals("901", refused.header("Retry-After"));
        assertTrue(refused.body().contains("Please try again in 16 minutes."), refused.body());
        assertOut();
        assertEquals(303, login("joe", "spam").status());
        CLOCK.pass(Duration.ofMinutes(15));
        assertEquals(303, login("ann", "spam").status());
    }

    @Test
    void attemptsOfOneName_areCountedTogether_howeverItIsSpelt() throws IOException {
        for (int i = 0; i < 5; i++) {
            assertEquals(401, login("ann", "ham" + i).status());
            assertEquals(
                    401,
                    login(
                                    List.of("ANN", "a nn", "\uff41nn", "\u00e1nn", "A\u200bnn")
                                            .get(i),
                                    "ham")
                            .status());
        }
        assertEquals(429, login("ann", "spam").status());
    }

    @Test
    void oneAddress_cannotTryManyUsers_andRightPasswordsDoNotCount() throws IOException {
        guarded("members", "Use JavaOption AuthFormAttempts 1");
        for (int i = 0; i < 4; i++) {
            assertEquals(401, login("user" + i, "ham").status());
        }
        assertEquals(303, login("ann", "spam").status());
        assertEquals(303, login("ann", "spam").status());
        assertEquals(401, login("user4", "ham").status());
        assertEquals(429, login("ann", "spam").status());
    }

    // --- users that change

    @Test
    void userWhoIsTakenOut_orHasAnotherPassword_isOutWithTheNextRequest() throws IOException {
        login("ann", "spam");
        assertIn();
        users("joe", SPAM);
        assertOut();
        users("joe", SPAM, "ann", OTHER);
        assertOut();
        users("joe", OTHER, "ann", SPAM);
        assertIn();
    }

    @Test
    void userWhoMayNotEnter_getsA403_notTheLoginAgain() throws IOException {
        guarded("members", "Use JavaOption AuthRequire \"user joe\"");
        assertEquals(303, login("ann", "spam").status());
        assertEquals(403, visitor.get("/members/page.txt").status());
        login("joe", "spam");
        assertIn();
    }

    @Test
    void sessionOfOneUser_isNotHandedToTheNext() throws IOException {
        SITE.file("members/basket.java", """
                import org.postern.api.Request;
                void handler(Request req) throws Exception {
                    if (req.args() != null) { req.session().put("basket", req.args()); }
                    req.write(req.user() + " " + req.session().get("basket"));
                }
                """);
        guarded("members", "Use JavaRoot " + SITE.root() + "/members", "Use JavaHandler \"basket | .basket\"");
        login("ann", "spam");
        assertEquals("ann apples", visitor.get("/members/x.basket?apples").body());
        login("ann", "spam");
        assertEquals("ann apples", visitor.get("/members/x.basket").body());
        login("joe", "spam");
        assertEquals("joe null", visitor.get("/members/x.basket").body());
    }

    @Test
    void usersOfOneFile_areNotThoseOfAnother() throws IOException {
        Files.writeString(SITE.folder().resolve("admins"), "ann:" + SPAM + "\n");
        guarded("admin", "Use JavaOption AuthUserFile " + SITE.folder() + "/admins");
        login("ann", "spam");
        assertIn();
        assertEquals(302, visitor.get("/admin/page.txt").status());
        visitor.post("/admin/login", visitor.get("/admin/login"), "user", "ann", "password", "spam");
        assertEquals(200, visitor.get("/admin/page.txt").status());
        assertIn();
    }

    // --- the site's own

    @Test
    void ownMethods_knowTheUsers_andShowThePage() throws IOException {
        SITE.file("own/site.java", """
                import org.postern.api.Request;
                public class site {
                    static boolean knows(Request req, String user, String password) {
                        if (user.equals("broken")) { throw new IllegalStateException("no database"); }
                        return user.equals("eve") && password.equals("apple");
                    }
                    static void page(Request req, String message, String hidden) throws Exception {
                        req.write("[" + message + "]" + hidden);
                    }
                }
                """);
        guarded(
                "own",
                "Use JavaRoot " + SITE.root() + "/own",
                "Use JavaOption AuthFormCheck site::knows",
                "Use JavaOption AuthFormPage site::page");
        Answer page = visitor.get("/own/login");
        assertTrue(page.body().startsWith("[]<input"), page.body());
        assertEquals("no-store", page.header("Cache-Control"));
        Answer wrong = visitor.post("/own/login", page, "user", "ann", "password", "spam");
        assertEquals(401, wrong.status());
        assertTrue(wrong.body().startsWith("[User name or password is wrong.]"), wrong.body());
        for (int i = 0; i < 20; i++) {
            assertEquals(
                    500,
                    visitor.post("/own/login", page, "user", "broken", "password", "x")
                            .status());
        }
        assertEquals(
                303,
                visitor.post("/own/login", page, "user", "eve", "password", "apple")
                        .status());
        assertEquals("for members", visitor.get("/own/page.txt").body());
        guarded("own", "Use JavaRoot " + SITE.root() + "/own", "Use JavaOption AuthFormCheck site::page");
        assertEquals(
                500,
                visitor.post("/own/login", visitor.get("/own/login"), "user", "eve")
                        .status());
        assertFalse(
                SITE.logged("static boolean method(Request, String, String)").isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AuthFormLogin \"\"",
                "AuthFormLogin http://evil.example/",
                "AuthFormLogin //evil.example",
                "AuthFormLogin /a/../b",
                "AuthFormLogin members/login",
                "AuthFormLogout /a?b",
                "AuthFormAttempts 0",
                "AuthFormAttempts many",
                "AuthUserFile users",
                "AuthRequire nobody"
            })
    void optionThatCannotBe_isA500_andLetsNobodyIn(String option) throws IOException {
        login("ann", "spam");
        guarded("members", "Use JavaOption " + option);
        assertEquals(500, visitor.get("/members/page.txt").status());
        assertFalse(SITE.logged("PN0508").isEmpty());
    }

    @Test
    void interpretersPerDirectory_haveTheirLogins() throws IOException {
        guarded("alone", "Use JavaInterpPerDirectory On", "Use JavaOption session.cookie_name alone");
        login("ann", "spam");
        assertEquals(302, visitor.get("/alone/page.txt").status());
        visitor.post("/alone/login", visitor.get("/alone/login"), "user", "joe", "password", "spam");
        assertEquals(200, visitor.get("/alone/page.txt").status());
        assertIn();
    }
}
