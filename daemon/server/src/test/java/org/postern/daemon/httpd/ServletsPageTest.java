package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.TestSite;

/** The snippets of docs/servlets.md, as they stand there. */
class ServletsPageTest {

    private static final Path PAGE = Path.of("../../docs/servlets.md");

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    @BeforeAll
    static void files() throws IOException {
        List<String> snippets = Pattern.compile("```(?:java|apache)\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .map(found -> found.group(1))
                .toList();
        String folder = "";
        for (String snippet : snippets) {
            if (snippet.startsWith("// ")) {
                String root = snippet.startsWith("// wiki.java") ? "" : folder;
                SITE.file(root + snippet.substring("// ".length(), snippet.indexOf('\n')), snippet);
            } else {
                folder = snippet.contains("servlet.base /wiki") ? "wiki/" : "";
                SITE.file(folder + ".htaccess", snippet);
            }
        }
        SITE.file("style.css", "p { color: red }");
        SITE.file("index.java", SITE_INDEX);
    }

    private static final String SITE_INDEX = """
            public class index extends org.postern.api.HtmlPage {
                protected void writeContent() throws Exception { write("the index"); }
            }
            """;

    @Test
    void shelf_answersAsTheTableSays() throws IOException {
        String page = SITE.get("/shelf").body();
        assertTrue(page.contains("<title>Books &amp; more</title>"), page);
        assertTrue(page.contains("<h1>Books &amp; more</h1>\n<p>Emma</p>\n<p>&lt;none&gt;</p>"), page);
        assertEquals(page, SITE.get("/shelf/upper").body());
        assertTrue(SITE.get("/shelf?more=Persuasion").body().contains("<p>Persuasion</p>"));
        assertEquals(403, SITE.get("/shelf/cellar").status());
        assertEquals(1, SITE.logged("shelf /cellar was looked at").size());
        assertEquals(404, SITE.get("/shelf.java").status());
        assertEquals(404, SITE.get("/nothing").status());
        assertTrue(SITE.get("/").body().contains("the index"));
        assertEquals("p { color: red }", SITE.get("/style.css").body());
        assertEquals(500, SITE.get("/frame").status());
    }

    @Test
    void wiki_hasAllBelowItsBase() throws IOException {
        assertTrue(SITE.get("/wiki/a/b").body().contains("<p>/wiki has /a/b</p>"));
    }
}
