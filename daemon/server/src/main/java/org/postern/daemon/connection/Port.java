package org.postern.daemon.connection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.config.ConnectionPort;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.fault.Seldom;
import org.postern.daemon.interpreter.Interpreters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One port: gives each client that connects a thread, up to a number of them. */
final class Port implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Port.class);

    /** After a failure to accept, as where the process may open no more files. */
    private static final long PAUSE_MILLIS = 100;

    private static final long END_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ConnectionPort settings;
    private final ConnectionHandler handler;
    private final Seldom refusals;
    private final Seldom failures;
    private final Set<ConnectionRun> running = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable ServerSocketChannel listening;
    private volatile @Nullable Thread accepting;
    private long count;

    Port(ConnectionPort settings, Interpreters interpreters, Clock clock) {
        this.settings = settings;
        this.handler = new ConnectionHandler(settings, interpreters);
        this.refusals = new Seldom(clock);
        this.failures = new Seldom(clock);
    }

    String name() {
        return settings.name();
    }

    void bind() throws IOException {
        boolean four = settings.address().getAddress() instanceof Inet4Address;
        ServerSocketChannel channel = // else 0.0.0.0 would take IPv6 in, too
                ServerSocketChannel.open(four ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
        listening = channel;
        try {
            channel.bind(settings.address());
        } catch (IOException e) {
            throw new IOException(key("listen") + " = " + text(settings.address()) + ": " + e.getMessage(), e);
        }
    }

    private String key(String last) {
        return "connection." + settings.name() + "." + last;
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /** With the port that the system chose. */
    InetSocketAddress address() {
        try {
            return (InetSocketAddress) channel().getLocalAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ServerSocketChannel channel() {
        ServerSocketChannel channel = listening;
        if (channel == null) {
            throw new IllegalStateException("not bound: " + settings.name());
        }
        return channel;
    }

    /** A handler that cannot be loaded keeps nothing from starting: the next connection tries again, as it may be mended by then. */
    void load() {
        try {
            handler.load();
        } catch (Fault fault) {
            LOG.error("{} {}", fault.code().id(), handler.told(fault), fault.getCause());
        }
    }

    /** Lets clients in. */
    void start() {
        String where = text(address());
        if (!settings.address().getAddress().isLoopbackAddress()) {
            LOG.warn(
                    "{} {} = {}: other machines may reach it, and no httpd stands before its handler",
                    Code.OPEN_CONNECTION.id(),
                    key("listen"),
                    where);
        }
        Thread thread = thread("postern-port-" + settings.name(), this::accept);
        accepting = thread;
        thread.start();
        LOG.info("connection {}: listening on {}", settings.name(), where);
    }

    private static Thread thread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private void accept() {
        ServerSocketChannel channel = channel();
        try {
            while (stopping.getCount() > 0 && channel.isOpen()) {
                acceptOne(channel);
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    private void acceptOne(ServerSocketChannel channel) throws InterruptedException {
        try {
            take(channel.accept());
        } catch (ClosedChannelException stopped) {
            LOG.debug("connection {}: no longer listening", settings.name());
        } catch (IOException e) {
            failures.happened(times -> LOG.error(
                    "{} connection {}: {}{}", Code.CANNOT_ACCEPT.id(), settings.name(), e.getMessage(), times));
            stopping.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RuntimeException | Error e) { // an end of this thread would leave the port deaf
            stopping.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void take(SocketChannel client) throws IOException {
        if (running.size() >= settings.most()) {
            String from = String.valueOf(client.getRemoteAddress());
            client.close();
            refusals.happened(times -> LOG.warn(
                    "{} {} = {}: a connection from {} was closed{}",
                    Code.CONNECTIONS_MAX.id(),
                    key("max"),
                    settings.most(),
                    from,
                    times));
            return;
        }
        ConnectionRun run;
        try {
            run = new ConnectionRun(client, settings, handler, running::remove);
        } catch (IOException e) {
            client.close(); // gone already
            throw e;
        }
        Thread thread = thread("postern-connection-" + settings.name() + "-" + ++count, run);
        running.add(run);
        try {
            run.start(thread);
        } catch (OutOfMemoryError noThread) {
            running.remove(run);
            client.close();
            throw new IOException("no thread for a connection: " + noThread.getMessage(), noThread);
        }
        if (stopping.getCount() == 0) {
            run.stop(); // too late for close() to see it
        }
    }

    /** Gives the port free, for another process or a later {@link #bind}. */
    void release() {
        closeListening();
        Thread thread = accepting;
        try {
            if (thread != null) {
                thread.join(TimeUnit.NANOSECONDS.toMillis(END_NANOS)); // until then the system may hold the port
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isReleased() {
        return !channel().isOpen();
    }

    void stopListening() {
        stopping.countDown();
        closeListening();
    }

    private void closeListening() {
        ServerSocketChannel channel = listening;
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            LOG.warn("connection {}: {}", settings.name(), e.toString());
        }
    }

    /** Waits for connections that end by themselves. */
    void await(long deadline) {
        for (ConnectionRun run : running) {
            run.await(deadline);
        }
    }

    /** Closes what is left; handlers that look at their connection see that, and others are told by an interrupt. */
    @Override
    public void close() {
        running.forEach(ConnectionRun::stop);
        await(System.nanoTime() + END_NANOS);
    }
}
