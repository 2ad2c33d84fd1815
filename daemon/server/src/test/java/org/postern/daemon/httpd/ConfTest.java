package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.Httpd;
import org.postern.daemon.kit.Sources;
import org.postern.daemon.kit.TestSite;

/** {@code postern.conf}: its macros everywhere, its worker, and what it says where something is missing. */
class ConfTest {

    private static final Pattern MACRO = Pattern.compile("(?m)^<Macro (Java\\w+)([^>]*)>");

    private static final String DEFINES = """
            Define postern_socket /run/postern/ajp.sock
            Define postern_secret "sesame, open"
            """;

    @RegisterExtension
    static final TestSite SITE = new TestSite().vhost("""
                    ProxyPass "/wrong" "unix:@FOLDER@/ajp.sock|ajp://wrong/x" secret=wrong enablereuse=on
                    ProxyPass "/nosecret" "unix:@FOLDER@/ajp.sock|ajp://nosecret/x" enablereuse=on
                    <Directory @ROOT@/fileinfo>
                        AllowOverride FileInfo
                    </Directory>
                    """);

    @TempDir
    Path folder;

    @BeforeAll
    static void pages() throws IOException {
        SITE.page("hello", "\"Hello\"");
    }

    private static String include() {
        return "Include " + TestSite.posternConf() + "\n";
    }

    /** Uses of every macro with harmless values, one a line. */
    private static List<String> uses() throws IOException {
        Map<String, String> values = Map.of(
                "$handler", "None",
                "$module", "None",
                "$flag", "On",
                "$directory", "/srv",
                "$compiler", "ecj",
                "$choice", "keep",
                "$status", "404",
                "$site", "a-site",
                "$path", "/srv/lib");
        List<String> uses = new ArrayList<>();
        Matcher matcher = MACRO.matcher(Files.readString(TestSite.posternConf()));
        while (matcher.find()) {
            StringBuilder use = new StringBuilder("Use " + matcher.group(1));
            for (String parameter : matcher.group(2).strip().split(" ")) {
                use.append(parameter.isEmpty() ? "" : " " + values.getOrDefault(parameter, "None"));
            }
            uses.add(use.toString());
        }
        assertTrue(uses.size() > 30, uses.toString());
        return uses;
    }

    private static List<String> usesInSections() throws IOException {
        return uses().stream().filter(use -> !use.startsWith("Use JavaSite")).toList();
    }

