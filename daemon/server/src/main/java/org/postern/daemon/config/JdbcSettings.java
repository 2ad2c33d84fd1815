package org.postern.daemon.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How a database is asked for sessions.
 *
 * @param url without a password
 * @param user null for the driver's own choice
 * @param passwordFile null where the database asks for none
 * @param table which may have a schema before it
 * @param connections at most, at once
 * @param timeout for a connection, and for each answer
 * @param driverPath jars; empty for a driver that is there already
 */
public record JdbcSettings(
        String url,
        @Nullable String user,
        @Nullable Path passwordFile,
        String table,
        int connections,
        Duration timeout,
        List<Path> driverPath) {

    /** For messages; without the options of the URL. */
    public String place() {
        return url.split("[?;]", 2)[0];
    }
}
