package org.postern.daemon.session;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.List;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.logging.Logger;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.config.JdbcSettings;
import org.postern.daemon.config.Secret;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/**
 * Makes connections by a driver, which may lie in jars of its own: the JDK's list of drivers shows nobody those of another loader.
 *
 * <p>A connection does not wait for ever: the time-out of statements is the server's or a second connection's affair, and helps nobody
 * where the server is dead; so its socket has a time-out as well, half a second longer.
 */
final class DriverSource implements DataSource, AutoCloseable {

    private static final int LONGER = 500;

    private final JdbcSettings settings;
    private final URLClassLoader loader;
    private final Driver driver;

    DriverSource(JdbcSettings settings) {
        this.settings = settings;
        this.loader = new URLClassLoader(
                "postern-sessions-driver", urls(settings.driverPath()), DriverSource.class.getClassLoader());
        this.driver = driver();
    }

    private static URL[] urls(List<Path> jars) {
        return jars.stream()
                .map(jar -> {
                    try {
                        return jar.toUri().toURL();
                    } catch (MalformedURLException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toArray(URL[]::new);
    }

    private Driver driver() {
        try {
            for (Driver each : ServiceLoader.load(Driver.class, loader)) {
                if (each.acceptsURL(settings.url())) {
                    return each;
                }
            }
        } catch (SQLException e) {
            throw new Fault(Code.BAD_SETTING, "sessions.jdbc.url = " + settings.place() + ": " + e.getMessage(), e);
        }
        throw new Fault(
                Code.BAD_SETTING,
                "sessions.jdbc.url = " + settings.place() + ": no driver knows that database"
                        + " (expected: jdbc:postgresql:, or a driver's jar in sessions.jdbc.driver-path)");
    }

    /** With the password as it is now. */
    @Override
    public Connection getConnection() throws SQLException {
        Connection made;
        try {
            made = driver.connect(settings.url(), properties());
        } catch (Fault fault) {
            throw new SQLException(fault.getMessage(), fault);
        }
        if (made == null) {
            throw new SQLException("the driver does not know this URL any more");
        }
        made.setNetworkTimeout(Runnable::run, (int) settings.timeout().toMillis() + LONGER);
        return made;
    }

    private Properties properties() {
        Properties properties = new Properties();
        if (settings.user() != null) {
            properties.setProperty("user", settings.user());
        }
        if (settings.passwordFile() != null) {
            properties.setProperty("password", Secret.password(settings.passwordFile()));
        }
        if (settings.url().startsWith("jdbc:postgresql:")) {
            String seconds = String.valueOf(settings.timeout().plusMillis(999).toSeconds());
            properties.setProperty("connectTimeout", seconds);
            properties.setProperty("socketTimeout", seconds); // until the connection is made
            properties.setProperty("cancelSignalTimeout", seconds);
            properties.setProperty("ApplicationName", "postern");
        }
        return properties;
    }

    @Override
    public void close() {
        try {
            loader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // --- what nobody asks for

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("the account is that of the settings");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        // what fails is thrown, and logged by whoever it concerns
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // the settings have it
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("no java.util.logging");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("this is no " + type.getName());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
