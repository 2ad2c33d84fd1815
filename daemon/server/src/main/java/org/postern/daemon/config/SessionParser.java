package org.postern.daemon.config;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/** Reads the settings {@code sessions.*}. */
final class SessionParser {

    private final SettingValues values;
    private final @Nullable Path file;

    /** @param file the settings file, beside which sessions lie where nothing else is said; null if there is none */
    SessionParser(SettingValues values, @Nullable Path file) {
        this.values = values;
        this.file = file;
    }

    SessionSettings settings() {
        String patience = Setting.SESSIONS_LOCK_TIMEOUT.key();
        String waiting = Setting.SESSIONS_WAITING_MAX.key();
        String size = Setting.SESSIONS_SIZE_MAX.key();
        Path folder = folder();
        SessionServerParser servers = new SessionServerParser(values);
        SessionSettings.Store store = store(folder);
        return new SessionSettings(
                store,
                store == SessionSettings.Store.FILE ? folder : null,
                store == SessionSettings.Store.REDIS ? servers.redis() : null,
                store == SessionSettings.Store.JDBC ? servers.jdbc() : null,
                values.time(patience, text(Setting.SESSIONS_LOCK_TIMEOUT)),
                values.number(waiting, text(Setting.SESSIONS_WAITING_MAX), 0, 10_000),
                (int) values.size(size, text(Setting.SESSIONS_SIZE_MAX), 1024, 1 << 30));
    }

    private SessionSettings.Store store(@Nullable Path folder) {
        String key = Setting.SESSIONS_STORE.key();
        String store = values.text(key, folder == null ? "memory" : "file");
        return switch (store) {
            case "memory" -> SessionSettings.Store.MEMORY;
            case "file" -> {
                if (folder == null) {
                    values.required(Setting.SESSIONS_FOLDER.key(), Setting.SESSIONS_FOLDER.meaning());
                }
                yield SessionSettings.Store.FILE;
            }
            case "redis" -> SessionSettings.Store.REDIS;
            case "jdbc" -> SessionSettings.Store.JDBC;
            default -> throw values.bad(key, store, "file, memory, redis or jdbc");
        };
    }

    private @Nullable Path folder() {
        String folder = values.text(Setting.SESSIONS_FOLDER.key());
        if (folder != null) {
            return Path.of(folder).toAbsolutePath();
        }
        return file == null ? null : file.toAbsolutePath().resolveSibling("sessions");
    }

    private String text(Setting setting) {
        return values.text(setting.key(), String.valueOf(setting.byDefault()));
    }
}
