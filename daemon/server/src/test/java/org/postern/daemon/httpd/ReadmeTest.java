package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.TestSite;

/** The snippets of the README, as they stand there. */
class ReadmeTest {

    private static final Path README = Path.of("../../README.md");

    @RegisterExtension
    static final TestSite SITE = new TestSite().setting("inline", "on").server(virtualHost());

    /** The indented lines from the one that begins so to the one that ends it. */
    private static String snippet(String first, String last) {
        try {
            List<String> lines = Files.readAllLines(README);
            int from = lines.indexOf("    " + first);
            List<String> rest = lines.subList(from, lines.size());
            return rest.subList(0, rest.indexOf("    " + last) + 1).stream()
                    .map(line -> line.isEmpty() ? "" : line.substring(4))
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String virtualHost() {
        return snippet("<VirtualHost *:80>", "</VirtualHost>")
                .replace("*:80", "*")
                .replace("/srv/shop", "@ROOT@");
    }

    private static String handler() {
        return snippet("import static org.postern.api.Apache.*;", "}");
    }

    @Test
    void firstHandler_saysHello() throws IOException {
        SITE.handled("first", "Use JavaHandler first/hello");
        SITE.file("first/hello.java", handler());
        assertEquals("Hello, world\n", SITE.get("/first/").body());
    }

    @Test
    void virtualHost_runsIt() throws IOException {
        SITE.file("app/hello.java", handler().replace("\"Hello, world\\n\"", "req.getOptions().get(\"title\")"));
        try (Http http = new Http(SITE.port())) {
            assertEquals(
                    "Joe's \"big\" shop",
                    http.get("/app/x", "Host: shop.example.org").body());
        }
    }

    @Test
    void shorterForms_answer() throws IOException {
        SITE.handled("compact", "Use JavaHandler compact/compact");
        SITE.file(
                "compact/compact.java",
                snippet(
                        "// a compact file: no class around it",
                        "void handler(Request req) throws Exception { req.write(\"Hello\\n\"); }"));
        assertEquals("Hello\n", SITE.get("/compact/").body());
        String inline = snippet(
                "# in the directive itself, where the daemon's setting inline is on",
                "Use JavaHandler \"{ req.write(\\\"Hello\\\"); return OK; }\"");
        SITE.handled("inline", inline);
        assertEquals("Hello", SITE.get("/inline/").body());
    }

    @Test
    void readme_isShort() throws IOException {
        assertTrue(Files.readAllLines(README).size() < 150);
    }
}
