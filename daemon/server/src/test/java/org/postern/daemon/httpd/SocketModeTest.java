package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.daemon.kit.TestSite;

/** Who may open the unix socket. */
class SocketModeTest {

    @ParameterizedTest
    @CsvSource({"660, rw-rw----, 200", "0666, rw-rw-rw-, 200", "600, rw-------, 503"})
    void socket_hasTheModeAndTheGroupOfTheSettings(String mode, String shown, int status) throws Exception {
        TestSite site = new TestSite().setting("ajp.socket-mode", mode);
        site.start();
        try {
            site.page("hello", "\"Hello\"");
            Path socket = site.folder().resolve("ajp.sock");
            PosixFileAttributes attributes = Files.readAttributes(socket, PosixFileAttributes.class);
            assertEquals(shown, PosixFilePermissions.toString(attributes.permissions()));
            if (System.getProperty("user.name").equals("root")) {
                assertEquals("www-data", attributes.group().getName());
                assertEquals("root", attributes.owner().getName());
                assertEquals(status, site.get("/hello/").status());
                assertTrue(status == 200 || site.httpd().log().contains("Permission denied"), "httpd says why");
            }
        } finally {
            site.close();
        }
    }
}
