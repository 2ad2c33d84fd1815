package org.postern.ajp.server;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import org.postern.ajp.loop.Turn;

/**
 * Where the thread of a service waits for its peer, and the event loop tells what the peer did. Its monitor guards whatever both of them
 * touch. The event loop's timers bound every wait: they end it by {@link #lost}.
 */
final class Rendezvous {

    /** Whoever waits looks up this often, so that a signal that was missed costs a moment and not the request. */
    private static final long RECHECK = TimeUnit.SECONDS.toMillis(1);

    private final Channel channel;
    private @Nullable Turn turn;
    private boolean queued; // something went through the loop's queue, where all that follows has to stay behind it
    private @Nullable String lost;

    Rendezvous(Channel channel) {
        this.channel = channel;
    }

    /** The service runs on the event loop's own thread, as long as the loop can spare it. */
    void borrows(Turn turn) {
        this.turn = turn;
    }

    /** Has the event loop send something: at once, where this is still its thread; else it is woken. */
    void send(Reply reply) {
        Turn mine = turn;
        if (mine == null || queued || !mine.enter()) {
            queued = true;
            channel.writeAndFlush(reply, channel.voidPromise());
            return;
        }
        try {
            channel.writeAndFlush(reply, channel.voidPromise());
        } finally {
            mine.leave();
        }
    }

    /** Something that a thread may be waiting for has changed. */
    synchronized void signal() {
        notifyAll();
    }

    /** The peer is gone; whoever waits, or comes to wait, is told why. */
    synchronized void lost(String why) {
        lost = lost == null ? why : lost;
        notifyAll();
    }

    /** Waits until the peer has taken enough of what was written before. */
    void awaitWritable() throws IOException {
        if (!channel.isWritable() || !channel.isActive()) {
            awaitTaken();
        }
    }

    private synchronized void awaitTaken() throws IOException {
        checkPeer();
        while (!channel.isWritable()) {
            await();
        }
    }

    /** Waits for a change. */
    synchronized void await() throws IOException {
        if (channel.eventLoop().inEventLoop()) {
            throw new IllegalStateException("an event loop must not wait");
        }
        if (turn != null) {
            turn.stepAside();
        }
        try {
            wait(RECHECK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            lost("interrupted while waiting for the web server");
            channel.close();
        }
        checkPeer();
    }

    /** Fails if the peer is gone. */
    synchronized void checkPeer() throws IOException {
        if (lost == null && !channel.isActive()) {
            lost = "the web server closed the connection";
        }
        if (lost != null) {
            throw new IOException(lost);
        }
    }
}
