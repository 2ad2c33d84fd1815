package org.postern.daemon.kit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.postern.daemon.Daemon;
import org.postern.daemon.config.SettingsReader;

/**
 * A site for the tests of one class: {@code @RegisterExtension static final TestSite SITE = new TestSite();}.
 *
 * <p>Its DocumentRoot is a folder that only it has, with {@code AllowOverride All}; its name is {@code localhost}. Changes are live
 * after 40 ms of quiet.
 */
public final class TestSite implements BeforeAllCallback, AfterAllCallback {

    private static final int NOBODY = 65_534;
    private static final String SECRET = "sesame, open";

    private final Map<String, String> settings = new LinkedHashMap<>();
    private final StringBuilder vhost = new StringBuilder();
    private final StringBuilder server = new StringBuilder();
    private String site = "Use JavaSite localhost";
    private Clock clock = Clock.systemUTC();

    private Path folder = Path.of("");
    private Path root = Path.of("");
    private LogCapture log;
    private Daemon daemon;
    private Httpd httpd;

    public TestSite() {
        settings.put("writers", "off");
        settings.put("settle", "40ms");
    }

    // --- before it starts

    /** Sets one of the daemon's settings. */
    public TestSite setting(String key, String value) {
        settings.put(key, value);
        return this;
    }

    /** Gives the daemon another clock. */
    public TestSite clock(Clock clock) {
        this.clock = clock;
        return this;
    }

    /** Leaves {@code Use JavaSite} to the virtual hosts of the test. */
    public TestSite withoutSite() {
        site = "";
        return this;
    }

    /** Adds httpd configuration within the site's server; {@code @ROOT@} stands for the DocumentRoot. */
    public TestSite vhost(String configuration) {
        vhost.append(configuration).append('\n');
        return this;
    }

    /** Adds httpd configuration behind the site's; {@code @ROOT@}, {@code @FOLDER@}. */
    public TestSite server(String configuration) {
        server.append(configuration).append('\n');
        return this;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        start();
    }

    /** Starts daemon and httpd. */
    public void start() throws IOException, InterruptedException {
        folder = Files.createTempDirectory("postern-test-").toRealPath();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        root = Files.createDirectory(folder.resolve("site"));
        log = new LogCapture();
        startDaemon();
        httpd = new Httpd(folder, configuration());
    }

    /** Starts the daemon, which {@link #stopDaemon} has stopped. */
    public void startDaemon() throws IOException {
        Path secret = folder.resolve("secret");
        Files.writeString(secret, SECRET + "\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        SettingsReader reader = new SettingsReader()
                .put("ajp.listen", "unix:" + folder.resolve("ajp.sock"))
                .put("ajp.secret-file", secret.toString())
                .put("roots", folder.toString());
        if (Httpd.isRoot()) {
            reader.put("ajp.socket-group", "www-data");
        }
        settings.forEach((key, value) -> reader.put(key, expand(value)));
        daemon = new Daemon(reader.read(), clock);
        daemon.preload();
    }

    public void stopDaemon() {
        daemon.close();
    }

    private String configuration() {
        return expand("""
                %s
                Define postern_secret "%s"
                Include %s
                DocumentRoot @ROOT@
                DirectoryIndex index.html
                %s
                <Directory @ROOT@>
                    Options All
                    AllowOverride All
                    Require all granted
                </Directory>
                %s
                %s
                """.formatted(whereTheDaemonListens(), SECRET, posternConf(), site, vhost, server));
    }

    private String whereTheDaemonListens() {
        return daemon.addresses().get(0) instanceof InetSocketAddress tcp
                ? "Define postern_address 127.0.0.1:" + tcp.getPort()
                : "Define postern_socket @FOLDER@/ajp.sock";
    }

    /** The macros, as they are shipped. */
    public static Path posternConf() {
        return Path.of("../../httpd-conf/postern.conf").toAbsolutePath().normalize();
    }

    private String expand(String text) {
        return text.replace("@ROOT@", root.toString()).replace("@FOLDER@", folder.toString());
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        close();
    }

    /** Stops httpd and daemon and removes every file. */
    public void close() throws IOException, InterruptedException {
        httpd.close();
        daemon.close();
        log.close();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    // --- while it runs

    /** The DocumentRoot. */
    public Path root() {
        return root;
    }

    /** The folder around it. */
    public Path folder() {
        return folder;
    }

    public Daemon daemon() {
        return daemon;
    }

    public LogCapture log() {
        return log;
    }

    public Httpd httpd() {
        return httpd;
    }

    public int port() {
        return httpd.port();
    }

    /** Writes a file below the DocumentRoot, with the folders on the way; in its place at once, as rename is atomic. */
    public Path file(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Path fresh = Files.createTempFile(folder, "fresh-", "");
        Files.writeString(fresh, text);
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
        giveAway(fresh); // before it is there: each change of an owner is a change that is told of
        giveFoldersAway(file);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE); // what replaces only deletes first
        return file;
    }

    /** As root, gives a file or folder to an account that is neither the daemon's nor httpd's. */
    private static void giveAway(Path file) throws IOException {
        if (Httpd.isRoot() && !Files.getAttribute(file, "unix:uid").equals(NOBODY)) {
            Files.setAttribute(file, "unix:uid", NOBODY);
        }
    }

    private void giveFoldersAway(Path file) throws IOException {
        for (Path at = file.getParent(); at.startsWith(root); at = at.getParent()) {
            giveAway(at);
        }
    }

    /** Writes the {@code .htaccess} of a folder, which then goes to the daemon as a whole. */
    public void handled(String path, String... directives) throws IOException {
        file(path + "/.htaccess", "SetHandler ${postern}\n" + String.join("\n", directives) + "\n");
    }

    /** A folder that answers with the text that an expression gives; the handler's class is named after the folder. */
    public void page(String path, String expression) throws IOException {
        String name = path.substring(path.lastIndexOf('/') + 1);
        handled(path, "Use JavaRoot @ROOT@/".replace("@ROOT@", root.toString()) + path, "Use JavaHandler " + name);
        file(path + "/" + name + ".java", Sources.page(name, expression));
    }

    /** A folder whose handler has this body; its class is named after the folder. */
    public void handler(String path, String body, String... directives) throws IOException {
        String name = path.substring(path.lastIndexOf('/') + 1);
        List<String> all = new ArrayList<>(List.of("Use JavaRoot " + root + "/" + path, "Use JavaHandler " + name));
        all.addAll(List.of(directives));
        handled(path, all.toArray(String[]::new));
        file(path + "/" + name + ".java", Sources.handler(name, body));
    }

    /** A folder whose handler is in a class with these members; it is named after the folder. Again: an edit of the class. */
    public void module(String path, String... members) throws IOException {
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (!Files.exists(root.resolve(path + "/.htaccess"))) {
            handled(path, "Use JavaRoot " + root + "/" + path, "Use JavaHandler " + name);
        }
        file(path + "/" + name + ".java", Sources.module(name, members));
    }

    public Answer get(String target, String... headers) throws IOException {
        try (Http http = new Http(port())) {
            return http.get(target, headers);
        }
    }

    public Answer send(String method, String target, byte[] body, String... headers) throws IOException {
        try (Http http = new Http(port())) {
            return http.send(method, target, body, headers);
        }
    }

    /** Waits until a page has this text. */
    public void awaitBody(String target, String body) {
        Eventually.holds(target + " answers " + body, () -> get(target).body().equals(body));
    }

    /** The lines of the daemon's log so far that hold a text. */
    public List<String> logged(String text) {
        return log.lines(text);
    }
}
