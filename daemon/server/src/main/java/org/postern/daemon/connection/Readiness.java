package org.postern.daemon.connection;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/** Waits until a channel can be read, or written. One thread waits; any may close it, which wakes that one up. */
final class Readiness implements AutoCloseable {

    private final SocketChannel channel;
    private final int operation;
    private @Nullable Selector selector;
    private boolean closed;

    /** @param operation of {@link java.nio.channels.SelectionKey} */
    Readiness(SocketChannel channel, int operation) {
        this.channel = channel;
        this.operation = operation;
    }

    /** Returns whether it came about within {@code nanos}; 0 is for ever. */
    boolean await(long nanos) throws IOException {
        Selector waiting = selector();
        long deadline = System.nanoTime() + nanos;
        try {
            for (long left = nanos; nanos == 0 || left > 0; left = deadline - System.nanoTime()) {
                waiting.selectedKeys().clear();
                if (waiting.select(nanos == 0 ? 0 : 1 + TimeUnit.NANOSECONDS.toMillis(left)) > 0) {
                    return true;
                }
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("interrupted");
                }
            }
            return false;
        } catch (ClosedSelectorException e) {
            throw new ClosedChannelException();
        }
    }

    /** Many a connection never waits to write, and a selector is two open files more. */
    private synchronized Selector selector() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        if (selector == null) {
            selector = Selector.open();
            channel.register(selector, operation);
        }
        return selector;
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        if (selector != null) {
            selector.close();
        }
    }
}
