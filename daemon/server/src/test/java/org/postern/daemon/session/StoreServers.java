package org.postern.daemon.session;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.postern.api.spi.SessionStore;
import org.postern.daemon.config.JdbcSettings;
import org.postern.daemon.config.RedisSettings;
import org.postern.daemon.kit.PostgresServer;
import org.postern.daemon.kit.RedisServer;

/** A Redis and a PostgreSQL for a class of tests, and stores of every kind. */
final class StoreServers implements BeforeAllCallback, AfterAllCallback {

    /** When sessions are stored: an hour before those expire that are expected to. */
    static final Instant STORED = Instant.parse("2026-01-01T11:00:00Z");

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final RedisServer redis = new RedisServer();
    private final PostgresServer postgres = new PostgresServer();

    /** Stores, and what they lie on. */
    enum Kind {
        MEMORY,
        FILE,
        REDIS,
        POSTGRESQL,
        /** H2, which runs in the daemon. */
        EMBEDDED;

        boolean isShared() {
            return compareTo(REDIS) >= 0;
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        redis.beforeAll(context);
        postgres.beforeAll(context);
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        postgres.afterAll(context);
        redis.afterAll(context);
    }

    RedisServer redis() {
        return redis;
    }

    PostgresServer postgres() {
        return postgres;
    }

    /** @param folder whose sessions are apart from those of any other folder, be they in it or not */
    SessionStore store(Kind kind, Path folder) {
        return store(kind, folder, Clock.fixed(STORED, ZoneOffset.UTC));
    }

    SessionStore store(Kind kind, Path folder, Clock clock) {
        return switch (kind) {
            case MEMORY -> new MemoryStore();
            case FILE -> new FileStore(folder);
            case REDIS -> new RedisStore(redisSettings(folder + ":"), clock);
            case POSTGRESQL -> new JdbcStore(postgresSettings(table(folder), TIMEOUT));
            case EMBEDDED ->
                new JdbcStore(new JdbcSettings(
                        "jdbc:h2:mem:" + table(folder) + ";DB_CLOSE_DELAY=-1",
                        null,
                        null,
                        "postern_sessions",
                        8,
                        TIMEOUT,
                        List.of()));
        };
    }

    RedisSettings redisSettings(String prefix) {
        return new RedisSettings("127.0.0.1", redis.port(), 0, false, null, redis.passwordFile(), prefix, TIMEOUT);
    }

    JdbcSettings postgresSettings(String table, Duration timeout) {
        return new JdbcSettings(
                postgres.url(), PostgresServer.USER, postgres.passwordFile(), table, 8, timeout, List.of());
    }

    static String table(Path folder) {
        return "t" + Integer.toUnsignedString(folder.hashCode());
    }
}
