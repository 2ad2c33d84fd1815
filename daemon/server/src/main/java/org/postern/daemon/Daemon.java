package org.postern.daemon;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

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

    /** How long connections of httpd's may be silent once a successor listens. Where it sends CPING first, they are moved at once. */
    private static final Duration IDLE = Duration.ofSeconds(5);

    private final Secrets secrets;
    private final FileWatcher watcher;
    private final Housekeeping housekeeping;
    private final @Nullable CompileCache cache;
    private final Interpreters interpreters;
    private final Settings settings;
    private final Loopbacks loopbacks;
    private final Sessions sessions;
    private final Dispatcher dispatcher;
    private final LoggingMonitor monitor;
    private final AjpServer server;
    private final Connections connectionHandlers;
    private final Listening listening;
    private int unserved;

    /**
     * Starts; throws a {@link Fault} that says what is in the way. Where modules are to be loaded first, requests wait for {@link
     * #preload}.
     */
    public Daemon(Settings settings, Clock clock) {
        this(settings, clock, true);
    }

    /** One that listens nowhere yet: it loads by {@link #load} what it needs, and takes over by {@link #takeOver}. */
    public static Daemon successor(Settings settings, Clock clock) {
        return new Daemon(settings, clock, false);
    }

    private Daemon(Settings settings, Clock clock, boolean listens) {
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
        this.monitor = new LoggingMonitor(clock);
        this.server = new AjpServer(
                settings.limits(), secrets, dispatcher, monitor, settings.eventLoops(), settings.nativeTransport());
        this.connectionHandlers = new Connections(settings.connectionPorts(), interpreters, clock);
        Host.install(new ApacheHost(
                interpreters,
                new HttpdPasswordFiles(clock),
                new BcryptHashes(),
                new CountedAttempts(clock),
                new HttpdConfig(settings.configCommand(), clock),
                new JsonText()));
        this.listening = new Listening(settings, server);
        if (listens) {
            try {
                listen();
            } catch (Fault fault) {
                close();
                throw fault;
            }
        }
    }

    private void listen() {
        try {
            listening.begin();
            connectionHandlers.bind();
        } catch (IOException e) {
            throw new Fault(Code.CANNOT_LISTEN, String.valueOf(e.getMessage()), e);
        }
        LOG.info("listening on {} ({})", String.join(", ", listening()), server.transport());
        secrets.watch();
        if (secrets.get().isEmpty() && addresses().stream().anyMatch(InetSocketAddress.class::isInstance)) {
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
        load();
        connectionHandlers.start();
    }

    /** Loads those modules; what {@link #preload} does first. A successor has another one that serves meanwhile, and comes before it listens. */
    public void load() {
        new Preloads(interpreters, settings.importsRequired()).run(settings.imports());
        connectionHandlers.load();
        dispatcher.open();
    }

    /** Where sources may be written by anybody, a cache that only the secret's owner can write is no safer. */
    private static @Nullable CompileCache cache(Settings settings, List<byte[]> secrets) {
        Path folder = settings.compileCache();
        boolean sealed = settings.writers().isPresent() && !secrets.isEmpty();
        return folder == null ? null : CompileCache.open(folder, sealed ? secrets.get(0) : new byte[0]);
    }

    // --- from one daemon to its successor

    /** Whether it can be the predecessor or successor of another. */
    public boolean sharesSockets() {
        return server.sharesSockets();
    }

    /**
     * The successor's part: listens, with the sockets of its predecessor where both have an address. Both serve then, until the other one
     * leaves.
     *
     * @param giver as {@link #give} there; gets the place where sockets are waited for, and the addresses that are wanted
     */
    public void takeOver(long predecessor, BiFunction<String, List<String>, List<String>> giver) {
        if (!sharesSockets()) {
            throw new Fault(
                    Code.RESTART,
                    "sockets cannot be taken over with the transport " + server.transport()
                            + " (expected: ajp.native = on, or stop and start in place of restart)");
        }
        try {
            listening.take(predecessor, giver);
        } catch (IOException e) {
            throw new Fault(Code.RESTART, String.valueOf(e.getMessage()), e);
        }
        listen();
        connectionHandlers.start();
    }

    /** The predecessor has left, or is gone. */
    public void own() {
        server.own();
    }

    /**
     * The predecessor's part: gives a successor its sockets, and the ports of connection handlers free, which it has to itself.
     *
     * @return the addresses of the sockets
     */
    public List<String> give(List<String> wanted, String meeting, long successor) {
        connectionHandlers.release();
        try {
            return listening.give(wanted, meeting, successor);
        } catch (IOException e) {
            throw new Fault(Code.RESTART, String.valueOf(e.getMessage()), e);
        }
    }

    /** The successor has failed, and this daemon goes on. */
    public void resume() {
        try {
            connectionHandlers.resume();
        } catch (IOException e) {
            LOG.error("{} {}", Code.CANNOT_LISTEN.id(), e.getMessage());
        }
    }

    /** The successor serves: listens no longer. */
    public void leave() {
        listening.leave();
    }

    /** Waits, after {@link #leave}, for what there still is to end; not for ever. */
    public void awaitLeft() {
        long deadline = System.nanoTime() + settings.restartDrain().toNanos();
        server.awaitLeft(IDLE, settings.restartDrain());
        connectionHandlers.await(deadline);
    }

    // --- what there is

    /** Where it listens, with the ports that the system chose. */
    public List<SocketAddress> addresses() {
        return listening.addresses();
    }

    /** Where it listens, as the setting {@code ajp.listen} has it. */
    public List<String> listening() {
        return listening.listening();
    }

    /** Where clients of connection handlers are listened for, by the connections' names. */
    public Map<String, InetSocketAddress> connectionHandlers() {
        return connectionHandlers.addresses();
    }

    /** How many connections of httpd's are open. */
    public int connections() {
        return server.connections();
    }

    /** Asks the event loops whether they live; gives how often in a row one has not answered. For one thread, from time to time. */
    public int unanswered() {
        return server.unanswered();
    }

    /** Has loaded what tells of a lack of memory, as there may be no room for a class then. */
    public void rehearse() {
        monitor.rehearse();
    }

    /**
     * Gives how often in a row, of the times that this was asked, requests had failed for want of memory and none had been served. For one
     * thread, from time to time.
     */
    public int unserved() {
        boolean wasShort = monitor.wasShort();
        if (dispatcher.hasServed()) {
            unserved = 0;
        } else if (wasShort) {
            unserved++;
        }
        return unserved;
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
    }
}