    // --- syntax

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s",
                "<VirtualHost *:1>\n%s\n</VirtualHost>",
                "<Directory /srv>\n%s\n</Directory>",
                "<DirectoryMatch /srv>\n%s\n</DirectoryMatch>",
                "<Location /x>\n%s\n</Location>",
                "<LocationMatch /x>\n%s\n</LocationMatch>",
                "<Files x>\n%s\n</Files>",
                "<FilesMatch x>\n%s\n</FilesMatch>",
                "<If true>\n%s\n</If>",
                "<Directory /srv>\n<Files x>\n<If true>\n%s\n</If>\n</Files>\n</Directory>",
                "<VirtualHost *:1>\n<Location /x>\n%s\n</Location>\n</VirtualHost>"
            })
    void everyMacro_inEverySection(String section) throws Exception {
        boolean site = section.equals("%s") || section.startsWith("<VirtualHost *:1>\n%s");
        String uses = String.join("\n", site ? uses() : usesInSections());
        assertEquals("Syntax OK", Httpd.check(folder, DEFINES + include() + section.formatted(uses) + "\n"));
    }

    @Test
    void includedTwice_doesNoHarm() throws Exception {
        assertEquals(
                "Syntax OK", Httpd.check(folder, DEFINES + include() + include() + "Use JavaSite x\n" + include()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Define postern_address 127.0.0.1:8019\n", "Define postern_socket /run/x.sock\n"})
    void withoutSecretAndWithEachAddress(String defines) throws Exception {
        assertEquals("Syntax OK", Httpd.check(folder, defines + include() + "Use JavaSite x\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "proxy, proxy proxy_ajp proxy_http",
        "proxy_ajp, proxy_ajp",
        "env, env",
        "setenvif, setenvif",
        "macro, macro",
        "authz_core, authz_core"
    })
    void aMissingModule_isNamedWithWhatToDo(String module, String without) throws Exception {
        String said = Httpd.check(folder, DEFINES + include(), Set.of(without.split(" ")));
        assertTrue(
                said.contains("Postern needs mod_" + module + ": run 'a2enmod " + module
                        + "', or load it before postern.conf"),
                said);
    }

    @Test
    void withoutModRewrite_itWorks() throws Exception {
        assertEquals(
                "Syntax OK",
                Httpd.check(
                        folder,
                        DEFINES + include() + String.join("\n", uses()) + "\n",
                        Set.of("rewrite", "negotiation", "include")));
    }

    // --- .htaccess

    @ParameterizedTest
    @ValueSource(strings = {"all", "fileinfo"})
    void everyMacro_inHtaccess(String folder) throws IOException {
        List<String> lines = new ArrayList<>(usesInSections());
        if (folder.equals("fileinfo")) {
            lines.remove("Use JavaGuardLocation");
        }
        lines.add("Use JavaRoot " + SITE.root() + "/" + folder);
        lines.add("Use JavaPath " + SITE.root() + "/" + folder);
        lines.add("Use JavaHandler " + folder);
        SITE.handled(folder, lines.toArray(String[]::new));
        SITE.file(folder + "/" + folder + ".java", Sources.page(folder, "\"all well\""));
        Answer answer = SITE.get("/" + folder + "/");
        assertEquals("all well", answer.body());
        assertEquals(200, answer.status());
        assertFalse(
                SITE.httpd().log().contains("/" + folder + "/.htaccess"),
                SITE.httpd().log());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "Joe\\'s \\\"big\\\" shop",
                "$1 $2 $name $value",
                "100% %{HTTP_HOST} %1",
                "a=b&c=d",
                "x | .html; y",
                "{ return \\\"}\\\"; }",
                "back\\\\slash",
                "umläut €",
                "  blanks  ",
                "# no comment",
                "<If>"
            })
    void values_arriveIntact(String written) throws IOException {
        SITE.handler(
                "values",
                "req.contentType(\"text/plain\"); req.write(\"[\" + req.getOptions().get(\"value\") + \"]\"); return OK;",
                "Use JavaOption value \"" + written + "\"");
        String meant = written.replace("\\\"", "\"").replace("\\'", "'").replace("\\\\", "\\");
        assertEquals("[" + meant + "]", SITE.get("/values/").body());
    }

    @Test
    void aDefinedName_isReplacedByHttpd() throws IOException {
        SITE.handler(
                "defined",
                "req.write(req.getOptions().get(\"value\")); return OK;",
                "Use JavaOption value ${postern_ajp}");
        assertEquals("ajp://postern", SITE.get("/defined/").body());
    }

    // --- the worker

    @Test
    void theWrongSecret_isAComplete403_andOthersGoOn() throws Exception {
        for (String target : List.of("/wrong/y", "/nosecret/y")) {
            SITE.log().clear();
            try (Http http = new Http(SITE.port())) {
                for (int i = 0; i < 3; i++) {
                    Answer answer = http.get(target);
                    assertEquals(403, answer.status(), target);
                    assertTrue(answer.body().endsWith("</html>\n"), answer.body());
                    assertEquals("Hello", http.get("/hello/").body());
                }
                byte[] body = "x".repeat(20_000).getBytes(StandardCharsets.US_ASCII);
                assertEquals(
                        403,
                        http.send("POST", target, body, "Content-Length: 20000").status(),
                        "with a body that nobody reads");
                assertEquals("Hello", http.get("/hello/").body());
            }
            SITE.log().await("PN0201");
        }
    }

    @Test
    void overTcp_itIsTheSame_andConnectionsAreUsedAgain() throws Exception {
        TestSite tcp = new TestSite().setting("ajp.listen", "127.0.0.1:0").vhost("MaxKeepAliveRequests 0");
        tcp.start();
        try {
            tcp.page("hello", "req.filename().endsWith(\"/hello/\") + \" \" + req.uri()");
            for (int i = 0; i < 40; i++) {
                assertEquals("true /hello/", tcp.get("/hello/").body());
            }
            int port = ((InetSocketAddress) tcp.daemon().addresses().get(0)).getPort();
            Set<String> connections = connectionsTo(port);
            assertFalse(connections.isEmpty());
            assertTrue(connections.size() <= 3, connections.size() + " connections for 40 requests");
        } finally {
            tcp.close();
        }
    }

    /** Connections to a local port, open or closed a moment ago, by the other end's port. */
    private static Set<String> connectionsTo(int port) throws IOException {
        Set<String> connections = new HashSet<>();
        String remote = String.format(Locale.ROOT, ":%04X", port);
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] fields = line.strip().split("\\s+");
                if (fields[2].endsWith(remote)) {
                    connections.add(fields[1]);
                } else if (fields[1].endsWith(remote) && !fields[3].equals("0A")) {
                    connections.add(fields[2]);
                }
            }
        }
        return connections;
    }

    @Test
    void aDaemonThatComesBack_isUsedAtOnce() throws Exception {
        assertEquals("Hello", SITE.get("/hello/").body());
        SITE.stopDaemon();
        try {
            assertEquals(503, SITE.get("/hello/").status());
        } finally {
            SITE.startDaemon();
        }
        assertEquals("Hello", SITE.get("/hello/").body());
    }

    @Test
    void aLongRequest_comesThrough() throws IOException {
        SITE.page("lengthy", "req.args().length() + \" \" + req.headersIn().get(\"Referer\").length()");
        String query = "q=" + "x".repeat(7000);
        Answer answer = SITE.get("/lengthy/?" + query, "Referer: http://localhost/?" + query);
        assertEquals("7002 7020", answer.body());
        assertNotNull(answer.header("Content-Length"));
    }
}
