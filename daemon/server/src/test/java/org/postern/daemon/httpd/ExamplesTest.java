package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.Daemon;
import org.postern.daemon.config.SettingsReader;
import org.postern.daemon.interpreter.Interpreter;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.Httpd;
import org.postern.daemon.kit.Sources;
import org.postern.daemon.kit.TestSite;

/** Each file of {@code httpd-conf/examples}, as it is shipped: only what it Defines where it is not defined is given here. */
class ExamplesTest {

    private static final Path EXAMPLES = TestSite.posternConf().resolveSibling("examples");

    @RegisterExtension
    static final TestSite SITE = new TestSite().setting("ajp.listen", "127.0.0.1:0, unix:@FOLDER@/ajp.sock");

    private Httpd httpd;

    @BeforeAll
    static void files() throws IOException {
        SITE.file(
                "shop/java/hello.java",
                Sources.page(
                        "hello",
                        "req.uri() + \" \" + req.pathInfo() + \" \" + req.filename() + \" \" + req.getOptions().get(\"title\")"));
        SITE.file(
                "shop/java/notes.java",
                Sources.handler(
                        "notes",
                        "java.nio.file.Path file = java.nio.file.Path.of(req.filename());"
                                + " if (!java.nio.file.Files.exists(file)) return HTTP_NOT_FOUND;"
                                + " req.write(\"<p>\" + java.nio.file.Files.readString(file)); return OK;"));
        SITE.file("shop/java/gate.java", """
                import static org.postern.api.Apache.*;
                import org.postern.api.Request;
                public class gate {
                    public static int authenHandler(Request req) {
                        return "spam".equals(req.getBasicAuthPw()) ? OK : HTTP_UNAUTHORIZED;
                    }
                }
                """);
        SITE.file("shop/java/count.java", """
                import org.postern.api.Request;
                static int count;
                void handler(Request req) throws Exception {
                    req.write(req.interpreter() + " " + ++count);
                }
                """);
        SITE.file("shop/htdocs/index.html", "<h1>Shop</h1>");
        SITE.file("shop/htdocs/notes.md", "noted");
        SITE.file("shop/htdocs/app/.keep", "");
        SITE.file("shop/htdocs/members/page.html", "for members");
        SITE.file("shop/htdocs/reports/page.html", "reported");
        SITE.file("shop/htdocs/staff/page.html", "for staff");
        SITE.file("shop/groups", "editors: ann\n");
        SITE.file("shop/users", "ann:{SHA}3tmC5wLge7e27/r9w1PbP+FyyD8=\njim:{SHA}3tmC5wLge7e27/r9w1PbP+FyyD8=\n");
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (httpd != null) {
            httpd.close();
        }
    }

    /** Starts an httpd with two examples: one for the server, one for a site. */
    private void start(String server, String site) throws IOException, InterruptedException {
        start(server, site, "127.0.0.1:" + tcpPort());
    }

    private static int tcpPort() {
        return SITE.daemon().addresses().stream()
                .filter(address -> address instanceof InetSocketAddress)
                .mapToInt(address -> ((InetSocketAddress) address).getPort())
                .findFirst()
                .orElseThrow();
    }

