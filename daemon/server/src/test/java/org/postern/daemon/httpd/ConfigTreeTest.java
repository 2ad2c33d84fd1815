package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.TestSite;

/** httpd's configuration in the hands of a handler. */
class ConfigTreeTest {

    private static final String SETTING = "httpd.config-command";
    private static final String COMMAND =
            "/usr/sbin/apache2 -C 'LoadModule info_module /usr/lib/apache2/modules/mod_info.so'"
                    + " -t -D DUMP_CONFIG -f @FOLDER@/httpd.conf";

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    private static void start(String command) throws IOException {
        SITE.stopDaemon();
        SITE.setting(SETTING, command);
        SITE.startDaemon();
    }

    private static final String TREE = """
            StringBuilder found = new StringBuilder();
            for (ConfigNode node : configTree()) {
                if (node.directive().equals("DocumentRoot")) { found.append(node.arguments()); }
                for (ConfigNode inner : node.children()) {
                    if (inner.directive().equals("AllowOverride")) { found.append(" ").append(inner.arguments()); }
                }
            }
            req.write(found.toString());
            return OK;
            """;

    @Test
    void aHandler_seesTheTree() throws IOException {
        start(COMMAND);
        SITE.handler("tree", TREE);
        assertEquals(SITE.root() + " All", SITE.get("/tree/").body());
    }

    @Test
    void withoutTheSetting_theLogNamesIt() throws IOException {
        start("");
        SITE.handler("without", TREE);
        assertEquals(500, SITE.get("/without/").status());
        assertTrue(
                SITE.logged("PN0501")
                        .get(0)
                        .contains("IllegalStateException: PN0210 Apache.configTree(): the setting"
                                + " httpd.config-command is not set"),
                SITE.log().lines().toString());
    }
}
