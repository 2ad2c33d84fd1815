package org.postern.daemon.ops;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.Assumptions;
import org.postern.daemon.Main;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.Httpd;
import org.postern.daemon.kit.Sources;
import org.postern.daemon.kit.TestSite;

/** A site behind a real httpd, whose daemon is a process of its own, of the classes under test, that a test may leave short of something. */
final class DaemonProcess implements AutoCloseable {

    private static final String OPENS = "../../scripts/java.opens";
    private static final int STRANGER = 61_234;

    private final Path folder;
    private final Path root;
    private final List<String> settings = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private final List<String> limits = new ArrayList<>();
    private int user;
    private Httpd httpd;
    private Process process;

    DaemonProcess() throws IOException {
        folder = Files.createTempDirectory("postern-short-").toRealPath();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        root = Files.createDirectory(folder.resolve("site"));
        Files.createDirectories(folder.resolve("home/scripts"));
    }

    // --- before it starts

    DaemonProcess setting(String key, Object value) {
        settings.add(key + " = " + value);
        return this;
    }

    /** Options of the JVM. */
    DaemonProcess java(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    /** Runs the daemon as a user that nobody is, and who may have so many threads. Without root it cannot be, and the test is skipped. */
    DaemonProcess ofAUserWithThreads(int most) throws IOException {
        Assumptions.assumeTrue(isRoot(), "another user can be chosen by root only");
        user = STRANGER;
        Files.setAttribute(folder, "unix:uid", user);
        return limitedBy(
                "setpriv",
                "--reuid=" + user,
                "--regid=" + user,
                "--clear-groups",
                "prlimit",
                "--nproc=" + most + ":" + most);
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** A command, with its arguments, that runs another one with less than it would have. */
    DaemonProcess limitedBy(String... command) {
        limits.addAll(List.of(command));
        return this;
    }

    private Path launcher() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + copy(Path.of(OPENS), folder.resolve("home/java.opens")));
        command.add("-Dpostern.home=" + folder.resolve("home"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath(), Main.class.getName()));
        String quoted = command.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        Path script = folder.resolve("home/scripts/postern");
        Files.writeString(script, "#!/bin/sh\nexec " + quoted + " \"$@\"\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script;
    }

    /** Of jars, as an installation's: where classes are files each of them is opened. */
    private String classPath() throws IOException {
        List<String> jars = new ArrayList<>();
        for (String each : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(each);
            Path here = folder.resolve("home/" + jars.size() + ".jar");
            if (!Files.isDirectory(path)) {
                jars.add((user == 0 ? path : copy(path, here)).toString()); // root's may be where nobody else may look
            } else if (!path.endsWith("test-classes")) {
                jars.add(jar(path, folder.resolve("home/" + jars.size() + ".jar"))
                        .toString());
            }
        }
        return String.join(File.pathSeparator, jars);
    }

    private static Path copy(Path from, Path to) throws IOException {
        return Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Path jar(Path classes, Path file) throws IOException {
        try (ZipOutputStream jar = new ZipOutputStream(Files.newOutputStream(file));
                Stream<Path> all = Files.walk(classes)) {
            jar.setLevel(Deflater.NO_COMPRESSION);
            for (Path each : all.filter(Files::isRegularFile).toList()) {
                jar.putNextEntry(new ZipEntry(classes.relativize(each).toString()));
                Files.copy(each, jar);
            }
        }
        return file;
    }

    /** Starts the daemon and httpd, and waits until both serve. */
    DaemonProcess start() throws IOException, InterruptedException {
        startDaemon();
        Eventually.holds("it is ready", () -> out().contains("postern ready") || !process.isAlive());
        if (!process.isAlive()) {
            throw new AssertionError(out());
        }
        if (httpd == null) {
            httpd = new Httpd(folder, """
                    Define postern_socket %2$s/ajp.sock
                    Include %1$s
                    Use JavaSite localhost
                    DocumentRoot %3$s
                    <Directory %3$s>
                        AllowOverride All
                        Require all granted
                    </Directory>
                    """.formatted(TestSite.posternConf(), folder, root));
        }
        return this;
    }

    /** Starts the daemon only, without waiting for anything. */
    Process startDaemon() throws IOException {
        String group = user != 0 ? "\najp.socket-mode = 666" : isRoot() ? "\najp.socket-group = www-data" : "";
        Files.writeString(
                config(),
                "ajp.listen = unix:" + folder + "/ajp.sock" + group + "\nroots = " + folder
                        + "\nwriters = off\nsettle = 40ms\n" + String.join("\n", settings) + "\n");
        launcher();
        process = command(limits, "start");
        return process;
    }

    private Process command(List<String> before, String name) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(
                List.of(folder.resolve("home/scripts/postern").toString(), name, "--config", config().toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve(name + ".out").toFile()))
                .start();
    }

    // --- while it runs

    Path folder() {
        return folder;
    }

    Path config() {
        return folder.resolve("site.properties");
    }

    Process process() {
        return process;
    }

    /** What the daemon has said on its standard streams. */
    String out() throws IOException {
        return said("start");
    }

    private String said(String name) throws IOException {
        Path out = folder.resolve(name + ".out");
        return Files.exists(out) ? Files.readString(out) : "";
    }

    /** Lines of the log, where that is on the standard streams. */
    List<String> logged(String text) throws IOException {
        return out().lines().filter(line -> line.contains(text)).toList();
    }

    /** Runs another command to its end: its exit code, a blank and what it said. */
    String run(String name) throws IOException, InterruptedException {
        int code = command(List.of(), name).waitFor();
        return code + " " + said(name).strip();
    }

    /** A folder whose handler has this body; again: an edit. */
    void handler(String name, String body) throws IOException {
        Path page = Files.createDirectories(root.resolve(name));
        Files.writeString(
                page.resolve(".htaccess"),
                "SetHandler ${postern}\nUse JavaRoot " + page + "\nUse JavaHandler " + name + "\n");
        source(name, Sources.handler(name, body));
    }

    /** Writes the source of a folder's handler. */
    void source(String name, String source) throws IOException {
        Path fresh = Files.writeString(folder.resolve("fresh"), source);
        Files.move(
                fresh,
                root.resolve(name).resolve(name + ".java"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    int port() {
        return httpd.port();
    }

    Answer get(String target, String... headers) throws IOException {
        return send("GET", target, new byte[0], headers);
    }

    Answer send(String method, String target, byte[] body, String... headers) throws IOException {
        try (Http http = new Http(port())) {
            return http.send(method, target, body, headers);
        }
    }

    /** Waits until a page has this text. */
    void awaitBody(String target, String body) {
        Eventually.holds(target + " answers " + body, () -> get(target).body().equals(body));
    }

    @Override
    public void close() throws IOException {
        try {
            if (httpd != null) {
                httpd.close();
            }
            if (process != null) {
                for (ProcessHandle successor : process.descendants().toList()) {
                    successor.destroyForcibly();
                }
                process.destroy();
                if (!process.waitFor(20, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
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
