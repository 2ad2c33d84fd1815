package org.postern.daemon.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** Reads the settings {@code sessions.redis.*} and {@code sessions.jdbc.*}. What they name is not asked whether it answers. */
final class SessionServerParser {

    private static final int REDIS_PORT = 6379;
    private static final Duration LEAST = Duration.ofMillis(250);
    private static final Duration MOST = Duration.ofMinutes(1);
    private static final Pattern DATABASE = Pattern.compile("/?|/(\\d{1,5})");
    private static final Pattern TABLE = Pattern.compile("([A-Za-z_]\\w*\\.)?[A-Za-z_]\\w*");
    private static final Pattern WITH_PASSWORD = Pattern.compile("(?i).*([?&;]password=|//[^/@]*:[^/@]*@).*");

    private final SettingValues values;

    SessionServerParser(SettingValues values) {
        this.values = values;
    }

    RedisSettings redis() {
        String key = Setting.SESSIONS_REDIS_URL.key();
        String text = url(Setting.SESSIONS_REDIS_URL, Setting.SESSIONS_REDIS_PASSWORD_FILE);
        URI url = uri(key, text);
        var database = DATABASE.matcher(url.getPath());
        boolean known = "redis".equals(url.getScheme()) || "rediss".equals(url.getScheme());
        if (!known || url.getHost() == null || url.getQuery() != null || !database.matches()) {
            throw badRedis(key, text);
        }
        return new RedisSettings(
                url.getHost(),
                url.getPort() < 0 ? REDIS_PORT : url.getPort(),
                database.group(1) == null ? 0 : Integer.parseInt(database.group(1)),
                "rediss".equals(url.getScheme()),
                url.getUserInfo(),
                passwordFile(Setting.SESSIONS_REDIS_PASSWORD_FILE),
                text(Setting.SESSIONS_REDIS_PREFIX),
                timeout(Setting.SESSIONS_REDIS_TIMEOUT));
    }

    private URI uri(String key, String text) {
        try {
            URI url = new URI(text);
            return url.isOpaque() ? URI.create("opaque:/") : url;
        } catch (URISyntaxException e) {
            throw badRedis(key, text);
        }
    }

    private Fault badRedis(String key, String text) {
        return values.bad(
                key, text, "redis://HOST, with :PORT, /DATABASE, USER@ before HOST, and rediss for TLS, as needed");
    }

    JdbcSettings jdbc() {
        String key = Setting.SESSIONS_JDBC_URL.key();
        String url = url(Setting.SESSIONS_JDBC_URL, Setting.SESSIONS_JDBC_PASSWORD_FILE);
        if (!url.startsWith("jdbc:")) {
            throw values.bad(key, url, "jdbc:, and what the driver wants behind it");
        }
        String table = text(Setting.SESSIONS_JDBC_TABLE);
        if (!TABLE.matcher(table).matches()) {
            throw values.bad(
                    Setting.SESSIONS_JDBC_TABLE.key(), table, "TABLE or SCHEMA.TABLE, of letters, digits and _");
        }
        return new JdbcSettings(
                url,
                values.text(Setting.SESSIONS_JDBC_USER.key()),
                passwordFile(Setting.SESSIONS_JDBC_PASSWORD_FILE),
                table,
                values.number(
                        Setting.SESSIONS_JDBC_CONNECTIONS.key(), text(Setting.SESSIONS_JDBC_CONNECTIONS), 1, 1000),
                timeout(Setting.SESSIONS_JDBC_TIMEOUT),
                jars());
    }

    /** A URL that has no password in it: the settings file may be read by more people than the daemon's user. */
    private String url(Setting setting, Setting passwordFile) {
        String url = values.required(setting.key(), setting.meaning());
        if (WITH_PASSWORD.matcher(url).matches()) {
            throw new Fault(
                    Code.BAD_SETTING,
                    values.where() + ": " + setting.key() + " has a password in it (expected: it in a file, and "
                            + passwordFile.key() + " = that file)");
        }
        return url;
    }

    /** One that can be read now, at least; each new connection reads it again. */
    private @Nullable Path passwordFile(Setting setting) {
        String text = values.text(setting.key());
        if (text == null) {
            return null;
        }
        Path file = Path.of(text).toAbsolutePath();
        Secret.password(file);
        return file;
    }

    private List<Path> jars() {
        String key = Setting.SESSIONS_JDBC_DRIVER_PATH.key();
        return SettingValues.list(values.text(key, "")).stream()
                .map(text -> {
                    Path jar = Path.of(text).toAbsolutePath();
                    if (!Files.isReadable(jar)) {
                        throw values.bad(key, text, "jars that user " + System.getProperty("user.name") + " can read");
                    }
                    return jar;
                })
                .toList();
    }

    private Duration timeout(Setting setting) {
        String text = text(setting);
        Duration timeout = values.time(setting.key(), text);
        if (timeout.compareTo(LEAST) < 0 || timeout.compareTo(MOST) > 0) {
            throw values.bad(setting.key(), text, "a time from 250ms to 1min");
        }
        return timeout;
    }

    private String text(Setting setting) {
        return values.text(setting.key(), String.valueOf(setting.byDefault()));
    }
}
