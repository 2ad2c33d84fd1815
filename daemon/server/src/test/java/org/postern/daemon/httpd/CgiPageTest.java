package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.TestSite;

/** The snippets of docs/cgi.md, as they stand there. */
class CgiPageTest {

    private static final Path PAGE = Path.of("../../docs/cgi.md");
    private static final String NONE = "arguments [], path info null\n";

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
        SITE.file("greet.java", snippets.get(1));
        SITE.file("style.css", "p { color: red }");
    }

    @Test
    void greet_answersAsTheTableSays() throws IOException {
        assertEquals(NONE, SITE.get("/greet.java").body());
        assertEquals(NONE, SITE.get("/greet").body());
        assertEquals(
                "arguments [a, b], path info /you\n", SITE.get("/greet/you?a+b").body());
        byte[] body = "a body".getBytes(StandardCharsets.UTF_8);
        assertEquals(
                NONE + "a body",
                SITE.send("POST", "/greet", body, "Content-Length: 6").body());
        assertEquals(404, SITE.get("/nothing").status());
        assertEquals(404, SITE.get("/nothing.java").status());
        assertEquals("p { color: red }", SITE.get("/style.css").body());
    }

    @Test
    void greet_setsTheStatus() throws IOException {
        Answer answer = SITE.send("DELETE", "/greet", new byte[0]);
        assertEquals(405, answer.status());
        assertEquals("GET, POST", answer.header("Allow"));
    }
}
