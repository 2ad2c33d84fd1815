package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.TestSite;

/** With the setting, links lead out of the site where httpd lets them. */
class FollowSymlinksTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite().setting("follow_symlinks", "on").vhost("""
            <Directory "@ROOT@/closed">
                Options -FollowSymLinks
            </Directory>
            """);

    @Test
    void linkOutOfTheSite_isFollowed_butNotToWhatIsHidden() throws IOException {
        Path outside = Files.createDirectory(SITE.folder().resolve("outside"));
        Files.writeString(outside.resolve("far.txt"), "far");
        Files.writeString(outside.resolve("far.php"), "the secret");
        for (String folder : new String[] {"open", "closed"}) {
            SITE.handled(folder, "Use JavaHandler None");
            Files.createSymbolicLink(SITE.root().resolve(folder + "/far.txt"), outside.resolve("far.txt"));
            Files.createSymbolicLink(SITE.root().resolve(folder + "/php.txt"), outside.resolve("far.php"));
        }
        assertEquals("far", SITE.get("/open/far.txt").body());
        assertEquals(404, SITE.get("/open/php.txt").status());
        assertEquals(403, SITE.get("/closed/far.txt").status());
    }
}
