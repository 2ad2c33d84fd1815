package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.TestSite;

/** The snippets of docs/publisher.md, as they stand there. */
class PublisherPageTest {

    private static final Path PAGE = Path.of("../../docs/publisher.md");

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    @BeforeAll
    static void files() throws IOException {
        List<String> snippets = Pattern.compile("```(?:java|apache)\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .map(found -> found.group(1))
                .toList();
        SITE.file(".htaccess", snippets.get(0));
        for (String java : snippets.subList(1, snippets.size())) {
            SITE.file(java.substring("// ".length(), java.indexOf('\n')), java);
        }
    }

    private static String basic(String user) {
        String credentials = user + ":open, " + user;
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shop_answersAsTheTableSays() throws IOException {
        for (String index : List.of("/shop", "/shop/", "/shop.java")) {
            assertEquals("text/html; charset=UTF-8", SITE.get(index).header("Content-Type"), index);
            assertTrue(SITE.get(index).body().contains("tea"), index);
        }
        String found = SITE.get("/shop/find?word=tea&most=3").body();
        assertTrue(found.contains("\"word\":\"tea\"") && found.contains("\"most\":3"), found);
        assertTrue(SITE.get("/shop/find?word=tea&most=x")
                .body()
                .replace("&quot;", "\"")
                .contains("Parameter most: \"x\" (expected: a whole number from -2147483648 to 2147483647)"));
        assertEquals(
                "{\"name\":\"cup\",\"colours\":[\"red\",\"blue\"]}",
                SITE.get("/shop/best").body());
        assertEquals("cup", SITE.get("/shop/best/name").body());
    }

    @Test
    void admin_letsInWhoIsKnown() throws IOException {
        assertEquals(401, SITE.get("/admin").status());
        assertEquals("Welcome, joe", SITE.get("/admin", basic("joe")).body());
        assertEquals(403, SITE.get("/admin/office", basic("joe")).status());
        assertEquals(
                "Nobody else sees this.",
                SITE.get("/admin/office", basic("ann")).body());
        assertEquals(
                "Basic realm=\"the back office\"", SITE.get("/admin/office").header("WWW-Authenticate"));
    }
}
