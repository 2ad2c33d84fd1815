package org.postern.daemon.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A PostgreSQL, which asks for a password; as root it runs as {@code postgres}, as it refuses root. */
public final class PostgresServer extends ServerProcess {

    public static final String USER = "postern";

    private static final String PASSWORD = "open, PostgreSQL";

    @Override
    void prepare() throws IOException, InterruptedException {
        password(PASSWORD);
        if (Httpd.isRoot()) {
            run("chown", "-R", "postgres:", folder().toString());
        }
        run(own(
                        "initdb",
                        "--pgdata=data",
                        "--username=" + USER,
                        "--pwfile=" + passwordFile(),
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C.UTF-8",
                        "--no-sync")
                .toArray(String[]::new));
        if (Httpd.isRoot()) {
            run("chown", "root:", passwordFile().toString());
        }
    }

    private static List<String> own(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (Httpd.isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        command.add(binaries().resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    /** The newest of those that are there: {@code /usr/lib/postgresql/15/bin}. */
    private static Path binaries() {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.exists(bin.resolve("postgres")))
                    .max((one, other) -> Integer.compare(number(one), number(other)))
                    .orElseThrow();
        } catch (IOException e) {
            throw new AssertionError("PostgreSQL is not installed", e);
        }
    }

    private static int number(Path bin) {
        return Integer.parseInt(bin.getParent().getFileName().toString());
    }

    @Override
    List<String> command() {
        return own(
                "postgres",
                "-D",
                "data",
                "-p",
                String.valueOf(port()),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "fsync=off");
    }

    @Override
    boolean isReady() {
        try {
            execute("SELECT 1");
            return true;
        } catch (SQLException notYet) {
            return false;
        }
    }

    public void execute(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(), USER, PASSWORD);
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    /** Runs something while a transaction of another program has done a statement and goes on. */
    public void whileHeld(String statement, Runnable run) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(), USER, PASSWORD);
                Statement held = connection.createStatement()) {
            connection.setAutoCommit(false);
            held.execute(statement);
            run.run();
            connection.rollback();
        }
    }

    @Override
    String deadly() {
        return "QUIT";
    }

    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/postgres";
    }
}
