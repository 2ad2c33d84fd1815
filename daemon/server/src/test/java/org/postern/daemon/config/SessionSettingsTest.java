package org.postern.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.daemon.config.SessionSettings.Store;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** The settings {@code sessions.*}. */
class SessionSettingsTest {

    @TempDir
    private Path folder;

    private SettingsReader reader() {
        return new SettingsReader().put("roots", folder.toString());
    }

    @Test
    void filesBesideTheSettingsFile_areTheDefault_andMemoryWhereThereIsNone() throws IOException {
        Path file = Files.writeString(folder.resolve("postern.properties"), "inline = on\n");
        assertEquals(
                new SessionSettings(
                        Store.FILE, folder.resolve("sessions"), null, null, Duration.ofSeconds(10), 16, 256 << 10),
                reader().file(file).read().sessions());
        assertEquals(
                new SessionSettings(Store.MEMORY, null, null, null, Duration.ofSeconds(10), 16, 256 << 10),
                reader().read().sessions());
    }

    @Test
    void everySetting_isTaken() {
        SessionSettings sessions = reader().put("sessions.folder", "/var/lib/x")
                .put("sessions.lock-timeout", "2s")
                .put("sessions.waiting-max", "3")
                .put("sessions.size-max", "4k")
                .read()
                .sessions();
        assertEquals(
                new SessionSettings(Store.FILE, Path.of("/var/lib/x"), null, null, Duration.ofSeconds(2), 3, 4096),
                sessions);
        assertEquals(
                Store.MEMORY,
                reader().put("sessions.store", "memory").read().sessions().store());
    }

    @Test
    void filesWithoutAFolder_areRefused() {
        Fault fault = assertThrows(
                Fault.class, () -> reader().put("sessions.store", "file").read());
        assertSame(Code.MISSING_SETTING, fault.code());
        assertTrue(fault.text().contains("sessions.folder is missing"), fault.text());
    }

    @ParameterizedTest
    @CsvSource({
        "sessions.store, disk",
        "sessions.lock-timeout, soon",
        "sessions.waiting-max, -1",
        "sessions.size-max, 1023",
        "sessions.size-max, 2g"
    })
    void whatASettingCannotBe_isRefused(String key, String value) {
        Fault fault = assertThrows(Fault.class, () -> reader().put(key, value).read());
        assertSame(Code.BAD_SETTING, fault.code());
        assertTrue(fault.text().contains(key + " = " + value + " (expected: "), fault.text());
    }
}
