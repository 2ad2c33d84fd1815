package org.postern.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** Settings of the servers that keep sessions. */
class SessionServerParserTest {

    @TempDir
    private Path folder;

    private SettingsReader reader() {
        return new SettingsReader().put("roots", folder.toString());
    }

    private static Fault refused(Code code, Executable reading) {
        Fault fault = assertThrows(Fault.class, reading);
        assertSame(code, fault.code(), fault.text());
        return fault;
    }

    private Path password(String mode) throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "open, sesame\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @Test
    void sessionsInRedis_areWhereTheUrlSays() throws IOException {
        Path password = password("rw-------");
        RedisSettings redis = reader().put("sessions.store", "redis")
                .put("sessions.redis.url", "rediss://ann@redis.example:7000/3")
                .put("sessions.redis.password-file", password.toString())
                .read()
                .sessions()
                .redis();
        assertEquals(
                new RedisSettings("redis.example", 7000, 3, true, "ann", password, "postern:", Duration.ofSeconds(2)),
                redis);
        RedisSettings plain = reader().put("sessions.store", "redis")
                .put("sessions.redis.url", "redis://[::1]")
                .read()
                .sessions()
                .redis();
        assertEquals(new RedisSettings("[::1]", 6379, 0, false, null, null, "postern:", Duration.ofSeconds(2)), plain);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "redis:",
                "redis:x",
                "redis:///",
                "http://host",
                "redis://host/x",
                "redis://host/0/1",
                "redis://host?a=b",
                "redis:// host"
            })
    void redisUrlThatLeadsNowhere_isRefused(String url) {
        assertThrows(
                Fault.class,
                () -> reader().put("sessions.store", "redis")
                        .put("sessions.redis.url", url)
                        .read());
    }

    @ParameterizedTest
    @CsvSource({
        "redis, sessions.redis.url, redis://ann:open-sesame@host",
        "redis, sessions.redis.url, redis://:open-sesame@host",
        "jdbc, sessions.jdbc.url, jdbc:postgresql://host/db?password=open-sesame",
        "jdbc, sessions.jdbc.url, jdbc:postgresql://ann:open-sesame@host/db",
        "jdbc, sessions.jdbc.url, jdbc:h2:mem:x;USER=sa;PASSWORD=open-sesame"
    })
    void passwordInAUrl_isRefused_andNotRepeated(String store, String key, String url) {
        Fault fault = refused(
                Code.BAD_SETTING,
                () -> reader().put("sessions.store", store).put(key, url).read());
        assertFalse(fault.text().contains("open-sesame"), fault.text());
        assertTrue(fault.text().contains(".password-file = "), fault.text());
    }

    @Test
    void passwordFileThatOthersCanRead_isRefused() throws IOException {
        Path password = password("rw-r--r--");
        refused(
                Code.BAD_SECRET_FILE,
                () -> reader().put("sessions.store", "redis")
                        .put("sessions.redis.url", "redis://host")
                        .put("sessions.redis.password-file", password.toString())
                        .read());
    }

    @Test
    void sessionsInADatabase_areWhereTheUrlSays() throws IOException {
        Path jar = Files.createFile(folder.resolve("driver.jar"));
        JdbcSettings jdbc = reader().put("sessions.store", "jdbc")
                .put("sessions.jdbc.url", "jdbc:postgresql://host/db?sslmode=require")
                .put("sessions.jdbc.user", "ann")
                .put("sessions.jdbc.table", "web.sessions")
                .put("sessions.jdbc.connections", "3")
                .put("sessions.jdbc.timeout", "500ms")
                .put("sessions.jdbc.driver-path", jar.toString())
                .read()
                .sessions()
                .jdbc();
        assertEquals(
                new JdbcSettings(
                        "jdbc:postgresql://host/db?sslmode=require",
                        "ann",
                        null,
                        "web.sessions",
                        3,
                        Duration.ofMillis(500),
                        List.of(jar)),
                jdbc);
        assertEquals("jdbc:postgresql://host/db", jdbc.place());
    }

    @ParameterizedTest
    @CsvSource({
        "sessions.jdbc.url, postgresql://host/db",
        "sessions.jdbc.table, a b",
        "sessions.jdbc.table, a;b",
        "sessions.jdbc.table, a.b.c",
        "sessions.jdbc.table, 1a",
        "sessions.jdbc.connections, 0",
        "sessions.jdbc.timeout, 249ms",
        "sessions.jdbc.timeout, 61s",
        "sessions.jdbc.driver-path, /nowhere.jar"
    })
    void settingOfADatabaseThatCannotBe_isRefused(String key, String value) {
        Fault fault = refused(
                Code.BAD_SETTING,
                () -> reader().put("sessions.store", "jdbc")
                        .put("sessions.jdbc.url", "jdbc:postgresql://host/db")
                        .put(key, value)
                        .read());
        assertTrue(fault.text().contains(key + " = " + value), fault.text());
    }
}
