package org.postern.daemon.session;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;
import org.postern.api.spi.SessionStore;
import org.postern.daemon.config.JdbcSettings;

/**
 * Sessions in a table of a database.
 *
 * <p>Each step is one statement, and one transaction of its own. That a version is replaced by the next only is a condition of the
 * UPDATE, which holds in every database from READ COMMITTED on: so several daemons may share the table.
 */
public final class JdbcStore implements SessionStore {

    private static final int EXPIRED_AT_ONCE = 200;

    private final SessionTable table;
    private final DriverSource source;
    private final HikariDataSource pool;
    private final int seconds;
    private final Outage outage;
    private final ReentrantLock making = new ReentrantLock();
    private volatile boolean there;

    public JdbcStore(JdbcSettings settings) {
        this.table = new SessionTable(settings.table());
        this.source = new DriverSource(settings);
        this.seconds = (int) settings.timeout().plusMillis(999).toSeconds();
        this.pool = new HikariDataSource(pool(settings));
        this.outage = new Outage(settings.place());
    }

    private HikariConfig pool(JdbcSettings settings) {
        Duration half = settings.timeout().dividedBy(2);
        HikariConfig config = new HikariConfig();
        config.setPoolName("postern-sessions");
        config.setDataSource(source);
        config.setMaximumPoolSize(settings.connections());
        config.setMinimumIdle(1);
        config.setConnectionTimeout(settings.timeout().toMillis());
        config.setValidationTimeout(Math.max(250, half.toMillis()));
        config.setInitializationFailTimeout(-1); // the database may come later
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        return config;
    }

    /** What the database is asked. */
    private interface Step<T> {
        T answer(Connection connection) throws SQLException;
    }

    private <T> T ask(Step<T> step) throws IOException {
        return outage.ask(() -> {
            try (Connection connection = pool.getConnection()) {
                makeTable(connection);
                return step.answer(connection);
            } catch (SQLException e) {
                there = false; // perhaps another database answers next
                throw new IOException(Outage.told(e), e);
            }
        });
    }

    private void makeTable(Connection connection) throws SQLException {
        if (there) {
            return;
        }
        making.lock();
        try {
            if (!there) {
                table.make(connection, seconds);
                there = true;
            }
        } finally {
            making.unlock();
        }
    }

    private PreparedStatement prepare(Connection connection, String statement) throws SQLException {
        PreparedStatement prepared = connection.prepareStatement(statement);
        prepared.setQueryTimeout(seconds);
        return prepared;
    }

    /** Fills in whose session it is, from a place on. */
    private static void fill(PreparedStatement statement, int at, Key key) throws SQLException {
        statement.setString(at, SessionFolders.name(key.interpreter()));
        statement.setString(at + 1, key.id());
    }

    private static void fill(PreparedStatement statement, Entry entry) throws SQLException {
        statement.setBytes(1, entry.content());
        statement.setLong(2, entry.expires().toEpochMilli());
        statement.setLong(3, entry.version());
    }

    @Override
    public @Nullable Entry load(Key key) throws IOException {
        Optional<Entry> found = ask(connection -> {
            try (PreparedStatement load = prepare(connection, table.load())) {
                fill(load, 1, key);
                try (ResultSet row = load.executeQuery()) {
                    return row.next()
                            ? Optional.of(
                                    new Entry(row.getBytes(1), Instant.ofEpochMilli(row.getLong(2)), row.getLong(3)))
                            : Optional.empty();
                }
            }
        });
        return found.orElse(null);
    }

    @Override
    public boolean create(Key key, Entry entry) throws IOException {
        return ask(connection -> {
            try (PreparedStatement create = prepare(connection, table.create())) {
                fill(create, entry);
                fill(create, 4, key);
                return create.executeUpdate() == 1;
            } catch (SQLException e) {
                if (SessionTable.isTaken(e)) {
                    return false;
                }
                throw e;
            }
        });
    }

    @Override
    public boolean replace(Key key, Entry entry) throws IOException {
        return ask(connection -> {
            try (PreparedStatement replace = prepare(connection, table.replace())) {
                fill(replace, entry);
                fill(replace, 4, key);
                replace.setLong(6, entry.version() - 1);
                return replace.executeUpdate() == 1;
            }
        });
    }

    @Override
    public void delete(Key key) throws IOException {
        ask(connection -> {
            try (PreparedStatement delete = prepare(connection, table.delete())) {
                fill(delete, 1, key);
                return delete.executeUpdate();
            }
        });
    }

    /** Few at once, and in one order for all daemons, so that none waits long, and none for one that waits for it. */
    @Override
    public boolean expire(Instant now) throws IOException {
        return ask(connection -> {
            try (PreparedStatement expired = prepare(connection, table.expired());
                    PreparedStatement delete = prepare(connection, table.deleteExpired())) {
                int found = 0;
                expired.setLong(1, now.toEpochMilli());
                expired.setMaxRows(EXPIRED_AT_ONCE);
                try (ResultSet row = expired.executeQuery()) {
                    for (; row.next(); found++) {
                        delete.setString(1, row.getString(1));
                        delete.setString(2, row.getString(2));
                        delete.setLong(3, now.toEpochMilli());
                        delete.addBatch();
                    }
                }
                if (found > 0) {
                    delete.executeBatch();
                }
                return found == EXPIRED_AT_ONCE;
            }
        });
    }

    @Override
    public void close() {
        pool.close();
        source.close();
    }
}
