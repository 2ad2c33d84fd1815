package org.postern.daemon.connection;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.postern.daemon.config.ConnectionPort;
import org.postern.daemon.interpreter.Interpreters;

/** All ports of connection handlers. */
public final class Connections implements AutoCloseable {

    private static final Duration GRACE = Duration.ofSeconds(2);

    private final List<Port> ports;

    public Connections(List<ConnectionPort> settings, Interpreters interpreters, Clock clock) {
        this.ports = settings.stream()
                .map(setting -> new Port(setting, interpreters, clock))
                .toList();
    }

    /** Takes the ports; whoever connects waits for {@link #start}. */
    public void bind() throws IOException {
        for (Port port : ports) {
            port.bind();
        }
    }

    /** Loads the handlers. */
    public void load() {
        ports.forEach(Port::load);
    }

    /** Lets clients in. */
    public void start() {
        ports.forEach(Port::start);
    }

    /** Gives the ports free for another process; clients that are there stay. */
    public void release() {
        ports.forEach(Port::release);
    }

    /** Takes the ports again that were given free, if any were, and lets clients in. */
    public void resume() throws IOException {
        for (Port port : ports) {
            if (port.isReleased()) {
                port.bind();
                port.start();
            }
        }
    }

    /** Waits for connections that end by themselves, until {@link System#nanoTime} is the deadline. */
    public void await(long deadline) {
        ports.forEach(port -> port.await(deadline));
    }

    /** Where clients are listened for, by the connections' names. */
    public Map<String, InetSocketAddress> addresses() {
        Map<String, InetSocketAddress> addresses = new TreeMap<>();
        ports.forEach(port -> addresses.put(port.name(), port.address()));
        return addresses;
    }

    /** Lets nobody in any more, gives those that are there a short time, and closes what is left. */
    @Override
    public void close() {
        ports.forEach(Port::stopListening);
        long deadline = System.nanoTime() + GRACE.toNanos();
        await(deadline);
        ports.forEach(Port::close);
    }
}
