package org.postern.daemon.ops;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.Daemon;
import org.postern.daemon.config.Settings;
import org.postern.daemon.config.SettingsReader;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.stdio.StdStreams;
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
    private String bind = "127.0.0.1";

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

    /**
     * The folder to serve, a real path that httpd can read.
     *
     * @param state where more files may go
     */
    Path folder(Path state) throws IOException, InterruptedException {
        if (folder == null || folder.toString().isEmpty() || !Files.isDirectory(folder)) {
            throw new Fault(
                    Code.CANNOT_START,
                    (folder == null ? "no folder was named" : "\"" + folder + "\" is no folder")
                            + " (expected: postern serve DIR)");
        }
        Path real = folder.toRealPath();
        if (real.toString().chars().anyMatch(c -> c < ' ' || c == '"')) {
            throw new Fault(
                    Code.CANNOT_START,
                    "folder " + real + ": httpd's configuration cannot name it"
                            + " (expected: no quotes and no control characters)");
        }
        Optional<Path> closed = PrivateHttpd.isRoot() ? HttpdUser.closed(real) : Optional.empty();
        if (closed.isPresent()) {
            throw new Fault(
                    Code.CANNOT_START,
                    "httpd runs as " + HttpdUser.NAME + ", which cannot enter " + closed.get()
                            + " (expected: chmod o+rx " + closed.get() + ", or a folder elsewhere)");
        }
        return real;
    }

    /** What is printed behind the ready line. */
    void greet(Path served) throws IOException {
        if (!hasDirectives(served)) {
            Commands.OUT.println("""
                    %s has no directives yet. Two lines in %s/.htaccess add the handler hello.java:
                        SetHandler ${postern}
                        Use JavaHandler hello""".formatted(served, served));
        }
    }

    /** Whether there is a .htaccess file in the folder or not far below; what cannot be looked into has none. */
    private static boolean hasDirectives(Path served) throws IOException {
        boolean[] found = new boolean[1];
        Files.walkFileTree(served, Set.of(), 3, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes facts) {
                found[0] |= file.endsWith(".htaccess");
                return found[0] ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException why) {
                return FileVisitResult.CONTINUE;
            }
        });
        return found[0];
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (port < 1 || port > 65_535) {
            throw new Fault(Code.CANNOT_START, "--port " + port + " (expected: 1 to 65535)");
        }
        if (include != null && !Files.isRegularFile(include)) {
            throw new Fault(Code.CANNOT_START, "--include " + include + ": there is no such file");
        }
        Exit exit = new Exit();
        try {
            start(exit);
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            exit.abandon();
            throw e;
        }
        throw exit.awaitFailure();
    }

    private void start(Exit exit) throws IOException, InterruptedException {
        State files = State.of(state);
        exit.add(files::remove);
        Path served = folder(files.folder());
        String secret = secret();
        PrivateHttpd.writeForUs(files.folder().resolve("secret"), secret + "\n");
        Settings settings = settings(files, served);
        Path log = settings.logFile();
        if (log != null) {
            Logging.toFileAndTerminal(log);
        }
        StdStreams.takeOver();
        Daemon daemon = new Daemon(settings, Clock.systemUTC());
        exit.add(daemon::close);
        LastResort.begin(daemon, exit);
        daemon.preload();
        PrivateHttpd httpd = new PrivateHttpd(
                files.folder(), new PrivateHttpd.Site(served, address(), port, files.socket(), secret, include));
        exit.add(httpd::close);
        httpd.onDeath(exit::fail);
        ControlSocket control = new ControlSocket(files.folder().resolve("control.sock"), new ControlCommands(daemon));
        exit.add(control::close);
        String host = address().isAnyLocalAddress() ? "127.0.0.1" : bind;
        Commands.OUT.println(
                "postern ready: http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + "/");
        greet(served);
        Commands.OUT.println("Logs are in " + files.folder() + "; Ctrl-C ends it.");
    }

    private InetAddress address() {
        try {
            return InetAddress.getByName(bind);
        } catch (UnknownHostException e) {
            throw new Fault(Code.CANNOT_START, "--bind " + bind + " (expected: an address of this machine)", e);
        }
    }

    private Settings settings(State files, Path served) {
        SettingsReader reader = new SettingsReader()
                .put("ajp.listen", "unix:" + files.socket())
                .put("ajp.secret-file", files.folder().resolve("secret").toString())
                .put("roots", served.toString())
                .put("inline", "on")
                .put("writers", "off")
                .put("debug", debug ? "on" : "off")
                .put("sessions.folder", files.folder().resolve("sessions").toString())
                .put("log.error", files.folder().resolve("postern.log").toString());
        if (PrivateHttpd.isRoot()) {
            reader.put("ajp.socket-group", "www-data");
        }
        if (!files.temporary()) {
            reader.put("compile-cache", files.folder().resolve("compiled").toString());
        }
        if (config != null) {
            reader.file(config);
        }
        return reader.read();
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
