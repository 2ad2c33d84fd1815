package org.postern.ajp.server;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpExchange;
import org.postern.ajp.AjpLimits;
import org.postern.ajp.AjpRequest;
import org.postern.ajp.codec.AjpReplyWriter;

/**
 * The exchange of one request, between an event loop that receives and a service's thread that reads and writes.
 *
 * <p>Guarded by {@code lock}: the pieces of body that are here, and whether the peer is. All else belongs to the service's thread.
 */
final class ServerExchange implements AjpExchange {

    /** Output is gathered up to this many bytes before it is handed to the event loop. */
    private static final int GATHER = 65_536;

    /** Whoever waits looks up this often, so that a signal that was missed costs a moment and not the request. */
    private static final long RECHECK = TimeUnit.SECONDS.toNanos(1);

    private final Channel channel;
    private final AjpRequest request;
    private final AjpReplyWriter writer;
    private final AjpLimits limits;
    private final BooleanSupplier draining;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<byte[]> pieces = new ArrayDeque<>();
    private boolean asked;
    private boolean bodyEnded;
    private long received;
    private @Nullable String lost;
    private @Nullable String broken;

    private volatile boolean reusable = true;
    private @Nullable ByteBuf out;
    private boolean started;
    private boolean ended;

    ServerExchange(
            Channel channel, AjpRequest request, AjpReplyWriter writer, AjpLimits limits, BooleanSupplier draining) {
        this.channel = channel;
        this.request = request;
        this.writer = writer;
        this.limits = limits;
        this.draining = draining;
        this.bodyEnded = !request.hasBody();
        this.asked = request.contentLength() > 0;
    }

    @Override
    public AjpRequest request() {
        return request;
    }

    // --- the event loop's side

    /** A piece of body; an empty one is the end. */
    void received(byte[] piece) {
        lock.lock();
        try {
            asked = false;
            received += piece.length;
            if (piece.length > 0) {
                pieces.add(piece);
            }
            bodyEnded |= piece.length == 0 || received == request.contentLength() && lengthIsRight();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The peer is gone; whoever waits is told why. */
    void lost(String why) {
        lock.lock();
        try {
            lost = lost == null ? why : lost;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Something that a writer may be waiting for has changed. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The peer broke the protocol: nothing more can be read, but what is written goes out, and then the connection ends. */
    void broken(String what) {
        reusable = false;
        lock.lock();
        try {
            broken = what;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean reusable() {
        return reusable;
    }

    // --- reading

    @Override
    public byte @Nullable [] read() throws IOException {
        lock.lock();
        try {
            while (pieces.isEmpty() && !bodyEnded) {
                ask();
                await(RECHECK); // not for ever: the event loop's timer ends it
            }
            if (received > limits.body()) {
                throw new IOException("request body: more than " + limits.body() + " bytes, the setting ajp.body-max");
            }
            byte[] piece = pieces.poll();
            if (piece != null && pieces.isEmpty() && !bodyEnded && received > piece.length) {
                ask(); // whoever reads a second piece will want a third: spare the round trip
            }
            if (piece == null && received < request.contentLength() && lengthIsRight()) {
                throw new IOException(
                        "request body: ended after " + received + " of " + request.contentLength() + " bytes");
            }
            return piece;
        } finally {
            lock.unlock();
        }
    }

    /** A filter of httpd's, inflating the body, leaves Content-Length as the client sent it. */
    private boolean lengthIsRight() {
        return request.headers().first("Content-Encoding") == null;
    }

    private void ask() throws IOException {
        checkPeer();
        if (broken != null) {
            throw new IOException(broken);
        }
        if (!asked) {
            asked = true;
            ByteBuf ask = channel.alloc().buffer(7, 7);
            writer.askBody(ask);
            channel.writeAndFlush(new Reply(ask, true, false), channel.voidPromise());
        }
    }

    // --- writing

    @Override
    public void start(int status, @Nullable String reason, Iterable<Map.Entry<String, String>> headers) {
        if (started) {
            throw new IllegalStateException("the head was sent already");
        }
        writer.head(out(), status, reason, headers);
        started = true;
    }

    @Override
    public boolean started() {
        return started;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (!started || ended) {
            throw new IllegalStateException(ended ? "the answer has ended" : "no head yet");
        }
        int end = offset + length;
        for (int at = offset; at < end; ) {
            int size = Math.min(writer.chunkMax(), end - at);
            writer.chunk(out(), bytes, at, size);
            at += size;
            if (out().readableBytes() >= GATHER) {
                send(false);
            }
        }
    }

    @Override
    public void flush() throws IOException {
        if (started && !ended) {
            writer.flush(out());
            send(false);
        }
    }

    @Override
    public void end() throws IOException {
        if (!started || ended) {
            throw new IllegalStateException(ended ? "the answer has ended" : "no head yet");
        }
        if (draining.getAsBoolean()) {
            reusable = false;
        }
        writer.end(out(), reusable);
        ended = true;
        send(true);
    }

    @Override
    public void abort() {
        if (!ended) {
            ended = true;
            reusable = false;
            ByteBuf unsent = out;
            out = null;
            if (unsent != null) {
                unsent.release();
            }
            channel.close();
        }
    }

    @Override
    public boolean gone() {
        return !channel.isActive();
    }

    private ByteBuf out() {
        ByteBuf buffer = out;
        if (buffer == null) {
            buffer = channel.alloc().directBuffer(1024);
            out = buffer;
        }
        return buffer;
    }

    private void send(boolean last) throws IOException {
        ByteBuf bytes = out();
        out = null;
        try {
            awaitWritable();
        } catch (IOException | IllegalStateException e) {
            bytes.release();
            throw e;
        }
        channel.writeAndFlush(new Reply(bytes, false, last), channel.voidPromise());
    }

    private void awaitWritable() throws IOException {
        if (channel.isWritable() && channel.isActive()) {
            return;
        }
        lock.lock();
        try {
            checkPeer();
            long deadline = System.nanoTime() + limits.writeTimeout().toNanos();
            while (!channel.isWritable()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    lost = "response: nothing taken for "
                            + limits.writeTimeout().toSeconds() + " s";
                    channel.close();
                }
                await(Math.min(left, RECHECK));
            }
        } finally {
            lock.unlock();
        }
    }

    // --- waiting, under the lock

    private void await(long nanos) throws IOException {
        checkPeer();
        if (channel.eventLoop().inEventLoop()) {
            throw new IllegalStateException("an event loop must not wait");
        }
        try {
            changed.awaitNanos(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            lost = "interrupted while waiting for the web server";
            channel.close();
        }
        checkPeer();
    }

    private void checkPeer() throws IOException {
        if (lost == null && !channel.isActive()) {
            lost = "the web server closed the connection";
        }
        if (lost != null) {
            throw new IOException(lost);
        }
    }
}
