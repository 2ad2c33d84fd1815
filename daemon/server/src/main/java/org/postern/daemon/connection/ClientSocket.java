package org.postern.daemon.connection;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.postern.api.Apache;
import org.postern.api.Connection;
import org.postern.daemon.config.ConnectionPort;
import org.postern.daemon.fault.LogText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A client's connection, as its handler has it. */
final class ClientSocket implements Connection, AutoCloseable {

    private static final int PIECE = 65_536;
    private static final int LEFT_OVER_MOST = 1 << 20;
    private static final long LEFT_OVER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final ConnectionPort settings;
    private final SocketChannel channel;
    private final InetSocketAddress client;
    private final InetSocketAddress local;
    private final Incoming in = new Incoming();
    private final Readiness readable;
    private final Readiness writable;
    private volatile Logger log = LoggerFactory.getLogger(ClientSocket.class);
    private volatile @Nullable IOException refusal;
    private volatile boolean gone;

    ClientSocket(SocketChannel channel, ConnectionPort settings) throws IOException {
        this.settings = settings;
        this.channel = channel;
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        this.client = (InetSocketAddress) channel.getRemoteAddress();
        this.local = (InetSocketAddress) channel.getLocalAddress();
        this.readable = new Readiness(channel, SelectionKey.OP_READ);
        this.writable = new Readiness(channel, SelectionKey.OP_WRITE);
    }

    void logTo(Logger its) {
        log = its;
    }

    // --- reading

    @Override
    public byte[] read() throws IOException {
        return read(0);
    }

    @Override
    public byte[] read(int length) throws IOException {
        if (length < -1) {
            throw new IllegalArgumentException("read(" + length + ") (expected: a number of bytes, 0 or -1)");
        }
        synchronized (in) {
            if (length == -1) {
                return rest();
            }
            if (in.size() == 0) {
                more();
            }
            return in.take(length == 0 ? in.size() : Math.min(length, in.size()));
        }
    }

    private byte[] rest() throws IOException {
        while (in.size() <= settings.longest()) {
            if (!more()) {
                return in.take(in.size());
            }
        }
        throw refused(new IOException("more came than connection." + settings.name() + ".read-max allows, "
                + settings.longest() + " bytes, before the end"));
    }

    @Override
    public byte[] readline() throws IOException {
        synchronized (in) {
            int seen = 0;
            int end = in.line(0);
            while (end == 0 && in.size() <= settings.longest()) {
                seen = in.size();
                if (!more()) {
                    return in.take(in.size());
                }
                end = in.line(seen);
            }
            if (end == 0 || end > settings.longest()) {
                throw refused(new IOException("a line is longer than connection." + settings.name()
                        + ".read-max allows, " + settings.longest() + " bytes"));
            }
            return in.take(end);
        }
    }

    @Override
    public byte[] readline(int length) throws IOException {
        if (length < 1) {
            throw new IllegalArgumentException("readline(" + length + ") (expected: 1 or more)");
        }
        synchronized (in) {
            int seen = 0;
            int end = in.line(0);
            while (end == 0 && in.size() < length) {
                seen = in.size();
                if (!more()) {
                    return in.take(in.size());
                }
                end = in.line(seen);
            }
            return in.take(Math.min(length, end == 0 ? in.size() : end));
        }
    }

    /** Takes in what comes next; false at the end. */
    private boolean more() throws IOException {
        try {
            int count = channel.read(in.room());
            while (count == 0) {
                if (!readable.await(settings.timeout().toNanos())) {
                    throw refused(slow("sent"));
                }
                count = channel.read(in.room());
            }
            in.came(Math.max(0, count));
            return count > 0;
        } catch (IOException e) {
            throw lost(e);
        }
    }

    // --- writing

    @Override
    public void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        synchronized (writable) {
            try {
                int sent = 0;
                while (sent < bytes.length) {
                    int count = channel.write(ByteBuffer.wrap(bytes, sent, Math.min(PIECE, bytes.length - sent)));
                    if (count == 0 && !writable.await(settings.timeout().toNanos())) {
                        throw refused(slow("taken"));
                    }
                    sent += count;
                }
            } catch (IOException e) {
                throw lost(e);
            }
        }
    }

    // --- failures

    private SocketTimeoutException slow(String done) {
        return new SocketTimeoutException("the client has " + done + " nothing for "
                + settings.timeout().toMillis() / 1000.0 + " s (connection." + settings.name() + ".timeout)");
    }

    /** Remembers that it is the client who is out of bounds. */
    private <T extends IOException> T refused(T why) {
        refusal = why;
        return why;
    }

    /** Whether it has thrown this for the client's being out of bounds. */
    boolean hasRefused(Throwable why) {
        return why == refusal;
    }

    private IOException lost(IOException why) {
        if (hasRefused(why)) {
            return why;
        }
        gone = true;
        return why instanceof ClosedChannelException ? new IOException("the connection is closed", why) : why;
    }

    // --- the end

    /**
     * Tells the client that nothing more comes, and reads what it has sent besides: to close on unread bytes would reset the connection,
     * and the client could lose what was written.
     */
    void end() {
        try {
            channel.shutdownOutput();
            ByteBuffer rest = ByteBuffer.allocate(PIECE);
            long deadline = System.nanoTime() + LEFT_OVER_NANOS;
            for (int left = LEFT_OVER_MOST; left > 0; ) {
                int count = channel.read(rest.clear());
                long nanos = deadline - System.nanoTime();
                if (count < 0 || nanos <= 0 || count == 0 && !readable.await(nanos)) {
                    return;
                }
                left -= count;
            }
        } catch (IOException e) {
            log.debug("client gone before the end of connection {}: {}", settings.name(), e.getMessage());
        }
    }

    @Override
    public void close() {
        gone = true;
        try (channel;
                readable;
                writable) {
            log.debug("connection {} closed", settings.name());
        } catch (IOException e) {
            log.debug("connection {}: {}", settings.name(), e.getMessage());
        }
    }

    // --- who it is

    @Override
    public String clientIp() {
        return client.getAddress().getHostAddress();
    }

    @Override
    public String remoteIp() {
        return clientIp();
    }

    @Override
    public InetSocketAddress clientAddr() {
        return InetSocketAddress.createUnresolved(clientIp(), client.getPort());
    }

    @Override
    public InetSocketAddress remoteAddr() {
        return clientAddr();
    }

    @Override
    public @Nullable String remoteHost() {
        return null;
    }

    @Override
    public String localIp() {
        return local.getAddress().getHostAddress();
    }

    @Override
    public InetSocketAddress localAddr() {
        return InetSocketAddress.createUnresolved(localIp(), local.getPort());
    }

    @Override
    public boolean aborted() {
        return gone;
    }

    @Override
    public void logError(String message) {
        logError(message, Apache.APLOG_ERR);
    }

    @Override
    public void logError(String message, int level) {
        log.atLevel(LogText.level(level)).log("[client {}] {}", clientIp(), LogText.of(message));
    }
}
