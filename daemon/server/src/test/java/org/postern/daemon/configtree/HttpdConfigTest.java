package org.postern.daemon.configtree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.api.ConfigNode;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** httpd's configuration, from Debian's httpd. */
@Timeout(60)
class HttpdConfigTest {

    private static final String MODULES = "/usr/lib/apache2/modules/mod_";

    @TempDir
    Path folder;

    private List<ConfigNode> tree(String configuration) throws IOException {
        String modules = "";
        for (String name : List.of("mpm_event", "authz_core", "macro", "env")) {
            modules += "LoadModule " + name + "_module " + MODULES + name + ".so\n"; // takes no line of the dump
        }
        Path file = Files.writeString(folder.resolve("httpd.conf"), configuration);
        Path all = Files.writeString(
                folder.resolve("all.conf"),
                modules + "ServerRoot " + folder + "\nErrorLog " + folder + "/log\nServerName localhost\nInclude "
                        + file + "\n");
        return get("/usr/sbin/apache2 -C 'LoadModule info_module " + MODULES + "info.so' -t -D DUMP_CONFIG -f " + all)
                .stream()
                .filter(node -> !node.file().equals(all.toString()))
                .toList();
    }

    private static List<ConfigNode> get(@Nullable String command) {
        return ConfigNode.parse(new HttpdConfig(command, Clock.systemUTC()).get());
    }

    private static String refused(@Nullable String command) {
        Fault fault = assertThrows(Fault.class, () -> get(command));
        assertSame(Code.CONFIG_TREE, fault.code());
        return fault.text();
    }

    private ConfigNode leaf(String directive, String arguments, int line) {
        return new ConfigNode(directive, arguments, folder.resolve("httpd.conf").toString(), line, false, List.of());
    }

    private ConfigNode section(String directive, String arguments, int line, ConfigNode... children) {
        return new ConfigNode(
                directive, arguments, folder.resolve("httpd.conf").toString(), line, true, List.of(children));
    }

    @Test
    void sections_nest_andEverythingKnowsItsLine() throws IOException {
        assertEquals(
                List.of(
                        section(
                                "VirtualHost",
                                "127.0.0.1:80",
                                1,
                                leaf("ServerName", "a.example.org", 2),
                                section(
                                        "Directory",
                                        "\"/srv/with blank\"",
                                        4,
                                        leaf("Require", "all granted", 5),
                                        section(
                                                "If",
                                                "\"-n 'x' && 1 -lt 2 && 'a' =~ />/\"",
                                                6,
                                                leaf("SetEnv", "Z \"b c\"", 7)),
                                        section("Limit", "GET", 9, leaf("Require", "all granted", 10)))),
                        section("Directory", "/", 14),
                        section(
                                "Directory",
                                "/a",
                                16,
                                section("Limit", "GET", 17),
                                section("Limit", "PUT", 19),
                                leaf("Require", "all denied", 21)),
                        section("Directory", "/b", 23, section("Limit", "GET", 24)),
                        leaf("SetEnv", "LAST", 27),
                        section("Directory", "/c", 28)),
                tree("""
                        <VirtualHost 127.0.0.1:80>
                            ServerName a.example.org
                            # a comment
                            <Directory "/srv/with blank">
                                Require all granted
                                <If "-n 'x' && 1 -lt 2 && 'a' =~ />/">
                                    SetEnv Z "b c"
                                </If>
                                <Limit GET>
                                    Require all granted
                                </Limit>
                            </Directory>
                        </VirtualHost>
                        <Directory />
                        </Directory>
                        <Directory /a>
                            <Limit GET>
                            </Limit>
                            <Limit PUT>
                            </Limit>
                            Require all denied
                        </Directory>
                        <Directory /b>
                            <Limit GET>
                            </Limit>
                        </Directory>
                        SetEnv LAST
                        <Directory /c>
                        </Directory>
                        """));
    }

    @Test
    void whatHttpdWorksOff_isAsItMakesIt() throws IOException {
        List<ConfigNode> tree = tree("""
                Define NAME value
                <IfModule mod_env.c>
                    SetEnv A ${NAME}
                </IfModule>
                <IfModule mod_none.c>
                    SetEnv B no
                </IfModule>
                <Macro Twice $x>
                    SetEnv C $x
                </Macro>
                Use Twice one
                """);
        assertEquals(leaf("SetEnv", "A value", 3), tree.get(0));
        assertEquals("C one", tree.get(1).arguments());
        assertTrue(
                tree.get(1).file().startsWith("macro 'twice' (defined on line 8 of "),
                tree.get(1).file());
        assertEquals(2, tree.size());
    }

    @Test
    void thePosternsOwnFile_isRead() throws IOException {
        Path conf = Path.of("../../httpd-conf/postern.conf").toAbsolutePath().normalize();
        String modules = "";
        for (String name : List.of("proxy", "proxy_ajp", "setenvif")) {
            modules += "LoadModule " + name + "_module " + MODULES + name + ".so\n";
        }
        List<ConfigNode> tree =
                tree(modules + "Include " + conf + "\n<VirtualHost *>\nUse JavaSite shop\n</VirtualHost>\n");
        ConfigNode host = tree.get(tree.size() - 1);
        assertEquals("VirtualHost", host.directive());
        assertTrue(
                host.children().stream().anyMatch(node -> node.arguments().contains("POSTERN_SITE")), host.toString());
    }

    @Test
    void withoutTheSetting_itIsNamed() {
        assertTrue(refused(null).startsWith("Apache.configTree(): the setting httpd.config-command is not set"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "echo wrong >&2; exit 3 | httpd.config-command = echo wrong >&2; exit 3: exit code 3: wrong",
                "/no/such/thing 2>/dev/null | httpd.config-command = /no/such/thing 2>/dev/null: exit code 127: ",
                "head -c 17000000 /dev/zero | httpd.config-command = head -c 17000000 /dev/zero: prints more than 16777216 bytes",
            })
    void whatIsWrong_isToldOf(String command, String told) {
        assertEquals(told.strip(), refused(command).strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Syntax OK | no configuration (expected: what httpd prints with -D DUMP_CONFIG, where mod_info is loaded)",
                "# In file: a;</If> | </If> behind line 0 of a (expected: what httpd prints with -D DUMP_CONFIG)",
                "# In file: a;<If x>;</Else> | </Else> behind line 0 of a (expected: what httpd prints with -D DUMP_CONFIG)",
                "# In file: a;<If x>;  SetEnv A | section If of line 0 of a without its end",
            })
    void whatIsNoDump_isRefused(String dump, String told) {
        assertEquals(
                told,
                assertThrows(IllegalArgumentException.class, () -> ConfigNode.parse(dump.replace(';', '\n')))
                        .getMessage());
    }

    @Test
    void aCommandThatHangs_isEnded_withWhatItStarted() {
        HttpdConfig hanging = new HttpdConfig("sleep 1000; true", Clock.systemUTC(), Duration.ofMillis(300));
        assertEquals(
                "httpd.config-command = sleep 1000; true: did not end within 0.3 s",
                assertThrows(Fault.class, hanging::get).text());
    }

    @Test
    void theTree_isAskedForOnceAMinute() throws IOException {
        Path asked = folder.resolve("asked");
        HttpdConfig config = new HttpdConfig(
                "echo x >> " + asked + "; echo '# In file: a'; echo '#   7:'; echo Listen 80", Clock.systemUTC());
        assertEquals(List.of(new ConfigNode("Listen", "80", "a", 7, false, List.of())), ConfigNode.parse(config.get()));
        assertSame(config.get(), config.get());
        assertEquals("x\n", Files.readString(asked));
    }
}
