package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.TestSite;

/** The snippets of docs/auth.md, as they stand there but for the folder. */
class AuthPageTest {

    private static final Path PAGE = Path.of("../../docs/auth.md");

    /** Everybody's password is spam. */
    private static final String SPAM = "{SHA}3tmC5wLge7e27/r9w1PbP+FyyD8=";

    @RegisterExtension
    static final TestSite SITE = new TestSite()
            .vhost("""
                    LoadModule auth_basic_module /usr/lib/apache2/modules/mod_auth_basic.so
                    LoadModule authn_file_module /usr/lib/apache2/modules/mod_authn_file.so
                    LoadModule authz_user_module /usr/lib/apache2/modules/mod_authz_user.so
                    """)
            .vhost(String.join("\n", snippets("apache"))
                    .replace("/srv/shop/htdocs", "@ROOT@")
                    .replace("/srv/shop", "@FOLDER@"));

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
        Path folder = SITE.folder();
        Files.writeString(
                folder.resolve("users"),
                "ann:" + SPAM + "\njoe:" + SPAM + "\njim:" + SPAM + "\nJohn Doe:" + SPAM + "\n");
        Files.writeString(folder.resolve("groups"), "members: joe\n");
        Files.createDirectories(folder.resolve("java"));
        Files.writeString(folder.resolve("java/gate.java"), snippets("java").get(0));
        Files.writeString(folder.resolve("java/account.java"), snippets("java").get(1));
        SITE.file("members/page.txt", "for members");
        SITE.file("reports/page.txt", "reported");
    }

    private static Answer get(String path, String credentials) throws IOException {
        return SITE.get(
                path,
                "Authorization: Basic "
                        + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void filesOfUsers_letInWhomTheOptionsName() throws IOException {
        for (String user : List.of("ann", "joe", "John Doe")) {
            assertEquals("for members", get("/members/page.txt", user + ":spam").body());
            assertEquals(401, get("/members/page.txt", user + ":ham").status());
        }
        assertEquals(401, get("/members/page.txt", "jim:spam").status());
        assertEquals(
                "Basic realm=\"Members only\"", SITE.get("/members/page.txt").header("WWW-Authenticate"));
    }

    @Test
    void ownHandler_letsInByThePassword() throws IOException {
        assertEquals("reported", get("/reports/page.txt", "jim:spam").body());
        assertEquals(401, SITE.get("/reports/page.txt").status());
    }

    @Test
    void httpdsUser_isSeen() throws IOException {
        assertEquals("Hello, jim, by Basic\n", get("/account", "jim:spam").body());
        assertEquals(401, get("/account", "jim:ham").status());
    }
}
