package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.TestSite;

/** The snippets of docs/cookies.md, as they stand there. */
class CookiesPageTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    @BeforeAll
    static void files() throws IOException {
        List<String> snippets = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../../docs/cookies.md")))
                .results()
                .map(found -> found.group(1))
                .toList();
        for (String name : List.of("colour", "basket")) {
            SITE.handled(
                    name,
                    "Use JavaRoot " + SITE.root() + "/" + name,
                    "Use JavaHandler " + name,
                    "Use JavaOption secret egg");
            SITE.file(
                    name + "/" + name + ".java",
                    snippets.stream()
                            .filter(snippet -> snippet.contains("class " + name))
                            .findFirst()
                            .orElseThrow());
        }
    }

    @Test
    void cookie_comesBack() throws IOException {
        Answer first = SITE.get("/colour/");
        assertEquals("Welcome", first.body());
        assertEquals(
                List.of("colour=green; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax"), first.headers("Set-Cookie"));
        assertEquals(
                "Last time it was green",
                SITE.get("/colour/", "Cookie: colour=green").body());
    }

    @Test
    void signedCookie_comesBack() throws IOException {
        Answer first = SITE.get("/basket/");
        assertEquals("It has nothing", first.body());
        String sent = first.headers("Set-Cookie").get(0).split(";")[0];
        assertEquals(
                "It has [apples, 3]", SITE.get("/basket/", "Cookie: " + sent).body());
        assertEquals(
                "It has nothing", SITE.get("/basket/", "Cookie: basket=apples").body());
    }
}
