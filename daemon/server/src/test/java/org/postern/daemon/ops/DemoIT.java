package org.postern.daemon.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.Multipart;
import org.postern.daemon.kit.Ports;

/** The demo, as it is shipped: every link answers, and every card has its sources. */
class DemoIT {

    /** What is no 200 on purpose. */
    private static final Map<String, Integer> MEANT =
            Map.of("/error/", 500, "/guarded/", 401, "/members/", 302, "/Html.java", 404);

    private static final String DEMO_AND_DEMO = "Authorization: Basic ZGVtbzpkZW1v";

    private static Launched demo;
    private static int port;

    @BeforeAll
    static void start() throws IOException {
        port = Ports.free();
        demo = new Launched("demo", "--port", "" + port);
        demo.awaitLine("postern ready");
    }

    @AfterAll
    static void stop() throws InterruptedException {
        demo.terminate();
        assertEquals(0, demo.code(), demo.err());
    }

    private static Answer get(String target, String... headers) throws IOException {
        try (Http http = new Http(port)) {
            return http.get(target, headers);
        }
    }

    private static Set<String> found(String pattern, String text) {
        Set<String> found = new LinkedHashSet<>();
        for (Matcher matcher = Pattern.compile(pattern).matcher(text); matcher.find(); ) {
            found.add(matcher.group(1));
        }
        return found;
    }

    @Test
    void everyLink_answersAsMeant() throws IOException {
        String index = get("/").body();
        Set<String> links = found("(?:href|src)=\"(/[^\"#]*)\"", index);
        assertTrue(links.size() > 10, links.toString());
        for (String link : links) {
            assertEquals(MEANT.getOrDefault(link, 200), get(link).status(), link);
        }
    }

    @Test
    void everyCard_canShowItsSources() throws IOException {
        for (String files : found("data-files=\"([^\"]*)\"", get("/").body())) {
            for (String file : files.split(" ")) {
                assertEquals(200, get("/show/?file=" + file).status(), file);
            }
        }
    }

    @Test
    void protectedFolder_opensForDemo() throws IOException {
        assertEquals(200, get("/guarded/", DEMO_AND_DEMO).status());
    }

    @Test
    void upload_tellsNameSizeAndDigest_andRefusesWhatIsTooLarge() throws IOException {
        String arrived = upload(new byte[3], 200).body();
        assertTrue(arrived.contains("<td>&lt;a&gt;.bin</td>"), arrived);
        assertTrue(arrived.contains("<td>3 bytes</td>"), arrived);
        assertTrue(arrived.contains("709e80c88487a2411e1ee4dfb9f22a861492d20c4765150c0c794abd70f8147c"), arrived);
        String refused = upload(new byte[(5 << 20) + 1], 413).body();
        assertTrue(refused.contains("too large: 5,242,881 bytes, and 5,242,880 are allowed"), refused);
    }

    private static Answer upload(byte[] content, int status) throws IOException {
        byte[] body = new Multipart().file("file", "<a>.bin", content).bytes();
        Answer answer = post("/upload/", body, Multipart.header());
        assertEquals(status, answer.status(), answer.body());
        return answer;
    }

    @Test
    void notes_areTheVisitorsOwn_escaped_andForgottenOnRequest() throws IOException {
        assertEquals(null, get("/notes/").header("Set-Cookie"), "nothing is kept of one who only looks");
        String cookie = sentBack(post("/notes/", "note=%3Cb%3E"));
        assertTrue(get("/notes/", cookie).body().contains("<li>&lt;b&gt;</li>"));
        assertFalse(get("/notes/").body().contains("<li>"));
        assertEquals(302, post("/notes/", "note=&forget=all", cookie).status());
        assertFalse(get("/notes/", cookie).body().contains("<li>"));
    }

    @Test
    void members_areThoseWhoLogIn_andNobodyAfterTheLogout() throws IOException {
        Answer form = get("/members/login");
        String stranger = sentBack(form);
        assertEquals(
                401,
                post("/members/login", token(form) + "&user=demo&password=x", stranger)
                        .status());
        Answer entered = post("/members/login", token(form) + "&user=demo&password=demo", stranger);
        assertEquals(303, entered.status(), entered.body());
        String member = sentBack(entered);
        assertNotEquals(stranger, member);
        Answer page = get("/members/", member);
        assertTrue(page.body().contains("Welcome, demo"), page.body());
        assertEquals(302, get("/members/", stranger).status());
        assertEquals(303, post("/members/logout", token(page), member).status());
        assertEquals(302, get("/members/", member).status());
    }

    /** The hidden field of a page, as a form sends it. */
    private static String token(Answer page) {
        return "csrf_token="
                + found("\"csrf_token\" value=\"([^\"]*)\"", page.body())
                        .iterator()
                        .next();
    }

    @Test
    void cookie_countsAsLongAsItIsSigned() throws IOException {
        String won = sentBack(post("/cookie/", "do=win"));
        String wonTwice = sentBack(post("/cookie/", "do=win", won));
        assertTrue(get("/cookie/", wonTwice).body().contains("Points: 2"));
        String cheated = sentBack(post("/cookie/", "do=cheat", wonTwice));
        assertTrue(cheated.startsWith("Cookie: score=MTAwMA."), cheated);
        assertTrue(get("/cookie/", cheated).body().contains("counts for nothing"));
    }

    @Test
    void publisher_answersForMethodsFieldsAndObjects() throws IOException {
        assertEquals(
                "[{\"name\":\"sencha\",\"minutes\":2,\"cents\":390}]",
                get("/publisher/shop/find?minutes=2").body());
        assertEquals(400, get("/publisher/shop/find?minutes=soon").status());
        assertEquals("sencha", get("/publisher/shop/best/name").body());
        assertEquals(401, get("/publisher/shop/office/earned?cups=1").status());
        assertEquals(
                "{\"for\":\"demo\",\"cents\":390}",
                get("/publisher/shop/office/earned?cups=1", DEMO_AND_DEMO).body());
    }

    private static Answer post(String target, String form, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("Content-Type: application/x-www-form-urlencoded");
        return post(target, form.getBytes(StandardCharsets.US_ASCII), all.toArray(String[]::new));
    }

    private static Answer post(String target, byte[] body, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("Content-Length: " + body.length);
        try (Http http = new Http(port)) {
            return http.send("POST", target, body, all.toArray(String[]::new));
        }
    }

    /** The header that sends back what an answer has set. */
    private static String sentBack(Answer answer) {
        String set = answer.header("Set-Cookie");
        assertTrue(set != null && set.contains("; HttpOnly") && set.contains("; SameSite=Lax"), set);
        return "Cookie: " + set.substring(0, set.indexOf(';'));
    }

    @Test
    void counter_counts() throws IOException {
        String first = get("/counter/").body();
        assertTrue(first.matches("This is the \\d+(st|nd|rd|th) visit\\.\n"), first);
        assertNotEquals(first, get("/counter/").body());
    }

    @Test
    void nothingOfTheSources_isSentAsText() throws IOException {
        for (String path :
                List.of("/hello/hello.java", "/Html.java", "/hello/.htaccess", "/show/?file=../../pom.xml")) {
            String body = get(path).body();
            assertFalse(body.contains("import ") || body.contains("Use Java") || body.contains("<project"), path);
        }
    }
}
