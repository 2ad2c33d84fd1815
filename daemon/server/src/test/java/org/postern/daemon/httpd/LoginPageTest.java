package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.TestSite;

/** The snippets of docs/login.md, as they stand there but for the folder. */
class LoginPageTest {

    private static final Path PAGE = Path.of("../../docs/login.md");

    @RegisterExtension
    static final TestSite SITE = new TestSite()
            .setting("sessions.store", "memory")
            .vhost(String.join("\n", snippets("apache"))
                    .replace("/srv/shop/htdocs", "@ROOT@")
                    .replace("/srv/shop", "@FOLDER@"));

    private final Visitor visitor = new Visitor(SITE);

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
        Path java = Files.createDirectories(SITE.folder().resolve("java"));
        List<String> snippets = snippets("java");
        Files.writeString(SITE.folder().resolve("users"), "ann:{SHA}3tmC5wLge7e27/r9w1PbP+FyyD8=\n");
        Files.writeString(java.resolve("account.java"), snippets.get(0));
        Files.writeString(java.resolve("people.java"), snippets.get(1));
        SITE.file("profile/profile.java", snippets.get(2));
        SITE.handled("profile", "Use JavaRoot " + SITE.root() + "/profile", "Use JavaHandler profile");
        Files.writeString(java.resolve("register.java"), """
                import org.postern.api.Request;
                void handler(Request req) { people.add("eve", "apple"); }
                """);
        SITE.handled("register", "Use JavaRoot " + java, "Use JavaHandler register");
        SITE.file("people/page.txt", "people");
        SITE.file("members/page.txt", "members");
    }

    @Test
    void members_logInAndOut() throws IOException {
        Answer sent = visitor.get("/members/my.account");
        Answer page = visitor.get(sent.header("Location"));
        assertTrue(page.body().contains("Members of the shop"), page.body());
        Answer in = visitor.post("/members/login", page, "user", "ann", "password", "spam");
        Answer account = visitor.get(in.header("Location"));
        assertTrue(account.body().startsWith("<p>Hello, ann</p>"), account.body());
        assertEquals(303, visitor.post("/members/logout", account).status());
        assertEquals(302, visitor.get("/members/my.account").status());
    }

    @Test
    void usersOfOnesOwn_enterByAPageOfOnesOwn() throws IOException {
        Answer page = visitor.get("/people/login?to=/people/page.txt");
        assertTrue(page.body().startsWith("<h1>Welcome"), page.body());
        assertEquals(
                401,
                visitor.post("/people/login", page, "user", "eve", "password", "apple")
                        .status());
        assertEquals(200, visitor.get("/register/").status());
        assertEquals(
                303,
                visitor.post("/people/login", page, "user", "eve", "password", "apple")
                        .status());
        assertEquals("people", visitor.get("/people/page.txt").body());
    }

    @Test
    void profile_isChangedByItsOwnFormOnly() throws IOException {
        Answer page = visitor.get("/profile/");
        assertEquals(200, visitor.post("/profile/", page, "name", "Ann").status());
        assertEquals(403, visitor.send("POST", "/profile/", "name=Ann").status());
    }
}
