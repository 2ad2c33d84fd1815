package org.postern.daemon.ops;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.Daemon;
import org.postern.daemon.config.Settings;
import org.postern.daemon.config.SettingsReader;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "serve", description = "Serve a folder with a private httpd and a daemon, until Ctrl-C.")
class ServeCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DIR", arity = "0..1", description = "The folder, which becomes the DocumentRoot.")
    private @Nullable Path folder;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "Port for HTTP; default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address for HTTP; default: ${DEFAULT-VALUE}.")
    private InetAddress bind = InetAddress.getLoopbackAddress();

    @Option(
            names = "--state",
            paramLabel = "FOLDER",
            description = "Where configuration, logs and sockets go; default: a temporary folder, removed at the end.")
    private @Nullable Path state;

    @Option(names = "--include", paramLabel = "FILE", description = "More httpd configuration, at server level.")
    private @Nullable Path include;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "More daemon settings; they beat those that are generated.")
    private @Nullable Path config;

    @Option(names = "--debug", description = "JavaDebug On everywhere.")
    private boolean debug;

    @Option(names = "--help", usageHelp = true, description = "This text.")
    private boolean help;

    /** The folder to serve, a real path. */
    Path folder() throws IOException {
        if (folder == null || !Files.isDirectory(folder)) {
            throw new Fault(
                    Code.CANNOT_START,
                    (folder == null ? "no folder was named" : folder + " is no folder")
                            + " (expected: postern serve DIR)");
        }
        return folder.toRealPath();
    }

    /** What is printed behind the ready line. */
    void greet(Path served) throws IOException {
        try (Stream<Path> files = Files.walk(served, 3)) {
            if (files.noneMatch(file -> file.endsWith(".htaccess"))) {
                Commands.OUT.println("""
                        %s has no directives yet. Two lines in %s/.htaccess add the handler hello.java:
                            SetHandler ${postern}
                            Use JavaHandler hello""".formatted(served, served));
            }
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (port < 1 || port > 65_535) {
            throw new Fault(Code.CANNOT_START, "--port " + port + " (expected: 1 to 65535)");
        }
        Path served = folder();
        State files = State.of(state);
        String secret = secret();
        PrivateHttpd.writeForUs(files.folder().resolve("secret"), secret + "\n");
        Settings settings = settings(files, served);
        Path log = settings.logFile();
        if (log != null) {
            Logging.toFileAndTerminal(log);
        }
        StdStreams.takeOver();
        Daemon daemon = start(files, settings);
        PrivateHttpd httpd = start(files, daemon, served, secret);
        ControlSocket control = new ControlSocket(
                files.folder().resolve("control.sock"),
                Map.of("status", new StatusReport(daemon, Clock.systemUTC())::text));
        var ended = Exit.onSignal(() -> {
            control.close();
            httpd.close();
            daemon.close();
            files.remove();
        });
        String host = bind.isAnyLocalAddress() ? "127.0.0.1" : bind.getHostAddress();
        Commands.OUT.println(
                "postern ready: http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + "/");
        greet(served);
        Commands.OUT.println("Logs are in " + files.folder() + "; Ctrl-C ends it.");
        ended.await();
        return 0;
    }

    private Settings settings(State files, Path served) {
        SettingsReader reader = new SettingsReader()
                .put("ajp.listen", "unix:" + files.socket())
                .put("ajp.secret-file", files.folder().resolve("secret").toString())
                .put("roots", served.toString())
                .put("inline", "on")
                .put("writers", "off")
                .put("debug", debug ? "on" : "off")
                .put("log.error", files.folder().resolve("postern.log").toString());
        if (PrivateHttpd.isRoot()) {
            reader.put("ajp.socket-group", "www-data");
        }
        if (config != null) {
            reader.file(config);
        }
        return reader.read();
    }

    private static Daemon start(State files, Settings settings) {
        try {
            return new Daemon(settings, Clock.systemUTC());
        } catch (RuntimeException e) {
            files.remove();
            throw e;
        }
    }

    private PrivateHttpd start(State files, Daemon daemon, Path served, String secret)
            throws IOException, InterruptedException {
        try {
            Path more = include == null ? null : include.toRealPath();
            return new PrivateHttpd(
                    files.folder(), new PrivateHttpd.Site(served, bind, port, files.socket(), secret, more));
        } catch (IOException | RuntimeException e) {
            daemon.close();
            files.remove();
            throw e;
        }
    }

    private static String secret() {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /**
     * Where what is generated goes.
     *
     * @param folder a real path
     * @param socket in the folder, or elsewhere if the folder's path is too long for a socket
     * @param temporary whether it is ours to remove
     */
    record State(Path folder, Path socket, boolean temporary) {

        private static final int LONGEST_SOCKET_PATH = 100;

        static State of(@Nullable Path wanted) throws IOException {
            boolean temporary = wanted == null;
            Path folder = temporary ? Files.createTempDirectory("postern-") : Files.createDirectories(wanted);
            folder = folder.toRealPath();
            if (temporary) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
            }
            Path socket = folder.resolve("ajp.sock");
            if (socket.toString().length() > LONGEST_SOCKET_PATH) {
                throw new Fault(
                        Code.CANNOT_START,
                        "--state " + folder + ": too long a path for a socket (expected: at most "
                                + (LONGEST_SOCKET_PATH - "/ajp.sock".length()) + " characters)");
            }
            return new State(folder, socket, temporary);
        }

        void remove() {
            if (!temporary) {
                return;
            }
            try (Stream<Path> all = Files.walk(folder)) {
                List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
                for (Path file : deepestFirst) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("folder " + folder + " stays behind", e);
            }
        }
    }
}
