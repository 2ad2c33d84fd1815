package org.postern.daemon.ops;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** An httpd of our own, on a port of our own, with all its files in one folder. */
final class PrivateHttpd implements AutoCloseable {

    private static final Path MODULES = Path.of("/usr/lib/apache2/modules");
    private static final List<String> NEEDED = List.of(
            "mpm_event",
            "authz_core",
            "authz_host",
            "alias",
            "auth_basic",
            "authn_core",
            "authn_file",
            "authz_user",
            "autoindex",
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
            "reqtimeout",
            "rewrite",
            "setenvif");
    private static final Pattern VIRTUAL_HOST =
            Pattern.compile("^\\s*<VirtualHost\\s+([^>]+)>", Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);
    private static final int SECONDS_TO_START = 20;

    private final Path state;
    private final InetSocketAddress address;
    private final Process process;
    private volatile boolean closing;

    /** What the server is to be. */
    record Site(
            Path folder,
            InetAddress bind,
            int port,
            Path socket,
            String secret,
            @Nullable Path include) {}

    PrivateHttpd(Path state, Site site) throws IOException, InterruptedException {
        this.state = state;
        this.address = new InetSocketAddress(site.bind(), site.port());
        checkFree(address);
        Path config = state.resolve("httpd.conf");
        writeForUs(config, config(state, site));
        this.process = new ProcessBuilder(binary(), "-f", config.toString(), "-DFOREGROUND")
                .redirectErrorStream(true)
                .redirectOutput(state.resolve("httpd.out").toFile())
                .start();
        awaitAnswer();
    }

    private static String binary() {
        return Stream.of("/usr/sbin/apache2", "/usr/sbin/httpd")
                .filter(path -> Files.isExecutable(Path.of(path)))
                .findFirst()
                .orElseThrow(() -> new Fault(
                        Code.CANNOT_START,
                        "there is no httpd on this machine (expected: `apt-get install apache2-bin`)"));
    }

    private static void checkFree(InetSocketAddress address) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(address);
        } catch (IOException e) {
            throw new Fault(
                    Code.CANNOT_START,
                    "port " + address.getPort() + " of " + address.getAddress().getHostAddress()
                            + " is taken or not ours to use (expected: another one, by --port N): " + e.getMessage(),
                    e);
        }
    }

    /** Writes a file that nobody else can read, as it has the secret in it. */
    static void writeForUs(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(
                file,
                java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
                        java.nio.file.attribute.PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
    }

    private static String config(Path state, Site site) throws IOException {
        String modules = NEEDED.stream()
                .filter(name -> Files.exists(MODULES.resolve("mod_" + name + ".so")))
                .map(name -> "LoadModule " + name + "_module " + MODULES.resolve("mod_" + name + ".so"))
                .collect(Collectors.joining("\n"));
        String host = site.bind().getHostAddress();
        return """
                %1$s
                ServerRoot "%2$s"
                PidFile "%2$s/httpd.pid"
                DefaultRuntimeDir "%2$s"
                ErrorLog "%2$s/httpd.log"
                LogLevel warn
                %8$s
                Listen %3$s:%4$d
                ServerName localhost
                TypesConfig /etc/mime.types
                DirectoryIndex index.html
                StartServers 1
                ThreadsPerChild 25
                TraceEnable Off

                Define postern_socket "%5$s"
                Define postern_secret "%6$s"
                Include "%7$s"

                DocumentRoot "%9$s"
                %12$s
                <Directory "/">
                    AllowOverride None
                    Require all denied
                </Directory>
                <Directory "%11$s">
                    Options Indexes FollowSymLinks Includes
                    AllowOverride All
                    Require all granted
                </Directory>
                <FilesMatch "^\\.ht">
                    Require all denied
                </FilesMatch>
                %10$s
                """.formatted(
                modules,
                state,
                host.contains(":") ? "[" + host + "]" : host,
                site.port(),
                site.socket(),
                site.secret(),
                Installation.file("httpd-conf/postern.conf"),
                isRoot() ? "User www-data\nGroup www-data" : "",
                site.folder(),
                site.include() == null ? "" : "Include \"" + site.include().toAbsolutePath() + "\"",
                literal(site.folder()),
                site(site));
    }

    /**
     * The site itself: the main server, or, where the included file has virtual hosts that answer on its port, the first one of them, as
     * httpd would else never use the main server any more, and those hosts would inherit this one's name.
     */
    private static String site(Site site) throws IOException {
        Set<String> shared =
                site.include() == null ? Set.of() : addresses(Files.readString(site.include()), site.port());
        if (shared.isEmpty()) {
            return "Use JavaSite localhost";
        }
        return """
                <VirtualHost %s>
                    ServerName localhost
                    RewriteEngine On
                    RewriteOptions Inherit
                    Use JavaSite localhost
                </VirtualHost>""".formatted(String.join(" ", shared));
    }

    /** The addresses of virtual hosts that take requests of this port. */
    private static Set<String> addresses(String configuration, int port) {
        Set<String> addresses = new LinkedHashSet<>();
        Matcher sections = VIRTUAL_HOST.matcher(configuration);
        while (sections.find()) {
            for (String address : sections.group(1).strip().split("\\s+")) {
                boolean anyPort = !address.matches(".*:\\d+") || address.endsWith("]");
                if (anyPort || address.endsWith(":" + port)) {
                    addresses.add(address);
                }
            }
        }
        return addresses;
    }

    /** A path where httpd takes patterns; any one character stands for a bracket, which would begin a set of them. */
    private static String literal(Path folder) {
        return folder.toString().replace('[', '?').replace(']', '?');
    }

    /** Has {@code what} told httpd's last words if it ends before {@link #close}. */
    void onDeath(Consumer<String> what) {
        process.onExit().thenRun(() -> {
            if (!closing) {
                what.accept("httpd ended by itself: " + lastWords());
            }
        });
    }

    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** Waits until httpd answers a request, by whatever status. */
    private void awaitAnswer() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_START);
        while (!answers()) {
            if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                throw new Fault(Code.CANNOT_START, "httpd did not start: " + lastWords());
            }
            if (System.nanoTime() > deadline) {
                close();
                throw new Fault(
                        Code.CANNOT_START, "httpd does not answer after " + SECONDS_TO_START + " s: " + lastWords());
            }
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            InetAddress to =
                    address.getAddress().isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address.getAddress();
            socket.connect(new InetSocketAddress(to, address.getPort()), 1000);
            socket.setSoTimeout(5000);
            socket.getOutputStream().write("OPTIONS * HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() == 'H';
        } catch (IOException notYet) {
            return false;
        }
    }

    private String lastWords() {
        StringBuilder words = new StringBuilder();
        for (String name : List.of("httpd.out", "httpd.log")) {
            Path file = state.resolve(name);
            try {
                List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
                lines.subList(Math.max(0, lines.size() - 3), lines.size())
                        .forEach(line -> words.append(line).append(' '));
            } catch (IOException unreadable) {
                words.append(unreadable).append(' ');
            }
        }
        return words.toString().strip();
    }

    @Override
    public void close() {
        closing = true;
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
