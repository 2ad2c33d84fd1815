package org.postern.daemon.config;

import java.nio.file.Path;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How Redis is asked for sessions.
 *
 * @param user null where it has no accounts
 * @param passwordFile null where it asks for none
 * @param prefix before each key
 * @param timeout for each answer
 */
public record RedisSettings(
        String host,
        int port,
        int database,
        boolean tls,
        @Nullable String user,
        @Nullable Path passwordFile,
        String prefix,
        Duration timeout) {

    /** For messages. */
    public String place() {
        return (tls ? "rediss://" : "redis://") + host + ":" + port + "/" + database;
    }
}
