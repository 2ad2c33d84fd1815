package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import org.postern.daemon.kit.Multipart;
import org.postern.daemon.kit.TestSite;

/** The snippets of docs/forms.md, as they stand there, and its table of settings. */
class FormsPageTest {

    private static final Path PAGE = Path.of("../../docs/forms.md");

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    private static List<String> snippets(String language) {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(page())
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static String page() {
        try {
            return Files.readString(PAGE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeAll
    static void files() throws IOException {
        Files.createDirectory(SITE.folder().resolve("photos"));
        SITE.handled(
                "guestbook",
                "Use JavaHandler guestbook/guestbook",
                snippets("apache").get(0));
        SITE.file("guestbook/guestbook.java", snippets("java").get(0));
        SITE.handled(
                "upload",
                "Use JavaHandler upload/photos",
                "Use JavaOption photos " + SITE.folder().resolve("photos"));
        SITE.file("upload/photos.java", snippets("java").get(1));
    }

    @Test
    void fields_areRead() throws IOException {
        assertEquals(
                "Ann likes tea and cake",
                SITE.get("/guestbook/?name=Ann&likes=tea&likes=cake").body());
        assertEquals("Nobody likes ", SITE.get("/guestbook/").body());
        assertEquals("Jörg likes ", SITE.get("/guestbook/?name=J%F6rg").body(), "windows-1252");
    }

    @Test
    void uploads_areKept_underANameOfTheHandlers() throws IOException {
        byte[] jpeg = "\u00ff\u00d8 and so on".getBytes(StandardCharsets.ISO_8859_1);
        Answer answer = new Multipart().file("photo", "../me.jpg", jpeg).post(SITE, "/upload/");
        assertEquals(302, answer.status());
        try (Stream<Path> kept = Files.list(SITE.folder().resolve("photos"))) {
            Path photo = kept.findFirst().orElseThrow();
            assertEquals("/photos/" + photo.getFileName(), answer.header("Location"));
            assertEquals(-1, Files.mismatch(photo, Files.write(SITE.folder().resolve("expected"), jpeg)));
        }
    }

    @Test
    void whatIsNoPhoto_isRefused() throws IOException {
        assertEquals(400, SITE.get("/upload/").status());
        assertEquals(
                400, new Multipart().field("photo", "x").post(SITE, "/upload/").status());
        assertEquals(
                400,
                new Multipart()
                        .file("photo", "a.jpg", new byte[100])
                        .post(SITE, "/upload/")
                        .status());
    }

    @Test
    void everySetting_isInTheTable_withItsDefault() {
        String page = page();
        List<Setting> settings = Stream.of(Setting.values())
                .filter(setting -> setting.key().startsWith("forms."))
                .toList();
        assertEquals(10, settings.size());
        for (Setting setting : settings) {
            String byDefault = setting.byDefault() == null ? "that of the system" : setting.byDefault();
            assertTrue(page.contains("| `" + setting.key() + "` | " + byDefault + " |"), setting.key());
        }
    }
}
