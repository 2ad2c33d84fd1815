package org.postern.ajp.server;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpExchange;
import org.postern.ajp.AjpLimits;
import org.postern.ajp.AjpRequest;
import org.postern.ajp.codec.AjpReplyWriter;
import org.postern.ajp.loop.LeaderLoop;

/**
 * The exchange of one request. The event loop tells it of the peer; all else belongs to the service's thread, which encodes into a
 * buffer of its own and hands whole buffers over.
 */
final class ServerExchange implements AjpExchange, Runnable {

    /** The event that a service has thrown which ran on the loop. */
    record ServiceFailed(ServerExchange exchange, Throwable thrown) {}

    /** Output of so many bytes is handed to the event loop; less waits for more. */
    private static final int GATHER = 57_344;

    private final Channel channel;
    private final AjpRequest request;
    private AjpReplyWriter writer;
    private final BooleanSupplier draining;
    private final Rendezvous rendezvous;
    private final @Nullable RequestBody body;

    private volatile boolean reusable = true;
    private @Nullable ByteBuf out;
    private boolean started;
    private boolean bodyless;
    private boolean ended;

    ServerExchange(
            Channel channel, AjpRequest request, AjpReplyWriter writer, AjpLimits limits, BooleanSupplier draining) {
        this.channel = channel;
        this.request = request;
        this.writer = writer;
        this.draining = draining;
        this.rendezvous = new Rendezvous(channel);
        this.body = request.hasBody() ? new RequestBody(request, limits.body(), rendezvous, this::ask) : null;
    }

    // --- the event loop's side

    /** A piece of body; an empty one is the end. Returns how many bytes have come so far. */
    long received(byte[] piece) {
        return body == null ? 0 : body.received(piece);
    }

    /** The peer is gone; whoever waits is told why. */
    void lost(String why) {
        rendezvous.lost(why);
    }

    /** The peer takes bytes again. */
    void writable() {
        rendezvous.signal();
    }

    /** Nothing more can be read, but what is written goes out, and then the connection ends. */
    void bodyFailed(int status, String what) {
        reusable = false;
        if (body != null) {
            body.failed(status, what);
        }
    }

    boolean reusable() {
        return reusable;
    }

    /** Takes the exchange back from a service that failed. Returns whether its request can still be answered. */
    boolean takeBack() {
        boolean unanswered = !started && !ended;
        if (unanswered) {
            close();
        } else {
            abort();
        }
        return unanswered;
    }

    // --- the service's side

    @Override
    public AjpRequest request() {
        return request;
    }

    @Override
    public void runOnLoop(Runnable service) {
        rendezvous.borrows(((LeaderLoop) channel.eventLoop()).add(() -> {
            try {
                service.run();
            } catch (RuntimeException | Error thrown) {
                channel.pipeline().fireUserEventTriggered(new ServiceFailed(this, thrown));
            }
        }));
    }

    @Override
    public byte @Nullable [] read() throws IOException {
        if (ended) {
            throw new IllegalStateException("the answer has ended");
        }
        return body == null ? null : body.read();
    }

    private void ask() {
        ByteBuf ask = channel.alloc().buffer(7, 7);
        writer.askBody(ask);
        rendezvous.send(new Reply(this, ask, true, false));
    }

    @Override
    public void start(int status, @Nullable String reason, Iterable<Map.Entry<String, String>> headers) {
        if (started || ended) {
            throw new IllegalStateException(ended ? "the answer has ended" : "the head was sent already");
        }
        writer.head(out(), status, reason, headers);
        started = true;
        bodyless = status == 204
                || status == 205
                || status == 304
                || request.method().equals("HEAD");
    }

    @Override
    public boolean started() {
        return started;
    }

    /** Writes nothing where HTTP allows no body (RFC 9110, sections 6.4.1 and 15.3.6), so that no service has to know where. */
    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        checkStarted();
        int end = bodyless ? offset : offset + length;
        if (length > writer.chunkMax()) {
            writer = writer.forPeerThatTakes(request.attributes().first(PACKET));
        }
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
        checkStarted();
        if (draining.getAsBoolean()) {
            reusable = false;
        }
        writer.end(out(), reusable);
        ended = true;
        send(true);
    }

    private void checkStarted() {
        if (!started || ended) {
            throw new IllegalStateException(ended ? "the answer has ended" : "no head yet");
        }
    }

    @Override
    public void abort() {
        if (!ended) {
            close();
            closeConnection();
        }
    }

    private void closeConnection() {
        if (channel.eventLoop().inEventLoop()) {
            run();
            return;
        }
        try {
            channel.eventLoop().execute(this);
        } catch (RejectedExecutionException ended) {
            channel.close(); // by the end of the loop, if not by this
        }
    }

    /**
     * Closes the connection, on its event loop. Netty would do it from any thread, but by a class that is loaded then, and an exchange is
     * also given up where there is no room for one.
     */
    @Override
    public void run() {
        channel.close();
    }

    /** Takes nothing any more, and forgets what was not sent. */
    private void close() {
        ended = true;
        reusable = false;
        ByteBuf unsent = out;
        out = null;
        if (unsent != null) {
            unsent.release();
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
            rendezvous.awaitWritable();
        } catch (IOException | IllegalStateException e) {
            bytes.release();
            throw e;
        }
        rendezvous.send(new Reply(this, bytes, false, last));
    }
}
