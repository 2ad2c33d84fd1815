package org.postern.daemon.ops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.postern.daemon.kit.Httpd;
import org.postern.daemon.kit.Sources;
import org.postern.daemon.kit.TestSite;

/** A site behind a real httpd, whose daemon is a process of its own that commands start and stop. Its handler notes each request that it runs. */
final class LaunchedSite implements AutoCloseable {

    private final Path folder;
    private final Path config;
    private final Path executions;
    private final Httpd httpd;
    private final List<Launched> starts = new ArrayList<>();

    /** @param settings more of the daemon's */
    LaunchedSite(String... settings) throws IOException, InterruptedException {
        folder = Files.createTempDirectory("postern-restarted-").toRealPath();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        executions = Files.createFile(folder.resolve("executions"));
        Files.writeString(folder.resolve("work.java"), Sources.handler("work", """
                String id = req.args();
                String body = new String(req.read());
                if (req.method().equals("POST") && !body.equals("x".repeat(10_000) + id)) {
                    return HTTP_BAD_REQUEST;
                }
                java.nio.file.Files.writeString(
                        java.nio.file.Path.of("%s"), id + "\\n", java.nio.file.StandardOpenOption.APPEND);
                req.contentType("text/plain");
                req.write(id + " " + ProcessHandle.current().pid());
                return OK;""".formatted(executions)));
        config = Files.writeString(
                folder.resolve("site.properties"),
                """
                ajp.listen = unix:%1$s/ajp.sock
                %2$s
                roots = %1$s
                writers = off
                compile-cache = %1$s/cache
                import = work@localhost
                interpreter.localhost.root = %1$s
                """.formatted(folder, isRoot() ? "ajp.socket-group = www-data" : "")
                        + String.join("\n", settings) + "\n");
        httpd = new Httpd(folder, """
                Define postern_socket %2$s/ajp.sock
                Include %1$s
                Use JavaSite localhost
                MaxKeepAliveRequests 0
                <Location "/">
                    Require all granted
                    SetHandler ${postern}
                    Use JavaRoot %2$s
                    Use JavaHandler work
                </Location>
                """.formatted(TestSite.posternConf(), folder));
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    int port() {
        return httpd.port();
    }

    Path folder() {
        return folder;
    }

    Path config() {
        return config;
    }

    /** What requests were run, with one that ran twice twice. */
    List<String> executions() throws IOException {
        return Files.readAllLines(executions);
    }

    /** Starts the daemon, and waits until it is ready. */
    void start() throws IOException {
        Launched start = new Launched("start", "--config", config.toString());
        starts.add(start);
        start.awaitLine("postern ready");
    }

    Launched run(String command, String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of(command, "--config", config.toString()));
        all.addAll(List.of(options));
        return new Launched(all.toArray(String[]::new));
    }

    /** The process that the pid-file names. */
    ProcessHandle daemon() throws IOException {
        Path file = config.resolveSibling(config.getFileName() + ".pid");
        return ProcessHandle.of(Long.parseLong(Files.readString(file).strip())).orElseThrow();
    }

    @Override
    public void close() throws IOException {
        try {
            httpd.close();
            run("stop").code();
            for (Launched start : starts) {
                start.code(); // all that have its standard output have ended
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