    private void start(String server, String site, String address) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(SITE.folder(), "example-");
        Path secret = Files.writeString(
                folder.resolve("secret.conf"),
                "Define postern_secret \""
                        + Files.readString(SITE.folder().resolve("secret")).strip() + "\"\n");
        httpd = new Httpd(folder, """
                Define http_port *
                Define postern_home %1$s
                Define postern_secret_conf %2$s
                Define postern_address %3$s
                %4$s
                Define shop %5$s
                Define shop_socket %6$s/shop.sock
                Define shop_secret_conf %6$s/shop-secret.conf
                Include %7$s
                Include %8$s
                """.formatted(
                        TestSite.posternConf().getParent().getParent(),
                        secret,
                        address,
                        server.startsWith("unix") ? "Define postern_socket " + SITE.folder() + "/ajp.sock" : "",
                        SITE.root() + "/shop",
                        SITE.folder(),
                        EXAMPLES.resolve(server),
                        EXAMPLES.resolve(site)));
    }

    private Answer get(String host, String target, String... headers) throws IOException {
        try (Http http = new Http(httpd.port())) {
            return http.get(
                    target,
                    Stream.concat(Stream.of("Host: " + host), Stream.of(headers))
                            .toArray(String[]::new));
        }
    }

    private static String basic(String credentials) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.US_ASCII));
    }

    private static String htdocs(String path) {
        return SITE.root() + "/shop/htdocs" + path;
    }

    private static Set<String> interpreters(Daemon daemon) {
        return daemon.interpreters().all().stream().map(Interpreter::name).collect(Collectors.toSet());
    }

    @Test
    void everyExample_isTestedHere() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            assertEquals(
                    new TreeSet<>(Set.of(
                            "addhandler.conf",
                            "guarded-folder.conf",
                            "own-daemon.conf",
                            "password-file.conf",
                            "proxypass.conf",
                            "server.conf",
                            "sethandler.conf",
                            "several-sites.conf",
                            "unix-socket.conf")),
                    files.map(file -> String.valueOf(file.getFileName()))
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    @Test
    void setHandler_overTcp() throws Exception {
        start("server.conf", "sethandler.conf");
        assertEquals(
                "/app/basket/7 /7 " + htdocs("/app/basket") + " Joe's \"big\" shop",
                get("shop.example.org", "/app/basket/7").body());
        assertEquals("<h1>Shop</h1>", get("shop.example.org", "/index.html").body());
        assertTrue(interpreters(SITE.daemon()).contains("shop.example.org"));
    }

    /** AJP's own port, which httpd leaves out of the worker's name; the machine's 127.0.0.1:8009 may be somebody else's. */
    @Test
    void theDefaultPort_isNotWritten() throws Exception {
        String address = "127.80." + ThreadLocalRandom.current().nextInt(256) + "."
                + ThreadLocalRandom.current().nextInt(1, 255);
        SettingsReader settings = new SettingsReader()
                .put("ajp.listen", address + ":8009")
                .put("ajp.secret-file", SITE.folder().resolve("secret").toString())
                .put("roots", SITE.root() + "/shop/java")
                .put("writers", "off");
        try (Daemon daemon = new Daemon(settings.read(), Clock.systemUTC())) {
            start("server.conf", "sethandler.conf", address);
            assertEquals(200, get("shop.example.org", "/app/").status());
            assertEquals(Set.of("shop.example.org"), interpreters(daemon));
        }
        for (Path file : List.of(TestSite.posternConf(), EXAMPLES.resolve("server.conf"))) {
            assertTrue(
                    Files.readString(file)
                            .lines()
                            .noneMatch(line -> line.matches("\\s*Define postern_address .*:8009")),
                    file.toString());
        }
    }

    @Test
    void setHandler_overAUnixSocket() throws Exception {
        start("unix-socket.conf", "sethandler.conf");
        assertEquals(
                "/app/  " + htdocs("/app/") + " Joe's \"big\" shop",
                get("shop.example.org", "/app/").body());
    }

    @Test
    void addHandler_takesItsExtensionOnly() throws Exception {
        start("server.conf", "addhandler.conf");
        assertEquals("<p>noted", get("notes.example.org", "/notes.md").body());
        assertEquals(404, get("notes.example.org", "/none.md").status());
        assertEquals("<h1>Shop</h1>", get("notes.example.org", "/index.html").body());
    }

    @Test
    void proxyPass_goesByUrl() throws Exception {
        start("server.conf", "proxypass.conf");
        assertEquals(
                "/api/x y null null null", get("api.example.org", "/api/x%20y").body());
        assertEquals("<h1>Shop</h1>", get("api.example.org", "/index.html").body());
    }

    @Test
    void guardedFolder_opensToThoseWithThePassword() throws Exception {
        start("server.conf", "guarded-folder.conf");
        String credentials = basic("joe:spam");
        for (String target : Set.of("/members/page.html", "/reports/page.html")) {
            assertEquals(401, get("members.example.org", target).status(), target);
            assertEquals(200, get("members.example.org", target, credentials).status(), target);
        }
        assertEquals(
                "Basic realm=\"Members only\"",
                get("members.example.org", "/members/page.html").header("WWW-Authenticate"));
        Answer answer = get("members.example.org", "/members/page.html", credentials);
        assertEquals("for members", answer.body());
        assertEquals("private", answer.header("Cache-Control"));
        assertNull(get("members.example.org", "/index.html").header("Cache-Control"));
    }

    @Test
    void passwordFile_opensToItsGroup() throws Exception {
        start("server.conf", "password-file.conf");
        assertEquals(
                "for staff",
                get("staff.example.org", "/staff/page.html", basic("ann:spam")).body());
        assertEquals(
                401,
                get("staff.example.org", "/staff/page.html", basic("jim:spam")).status());
        assertEquals(
                "Basic realm=\"Staff only\"",
                get("staff.example.org", "/staff/page.html").header("WWW-Authenticate"));
    }

    @Test
    void severalSites_countApart() throws Exception {
        start("server.conf", "several-sites.conf");
        assertEquals("one.example.org 1", get("one.example.org", "/app/").body());
        assertEquals("one.example.org 2", get("one.example.org", "/app/").body());
        assertEquals("two.example.org 1", get("two.example.org", "/app/").body());
    }

    @Test
    void ownDaemon_answersForItsSite_andTheCommonOneDoesNot() throws Exception {
        Path secret = Files.writeString(SITE.folder().resolve("shop-secret"), "another secret\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(SITE.folder().resolve("shop-secret.conf"), "Define shop_secret \"another secret\"\n");
        SettingsReader settings = new SettingsReader()
                .put("ajp.listen", "unix:" + SITE.folder() + "/shop.sock")
                .put("ajp.socket-mode", "666")
                .put("ajp.secret-file", secret.toString())
                .put("roots", SITE.root() + "/shop/java")
                .put("writers", "off");
        try (Daemon own = new Daemon(settings.read(), Clock.systemUTC())) {
            start("server.conf", "own-daemon.conf");
            assertEquals(
                    "/app/x  " + htdocs("/app/x") + " null",
                    get("own.example.org", "/app/x").body());
            assertEquals(Set.of("own.example.org"), interpreters(own));
            assertFalse(interpreters(SITE.daemon()).contains("own.example.org"));
        }
        assertEquals(503, get("own.example.org", "/app/x").status());
    }
}
