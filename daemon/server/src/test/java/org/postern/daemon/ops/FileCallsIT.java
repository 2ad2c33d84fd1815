package org.postern.daemon.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.Httpd;
import org.postern.daemon.kit.Ports;
import org.postern.daemon.kit.Sources;
import org.postern.daemon.kit.TestSite;

/** What a daemon asks of the file system, as the kernel sees it: a daemon under strace, with an httpd before it. */
@Tag("long")
class FileCallsIT {

    private static final int REQUESTS = 10_000;
    private static final Pattern CALL = Pattern.compile("\\w+\\((?:AT_FDCWD, )?\"([^\"]+)\"");

    private Path folder = Path.of("");

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createTempDirectory("postern-calls-").toRealPath();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterEach
    void removeFolder() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** A command whose calls with a file's name go to a log; the process is the command, not strace. */
    private Process traced(Path log, String... command) throws IOException {
        List<String> strace = List.of("strace", "-D", "-f", "--seccomp-bpf", "-e", "trace=%file", "-o", log.toString());
        return new ProcessBuilder(
                        Stream.concat(strace.stream(), Stream.of(command)).toList())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("daemon.out").toFile())
                .start();
    }

    private void canTrace() throws Exception {
        try {
            int code = traced(folder.resolve("try"), "true").waitFor();
            assumeTrue(code == 0, "strace may not trace here: " + Files.readString(folder.resolve("daemon.out")));
        } catch (IOException e) {
            assumeTrue(false, "there is no strace: " + e.getMessage());
        }
    }

    private static String configuration(Path root, int daemon) {
        return """
                Define postern_address 127.0.0.1:%2$d
                Include %3$s
                MaxKeepAliveRequests 0
                DocumentRoot %1$s
                Use JavaSite localhost
                <Directory %1$s>
                    Require all granted
                    SetHandler ${postern}
                    Use JavaHandler hello
                </Directory>
                """.formatted(root, daemon, TestSite.posternConf());
    }

    /**
     * The files that were asked for, from a line of the log on. The JVM reads its limits again and again, from /sys and /proc, and has
     * done so before.
     */
    private static List<String> askedFor(Path log, int from) throws IOException {
        return Files.readAllLines(log, StandardCharsets.ISO_8859_1).stream()
                .skip(from)
                .map(CALL::matcher)
                .filter(Matcher::find)
                .map(call -> call.group(1))
                .filter(path -> !path.startsWith("/sys/") && !path.startsWith("/proc/"))
                .toList();
    }

    private static int lines(Path log) throws IOException {
        return Files.readAllLines(log, StandardCharsets.ISO_8859_1).size();
    }

    private static void ask(int port, int requests) throws IOException {
        try (Http http = new Http(port)) {
            for (int i = 0; i < requests; i++) {
                Answer answer = http.get("/some/file.txt");
                assertEquals("one helped", answer.body());
            }
        }
    }

    @Test
    void P21_requests_askTheFileSystemForNothing_andAnEditIsSeenAllTheSame() throws Exception {
        canTrace();
        Path root = Files.createDirectory(folder.resolve("site"));
        Path source = Files.writeString(root.resolve("hello.java"), Sources.page("hello", "\"one \" + Helper.text()"));
        Files.writeString(
                root.resolve("Helper.java"),
                "public class Helper { public static String text() { return \"helped\"; } }");
        int port = Ports.free();
        Path config = Files.writeString(
                folder.resolve("site.properties"),
                "ajp.listen = 127.0.0.1:%d\nroots = %s\nwriters = off\n".formatted(port, root));
        Path log = folder.resolve("calls");
        String launcher =
                Path.of("../../scripts/postern").toAbsolutePath().normalize().toString();
        Process daemon = traced(log, launcher, "start", "--config", config.toString());
        Httpd httpd = null;
        try {
            Eventually.holds(
                    "the daemon is ready",
                    120,
                    () -> Files.readString(folder.resolve("daemon.out")).contains("postern ready")
                            || !daemon.isAlive());
            httpd = new Httpd(folder, configuration(root, port));
            ask(httpd.port(), 500);
            assertTrue(askedFor(log, 0).contains(source.toString()), "the log knows the first load");
            int before = lines(log);
            ask(httpd.port(), REQUESTS);
            List<String> asked = askedFor(log, before);
            assertTrue(asked.size() < REQUESTS / 50, () -> asked.size() + " calls: " + asked);
            Files.writeString(source, Sources.page("hello", "\"two\""));
            int httpdPort = httpd.port();
            Eventually.holds("the edit is live", () -> {
                try (Http http = new Http(httpdPort)) {
                    return http.get("/").body().equals("two");
                }
            });
            assertTrue(askedFor(log, before).contains(source.toString()), "the log knows the edit");
        } finally {
            if (httpd != null) {
                httpd.close();
            }
            daemon.destroy();
            assertTrue(daemon.waitFor(60, TimeUnit.SECONDS));
        }
    }
}
