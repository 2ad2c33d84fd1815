package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.TestSite;

/** A secret that changes while daemon and httpd run. */
class SecretChangeTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite().vhost("""
                    ProxyPass /tomorrow "unix:@FOLDER@/ajp.sock|ajp://tomorrow/" "secret=another word"
                    """);

    @Test
    void newSecret_isTakenWithoutARestart_andTheOldOneStill() throws Exception {
        SITE.page("hello", "\"Hello\"");
        assertEquals(403, SITE.get("/tomorrow").status());
        assertTrue(SITE.log().await("PN0201").contains("from unix:"));
        Files.writeString(SITE.folder().resolve("secret"), "another word\n");
        Eventually.holds("the new secret is taken", () -> SITE.get("/tomorrow").status() != 403);
        assertEquals("Hello", SITE.get("/hello/").body());
    }
}
