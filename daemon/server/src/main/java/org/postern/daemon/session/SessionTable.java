package org.postern.daemon.session;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** The statements for a table of sessions, in the SQL of all databases; but for the type of bytes, which each calls its own way. */
final class SessionTable {

    private static final String WHOSE = " WHERE interpreter = ? AND id = ?";

    /** SQL states: 23 is a broken constraint, and the table has but its key; 42 is a name that is not known, or not permitted. */
    private static final String TAKEN = "23";

    private static final String UNKNOWN = "42";

    private final String name;

    /** @param name which may have a schema before it */
    SessionTable(String name) {
        this.name = name;
    }

    String load() {
        return "SELECT content, expires, version FROM " + name + WHOSE;
    }

    String create() {
        return "INSERT INTO " + name + " (content, expires, version, interpreter, id) VALUES (?, ?, ?, ?, ?)";
    }

    String replace() {
        return "UPDATE " + name + " SET content = ?, expires = ?, version = ?" + WHOSE + " AND version = ?";
    }

    String delete() {
        return "DELETE FROM " + name + WHOSE;
    }

    String expired() {
        return "SELECT interpreter, id FROM " + name + " WHERE expires <= ? ORDER BY expires, interpreter, id";
    }

    String deleteExpired() {
        return delete() + " AND expires <= ?";
    }

    static boolean isTaken(SQLException e) {
        return isOf(TAKEN, e);
    }

    private static boolean isOf(String state, SQLException e) {
        return e.getSQLState() != null && e.getSQLState().startsWith(state);
    }

    /** Makes the table, unless it is there: by somebody who may make tables, where the daemon's account may not. */
    void make(Connection connection, int seconds) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(seconds);
            try {
                look(statement);
            } catch (SQLException e) {
                if (!isOf(UNKNOWN, e)) {
                    throw e;
                }
                make(statement, connection.getMetaData().getDatabaseProductName());
            }
        }
    }

    private void look(Statement statement) throws SQLException {
        statement
                .executeQuery("SELECT content, expires, version, interpreter, id FROM " + name + " WHERE 1 = 0")
                .close();
    }

    private void make(Statement statement, String database) throws SQLException {
        String bytes = database.equals("PostgreSQL") ? "BYTEA" : "BLOB";
        try {
            statement.executeUpdate(
                    "CREATE TABLE " + name + " (interpreter VARCHAR(100) NOT NULL, id VARCHAR(32) NOT NULL,"
                            + " version BIGINT NOT NULL, expires BIGINT NOT NULL, content " + bytes
                            + " NOT NULL, PRIMARY KEY (interpreter, id))");
        } catch (SQLException e) {
            another(statement, e);
            return;
        }
        statement.executeUpdate(
                "CREATE INDEX " + name.substring(name.indexOf('.') + 1) + "_expires ON " + name + " (expires)");
    }

    /** Perhaps another daemon was faster. */
    private void another(Statement statement, SQLException refused) throws SQLException {
        try {
            look(statement);
        } catch (SQLException still) {
            refused.addSuppressed(still);
            throw refused;
        }
    }
}
