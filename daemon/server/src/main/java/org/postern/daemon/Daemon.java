package org.postern.daemon;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.postern.ajp.server.AjpServer;
import org.postern.api.spi.Host;
import org.postern.daemon.compiler.CompileCache;
import org.postern.daemon.compiler.Trust;
import org.postern.daemon.config.Plans;
import org.postern.daemon.config.Settings;
import org.postern.daemon.configtree.HttpdConfig;
import org.postern.daemon.connection.Connections;
import org.postern.daemon.exchange.ApacheHost;
import org.postern.daemon.exchange.Dispatcher;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.importer.Housekeeping;
import org.postern.daemon.importer.Importer;
import org.postern.daemon.interpreter.Interpreters;
import org.postern.daemon.interpreter.Preloads;
import org.postern.daemon.json.JsonText;
import org.postern.daemon.loopback.Loopbacks;
import org.postern.daemon.password.BcryptHashes;
import org.postern.daemon.password.CountedAttempts;
import org.postern.daemon.password.HttpdPasswordFiles;
import org.postern.daemon.session.Sessions;
import org.postern.daemon.watch.FileWatcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One daemon: listens from its construction to {@link #close}. */
public final class Daemon implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final Secrets secrets;
    private final FileWatcher watcher;
    private final Housekeeping housekeeping;
    private final @Nullable CompileCache cache;
    private final Interpreters interpreters;
    private final Settings settings;
    private final Loopbacks loopbacks;
    private final Sessions sessions;
    private final Dispatcher dispatcher;
    private final AjpServer server;
    private final Connections connectionHandlers;
    private final List<SocketAddress> addresses = new ArrayList<>();
    private final List<Path> sockets = new ArrayList<>();

    /**
     * Starts; throws a {@link Fault} that says what is in the way. Where modules are to be loaded first, requests wait for {@link
     * #preload}.
     */
    public Daemon(Settings settings, Clock clock) {
        this.settings = settings;
        try {
            this.watcher = new FileWatcher(settings.settle());
        } catch (IOException e) {
            throw new Fault(Code.WATCH, "folders cannot be watched: " + e.getMessage(), e);
        }
        this.secrets = new Secrets(settings.secretFile(), clock);
        this.cache = cache(settings, secrets.get());
        this.housekeeping = new Housekeeping(settings.drain());
        this.interpreters = new Interpreters(
                new Trust(settings.roots(), settings.writers()),
                watcher,
                housekeeping,
                settings.maxInterpreters(),
                cache);
        this.loopbacks = new Loopbacks(settings.loopbacks());
        this.sessions = new Sessions(settings.sessions(), clock);
        this.dispatcher =
                new Dispatcher(settings, new Plans(settings.debug()), interpreters, loopbacks, sessions, clock);
        if (!settings.imports().isEmpty()) {
            dispatcher.hold();
        }
        this.server = new AjpServer(
                settings.limits(),
                secrets,
                dispatcher,
                new LoggingMonitor(clock),
                settings.eventLoops(),
                settings.nativeTransport());
        this.connectionHandlers = new Connections(settings.connectionPorts(), interpreters, clock);
        Host.install(new ApacheHost(
                interpreters,
                new HttpdPasswordFiles(clock),
                new BcryptHashes(),
                new CountedAttempts(clock),
                new HttpdConfig(settings.configCommand(), clock),
                new JsonText()));
        try {
            for (SocketAddress address : settings.listen()) {
                addresses.add(server.bind(address));
                if (address instanceof UnixDomainSocketAddress unix) {
                    sockets.add(unix.getPath());
                    admit(unix.getPath(), settings);
                }
            }
            connectionHandlers.bind();
        } catch (IOException e) {
            close();
            throw new Fault(Code.CANNOT_LISTEN, String.valueOf(e.getMessage()), e);
        }
        LOG.info("listening on {} ({})", String.join(", ", listening()), server.transport());
        secrets.watch();
        if (secrets.get().isEmpty() && addresses.stream().anyMatch(InetSocketAddress.class::isInstance)) {
            LOG.warn("{} {}", Code.UNTRUSTED_USER.id(), Code.UNTRUSTED_USER.cause());
        }
    }

    /**
     * Loads the modules that the setting {@code import} names, and those of connection handlers, and lets requests and connections in.
     *
     * <p>It comes after the start, so that no module's code runs in a daemon that cannot listen, and one that hangs there can be
     * stopped as usual.
     */
    public void preload() {
        new Preloads(interpreters, settings.importsRequired()).run(settings.imports());
        connectionHandlers.start();
        dispatcher.open();
    }

    /** Where sources may be written by anybody, a cache that only the secret's owner can write is no safer. */
    private static @Nullable CompileCache cache(Settings settings, List<byte[]> secrets) {
        Path folder = settings.compileCache();
        boolean sealed = settings.writers().isPresent() && !secrets.isEmpty();
        return folder == null ? null : CompileCache.open(folder, sealed ? secrets.get(0) : new byte[0]);
    }

    /** Lets httpd connect to a unix socket. */
    private static void admit(Path socket, Settings settings) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(socket, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        String group = settings.socketGroup();
        if (group != null) {
            try {
                view.setGroup(
                        socket.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(group));
            } catch (IOException e) {
                throw new IOException(
                        "cannot give socket " + socket + " to group " + group + " (expected: ajp.socket-group names"
                                + " a group of which user " + System.getProperty("user.name") + " is a member): "
                                + e.getMessage(),
                        e);
            }
        }
        StringBuilder mode = new StringBuilder();
        for (int bit = 8; bit >= 0; bit--) {
            mode.append((settings.socketMode() >> bit & 1) == 0 ? '-' : "xwr".charAt(bit % 3));
        }
        Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(mode.toString());
        Files.setPosixFilePermissions(socket, permissions);
    }

    /** Where it listens, with the ports that the system chose. */
    public List<SocketAddress> addresses() {
        return List.copyOf(addresses);
    }

    /** Where it listens, as the setting {@code ajp.listen} has it. */
    public List<String> listening() {
        return addresses.stream()
                .map(address -> address instanceof InetSocketAddress inet
                        ? inet.getAddress().getHostAddress() + ":" + inet.getPort()
                        : "unix:" + address)
                .toList();
    }

    /** Where clients of connection handlers are listened for, by the connections' names. */
    public Map<String, InetSocketAddress> connectionHandlers() {
        return connectionHandlers.addresses();
    }

    /** How many connections of httpd's are open. */
    public int connections() {
        return server.connections();
    }

    /** How many requests there were, run and wait, in words. */
    public String requests() {
        return dispatcher.counts();
    }

    /** Where sessions lie, and which requests have one, in words. */
    public String sessions() {
        return sessions.report();
    }

    /** What each interpreter has loaded, by its label. */
    public Map<String, Importer> importers() {
        Map<String, Importer> importers = new TreeMap<>();
        interpreters.all().forEach(each -> importers.put(each.label(), each.importer()));
        return importers;
    }

    /** Its interpreters. */
    public Interpreters interpreters() {
        return interpreters;
    }

    /** Stops listening, lets requests in flight end, stops the rest. */
    @Override
    public void close() {
        connectionHandlers.close();
        server.close(DRAIN);
        secrets.close();
        dispatcher.close();
        loopbacks.close();
        sessions.close();
        watcher.close();
        interpreters.close();
        housekeeping.close();
        if (cache != null) {
            cache.close();
        }
        for (Path socket : sockets) {
            try {
                Files.deleteIfExists(socket);
            } catch (IOException e) {
                LOG.warn("socket {} stays behind: {}", socket, e.toString());
            }
        }
    }
}
