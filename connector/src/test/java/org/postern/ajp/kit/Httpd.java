package org.postern.ajp.kit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A private httpd from Debian's packages, on a port of its own. */
public final class Httpd implements AutoCloseable {

    private static final String BINARY = "/usr/sbin/apache2";

    /** One process, so that there is one pool of connections to the backend; by default mpm_event's. */
    private static final String PROCESSES = """
            StartServers 1
            <IfModule mpm_event_module>
                ServerLimit 1
                ThreadsPerChild 32
                MinSpareThreads 8
                MaxSpareThreads 32
                MaxRequestWorkers 32
            </IfModule>
            <IfModule mpm_prefork_module>
                MinSpareServers 1
                MaxSpareServers 1
                MaxRequestWorkers 1
            </IfModule>
            """;

    private final Path folder;
    private final int port;
    private final Process process;

    /**
     * Starts it and waits until it listens.
     *
     * @param folder for its configuration and logs
     * @param modules what it loads besides what every httpd needs; with mpm_prefork, instead of mpm_event
     * @param configuration what comes after modules, port and logs; {@code @FOLDER@} stands for the folder
     */
    public Httpd(Path folder, List<String> modules, String configuration) throws IOException, InterruptedException {
        this.folder = folder;
        this.port = freePort();
        Path file = folder.resolve("httpd.conf");
        Files.writeString(file, (frame(modules) + configuration).replace("@FOLDER@", folder.toString()));
        // A session of its own, as mpm_prefork ends all processes of its group, and that would be ours, too.
        this.process = new ProcessBuilder("setsid", BINARY, "-f", file.toString(), "-DFOREGROUND")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("httpd.out").toFile())
                .start();
        awaitListening();
    }

    private String frame(List<String> modules) {
        List<String> all = new ArrayList<>(modules);
        all.add("authz_core");
        if (!modules.contains("mpm_prefork")) {
            all.add("mpm_event");
        }
        String loads = all.stream()
                .map(name -> "LoadModule " + name + "_module /usr/lib/apache2/modules/mod_" + name + ".so\n")
                .collect(Collectors.joining());
        return """
                %1$s
                ServerRoot "@FOLDER@"
                DefaultRuntimeDir "@FOLDER@"
                DocumentRoot "@FOLDER@"
                PidFile "@FOLDER@/httpd.pid"
                ErrorLog "@FOLDER@/httpd.log"
                LogLevel warn
                %3$s
                Listen 127.0.0.1:%2$d
                ServerName localhost
                %4$s
                """.formatted(loads, port, isRoot() ? "User www-data\nGroup www-data" : "", PROCESSES);
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
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
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
