package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Year;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.TestSite;

/** The snippets of docs/psp.md, as they stand there. */
class PspPageTest {

    private static final Path PAGE = Path.of("../../docs/psp.md");

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    @BeforeAll
    static void files() throws IOException {
        List<String> snippets = Pattern.compile("```(?:java|jsp|apache)\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .map(found -> found.group(1))
                .toList();
        SITE.file(".htaccess", snippets.get(0));
        for (String snippet : snippets.subList(1, snippets.size())) {
            String name = snippet.substring(0, snippet.indexOf('\n')).replaceAll("<%-- | --%>|// ", "");
            SITE.file(name, snippet);
        }
        SITE.handled("shop", "Use JavaRoot " + SITE.root() + "/shop", "Use JavaHandler list");
    }

    private static String packed(Answer answer) {
        assertEquals("text/html; charset=UTF-8", answer.header("Content-Type"));
        return answer.body().strip().replaceAll("\\s*\n\\s*", "");
    }

    @Test
    void visits_areCounted() throws IOException {
        String rest = ".</p><li>tea</li><li>coffee</li><p>&copy; " + Year.now() + "</p>";
        String head = "<!DOCTYPE html><title>/visits.psp</title>";
        Answer first = SITE.get("/visits.psp");
        assertEquals(head + "<p>Welcome, &lt;stranger&gt;" + rest, packed(first));
        String cookie = "Cookie: " + String.valueOf(first.header("Set-Cookie")).split(";")[0];
        assertEquals(head + "<p>Welcome back, Joe" + rest, packed(SITE.get("/visits.psp?name=Joe", cookie)));
        assertEquals(403, SITE.get("/_head.psp").status());
    }

    @Test
    void buy_redirects_sells_orIsSorry() throws IOException {
        assertEquals("/", SITE.get("/buy.psp").header("Location"));
        assertEquals("<p>Item 7 is yours.</p>", packed(SITE.get("/buy.psp?item=7")));
        Answer sorry = SITE.get("/buy.psp?item=x");
        assertEquals(500, sorry.status());
        assertTrue(packed(sorry).endsWith("<p>Sorry: For input string: &quot;x&quot;</p>"), sorry.body());
    }

    @Test
    void list_isRunByAHandler() throws IOException {
        assertEquals(
                "<h1>Tea &amp; more</h1><li>green</li><li>black</li><h1>Only one</h1><li>green</li>",
                packed(SITE.get("/shop/")));
    }
}
