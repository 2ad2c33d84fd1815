package org.postern.daemon.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.TestSite;

/** The snippets of docs/connections.md, as they stand there. */
@Timeout(60)
class ConnectionsPageTest {

    private static final Path PAGE = Path.of("../../docs/connections.md");

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    private static String snippet(String language) throws IOException {
        Matcher found =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
        assertTrue(found.find(), language);
        return found.group(1);
    }

    @Test
    void echo_sendsEachLineBack() throws IOException {
        SITE.stopDaemon();
        for (String line : snippet("properties").lines().toList()) {
            String[] setting = line.split(" = ", 2);
            SITE.setting(
                    setting[0],
                    setting[1].replace("127.0.0.1:7007", "127.0.0.1:0").replace("/srv/echo", "@ROOT@"));
        }
        SITE.file("echo.java", snippet("java"));
        SITE.startDaemon();
        try (Client client =
                new Client(SITE.daemon().connectionHandlers().get("echo").getPort())) {
            assertEquals("one\n", client.send("one\n").read(4));
            assertEquals("two\nlast", client.send("two\nlast").end().rest());
        }
    }
}
