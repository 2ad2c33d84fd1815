package org.postern.daemon.config;

import java.nio.file.Path;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How sessions are kept.
 *
 * @param folder for a store of files; null for any other
 * @param redis for a store there; null for any other
 * @param jdbc for a store in a database; null for any other
 * @param patience how long a request waits for a session that another one has
 * @param mostWaiting requests that wait for one session
 * @param largest bytes that a session takes
 */
public record SessionSettings(
        Store store,
        @Nullable Path folder,
        @Nullable RedisSettings redis,
        @Nullable JdbcSettings jdbc,
        Duration patience,
        int mostWaiting,
        int largest) {

    /** Where they lie. */
    public enum Store {
        /** In the daemon's memory, and gone with it. */
        MEMORY,
        /** In files of a folder. */
        FILE,
        /** In Redis, which several daemons may share. */
        REDIS,
        /** In a table of a database, which several daemons may share. */
        JDBC
    }
}
