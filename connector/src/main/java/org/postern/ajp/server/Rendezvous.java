package org.postern.ajp.server;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * Where the thread of a service waits for its peer, and the event loop tells what the peer did. Its lock guards whatever both of them
 * touch. The event loop's timers bound every wait: they end it by {@link #lost}.
 */
final class Rendezvous {

    /** Whoever waits looks up this often, so that a signal that was missed costs a moment and not the request. */
    private static final long RECHECK = TimeUnit.SECONDS.toNanos(1);

    private final Channel channel;
    private final Runnable beforeWait;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable String lost;

    /** @param beforeWait has the event loop go on without this thread, where it is the loop's own */
    Rendezvous(Channel channel, Runnable beforeWait) {
        this.channel = channel;
        this.beforeWait = beforeWait;
    }

    void lock() {
        lock.lock();
    }

    void unlock() {
        lock.unlock();
    }

    /** Something that a thread may be waiting for has changed. */
    void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The peer is gone; whoever waits, or comes to wait, is told why. */
    void lost(String why) {
        lock.lock();
        try {
            lost = lost == null ? why : lost;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the peer has taken enough of what was written before. */
    void awaitWritable() throws IOException {
        if (channel.isWritable() && channel.isActive()) {
            return;
        }
        lock.lock();
        try {
            checkPeer();
            while (!channel.isWritable()) {
                await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a change; under the lock. */
    void await() throws IOException {
        if (channel.eventLoop().inEventLoop()) {
            throw new IllegalStateException("an event loop must not wait");
        }
        beforeWait.run();
        try {
            changed.awaitNanos(RECHECK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            lost("interrupted while waiting for the web server");
            channel.close();
        }
        checkPeer();
    }

    /** Fails if the peer is gone; under the lock. */
    void checkPeer() throws IOException {
        if (lost == null && !channel.isActive()) {
            lost = "the web server closed the connection";
        }
        if (lost != null) {
            throw new IOException(lost);
        }
    }
}
