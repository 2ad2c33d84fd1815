package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.DeflaterOutputStream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.TestSite;

/** The snippets of docs/filters.md, as they stand there. */
class FiltersPageTest {

    private static final Path PAGE = Path.of("../../docs/filters.md");

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    private static List<String> snippets(String language) {
        try {
            return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                    .matcher(Files.readString(PAGE))
                    .results()
                    .map(found -> found.group(1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeAll
    static void files() throws IOException {
        List<String> conf = snippets("apache");
        SITE.file("java/upper.java", snippets("java").get(0));
        SITE.file("java/footer.java", snippets("java").get(1));
        SITE.file("java/unpack.java", snippets("java").get(2));
        SITE.file("java/echo.java", """
                void handler(org.postern.api.Request req) throws Exception { req.write(req.read()); }
                """);
        String root = "Use JavaRoot " + SITE.root() + "/java";
        SITE.handled("all", root, conf.get(0), "Use JavaHandler echo");
        SITE.handled(
                "some", root, conf.get(0), "Use JavaSetOutputFilter None", "Use JavaSetInputFilter None", conf.get(1));
        SITE.file("some/list.csv", "a;b");
        SITE.file("some/page.html", "a page");
    }

    private static byte[] packed(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
        }
        return packed.toByteArray();
    }

    private static Answer post(byte[] body) throws IOException {
        return SITE.send("POST", "/all/", body, "Content-Length: " + body.length, "Content-Encoding: deflate");
    }

    @Test
    void outputFilters_stackAsConfigured_onBodiesThatTheInputFilterUnpacks() throws IOException {
        String text = "packed text ".repeat(10_000);
        Answer answer = post(packed(text));
        assertEquals("<!-- FROM HERE " + text.toUpperCase(Locale.ROOT) + " TO HERE -->", answer.body());
    }

    @Test
    void aBodyThatIsCutShort_isA500() throws IOException {
        byte[] whole = packed("packed text");
        assertEquals(500, post(Arrays.copyOf(whole, whole.length - 3)).status());
    }

    @Test
    void aBodyThatIsNotPacked_isReadAsItIs() throws IOException {
        byte[] plain = "plain".getBytes(StandardCharsets.US_ASCII);
        assertEquals(
                "<!-- FROM HERE PLAIN TO HERE -->",
                SITE.send("POST", "/all/", plain, "Content-Length: 5").body());
    }

    @Test
    void byExtension_theSectionChooses() throws IOException {
        assertEquals(
                "<!-- FROM HERE A;B TO HERE -->", SITE.get("/some/list.csv").body());
        assertEquals("a page", SITE.get("/some/page.html").body());
    }
}
