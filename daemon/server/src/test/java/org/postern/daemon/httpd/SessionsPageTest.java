package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.config.Setting;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.TestSite;

/** The snippets of docs/sessions.md, as they stand there. */
class SessionsPageTest {

    private static final Path PAGE = Path.of("../../docs/sessions.md");

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    @BeforeAll
    static void files() throws IOException {
        List<String> snippets = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .map(found -> found.group(1))
                .toList();
        for (String name : List.of("visits", "account", "picture")) {
            SITE.handled(name, "Use JavaRoot " + SITE.root() + "/" + name, "Use JavaHandler " + name);
            SITE.file(
                    name + "/" + name + ".java",
                    snippets.stream()
                            .filter(snippet -> snippet.contains("class " + name))
                            .findFirst()
                            .orElseThrow());
        }
    }

    private static String cookie(Answer answer) {
        return "Cookie: " + answer.headers("Set-Cookie").get(0).split(";")[0];
    }

    @Test
    void visits_areCounted() throws IOException {
        Answer first = SITE.get("/visits/");
        assertEquals("You were here 1 times", first.body());
        assertEquals(
                "You were here 2 times", SITE.get("/visits/", cookie(first)).body());
    }

    @Test
    void login_renews_andLogoutEnds() throws IOException {
        String before = cookie(SITE.get("/visits/"));
        byte[] form = "user=joe&password=spam".getBytes(StandardCharsets.US_ASCII);
        Answer login = SITE.send(
                "POST",
                "/account/",
                form,
                before,
                "Content-Type: application/x-www-form-urlencoded",
                "Content-Length: " + form.length);
        assertNotEquals(before, cookie(login));
        assertEquals("Hello, joe", SITE.get("/account/", cookie(login)).body());
        assertEquals("Hello, stranger", SITE.get("/account/", before).body());
        assertEquals("A picture for joe", SITE.get("/picture/", cookie(login)).body());
        assertTrue(
                SITE.get("/account/?logout", cookie(login)).header("Set-Cookie").contains("Max-Age=0"));
        assertEquals("Hello, stranger", SITE.get("/account/", cookie(login)).body());
    }

    @Test
    void settings_areThoseThatThereAre() throws IOException {
        List<String> told = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `sessions."))
                .map(line -> line.split("`")[1])
                .toList();
        List<String> known = Stream.of(Setting.values())
                .map(Setting::key)
                .filter(key -> key.startsWith("sessions."))
                .toList();
        assertEquals(
                known.stream().sorted().toList(), told.stream().sorted().toList(), "grouped otherwise for readers");
    }
}
