package org.postern.daemon.kit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A private httpd from Debian's packages, on a port of its own. */
public final class Httpd {

    private static final String BINARY = "/usr/sbin/apache2";
    private static final List<String> MODULES = List.of(
            "mpm_event",
            "authz_core",
            "authz_host",
            "alias",
            "autoindex",
            "authn_core",
            "cgid",
            "deflate",
            "dir",
            "env",
            "filter",
            "headers",
            "include",
            "macro",
            "mime",
            "negotiation",
            "proxy",
            "proxy_ajp",
            "proxy_http",
            "rewrite",
            "setenvif");

    private final Path folder;
    private final int port;
    private final Process process;

    /**
     * Starts it and waits until it listens.
     *
     * @param folder for its configuration and logs
     * @param configuration what comes after modules, port and logs
     */
    public Httpd(Path folder, String configuration) throws IOException, InterruptedException {
        this.folder = folder;
        this.port = Ports.free();
        Path file = folder.resolve("httpd.conf");
        Files.writeString(file, frame(folder, port, Set.of()) + configuration);
        this.process = new ProcessBuilder(BINARY, "-f", file.toString(), "-DFOREGROUND")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("httpd.out").toFile())
                .start();
        awaitListening();
    }

    /** Checks a configuration as {@code apache2ctl -t} does; the answer is what httpd says, "Syntax OK" at its end if all is well. */
    public static String check(Path folder, String configuration) throws IOException, InterruptedException {
        return check(folder, configuration, Set.of());
    }

    /** The same by an httpd that lacks some of its modules. */
    public static String check(Path folder, String configuration, Set<String> without)
            throws IOException, InterruptedException {
        Path file = folder.resolve("check.conf");
        Files.writeString(file, frame(folder, 1, without) + configuration);
        Process check = new ProcessBuilder(BINARY, "-t", "-f", file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        check.waitFor();
        return said.strip();
    }

    private static String frame(Path folder, int port, Set<String> without) {
        String modules = MODULES.stream()
                .filter(name -> !without.contains(name))
                .map(name -> "LoadModule " + name + "_module /usr/lib/apache2/modules/mod_" + name + ".so")
                .collect(Collectors.joining("\n"));
        return """
                %1$s
                ServerRoot "%2$s"
                DefaultRuntimeDir "%2$s"
                PidFile "%2$s/httpd.pid"
                ErrorLog "%2$s/httpd.log"
                LogLevel warn
                %4$s
                Listen 127.0.0.1:%3$d
                ServerName localhost
                TypesConfig /etc/mime.types
                StartServers 1
                ServerLimit 2
                ThreadsPerChild 64
                MaxRequestWorkers 128
                """.formatted(modules, folder, port, isRoot() ? "User www-data\nGroup www-data" : "");
    }

    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private void awaitListening() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!listens()) {
            if (process.waitFor(20, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                throw new IOException("httpd did not start: " + Files.readString(folder.resolve("httpd.out")) + log());
            }
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    /** Its error log so far. */
    public String log() throws IOException {
        Path log = folder.resolve("httpd.log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    /** Stops it and waits for its end. */
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
