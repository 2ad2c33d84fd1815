package org.postern.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.kit.LogCapture;

/** What the file of the secret says, over time. */
class SecretsTest {

    private static final class Hand extends Clock {
        private Instant now = Instant.parse("2030-01-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @TempDir
    Path folder;

    private final Hand clock = new Hand();

    private Path write(String secret) throws IOException {
        return write(secret, "rw-------");
    }

    private Path write(String secret, String mode) throws IOException {
        Path file = folder.resolve("secret");
        Files.writeString(file, secret + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        return file;
    }

    private List<String> after(Secrets secrets, Duration time) {
        clock.now = clock.now.plus(time);
        secrets.look(folder.resolve("secret"));
        return known(secrets);
    }

    private static List<String> known(Secrets secrets) {
        return secrets.get().stream()
                .map(secret -> new String(secret, StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void withoutAFile_thereAreNone() {
        try (Secrets secrets = new Secrets(null, clock)) {
            secrets.watch();
            assertEquals(List.of(), secrets.get());
        }
    }

    @Test
    void badFileAtTheStart_isAFault() throws IOException {
        Path file = write("old", "rw-r--r--");
        assertEquals(
                Code.BAD_SECRET_FILE,
                assertThrows(Fault.class, () -> new Secrets(file, clock)).code());
    }

    @Test
    void changedFile_bothAreTaken_forTenMinutes() throws IOException {
        try (Secrets secrets = new Secrets(write("old"), clock)) {
            assertEquals(List.of("old"), after(secrets, Duration.ofHours(1)));
            write("new");
            assertEquals(List.of("new", "old"), after(secrets, Duration.ofSeconds(2)));
            write("newer");
            assertEquals(List.of("newer", "old", "new"), after(secrets, Duration.ofMinutes(9)));
            assertEquals(List.of("newer", "new"), after(secrets, Duration.ofMinutes(1)));
            assertEquals(List.of("newer"), after(secrets, Duration.ofMinutes(9)));
        }
    }

    @Test
    void clockThatIsSetBack_leavesTheOldOneNoMoreThanTenMinutes() throws IOException {
        try (Secrets secrets = new Secrets(write("old"), clock)) {
            write("new");
            assertEquals(List.of("new", "old"), after(secrets, Duration.ofSeconds(2)));
            assertEquals(List.of("new", "old"), after(secrets, Duration.ofDays(-365)));
            assertEquals(List.of("new"), after(secrets, Duration.ofMinutes(10)));
        }
    }

    @Test
    void fileThatHasBecomeBad_changesNothing_andIsToldOfOnce() throws IOException {
        try (LogCapture log = new LogCapture();
                Secrets secrets = new Secrets(write("old"), clock)) {
            write("new", "rw-r--r--");
            assertEquals(List.of("old"), after(secrets, Duration.ofSeconds(2)));
            assertEquals(List.of(), log.lines("PN0107"), "it may still be in the making");
            for (int i = 0; i < 3; i++) {
                assertEquals(List.of("old"), after(secrets, Duration.ofHours(1)));
            }
            assertEquals(1, log.lines("PN0107").size());
            assertTrue(log.lines("PN0107").get(0).contains("others can read it (expected: mode 0600); the secret"));
            write("new");
            assertEquals(List.of("new", "old"), after(secrets, Duration.ofHours(1)));
            assertTrue(log.lines("new\n").isEmpty() && log.lines(": new").isEmpty(), "no secret is logged");
        }
    }
}
