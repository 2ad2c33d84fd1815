package org.postern.ajp;

import java.io.IOException;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * One request and its answer.
 *
 * <p>Belongs to one thread at a time. Reading and writing block until the peer moves or a time-out of {@link AjpLimits} ends it; on an
 * event loop they fail rather than block. An {@link IOException} means that the peer is gone or takes nothing: nothing more can be
 * said to it, and the exchange is over. The exception is an {@link AjpBodyException}: nothing more can be read, but an answer can be
 * given.
 */
public interface AjpExchange {

    /**
     * The attribute of a request that says in bytes, 8192 to 65536, how large packets with body its peer takes. Whoever sets httpd's
     * {@code ProxyIOBufferSize} can set it beside; what is no such number means nothing.
     */
    String PACKET = "POSTERN_PACKET";

    /** What the peer asks for. */
    AjpRequest request();

    /**
     * Has the event loop's own thread run what serves the request, as soon as the I/O at hand is done: the fast way for what takes a few
     * microseconds. What takes longer is right too, for the loop goes on with another thread after a millisecond or two. What it throws
     * is treated as what {@link AjpService#service} throws.
     *
     * <p>To be called from {@link AjpService#service}, at most once.
     */
    void runOnLoop(Runnable service);

    /**
     * The next piece of the request's body, never empty; null at its end.
     *
     * @throws AjpBodyException if the body ends before the promised length, is longer than the limit, or does not come in time
     */
    byte @Nullable [] read() throws IOException;

    /**
     * The head of the answer; once, before any body. Sent with what follows, or by {@link #flush}.
     *
     * @param status 200 to 599
     * @param reason the reason phrase; null for the usual one
     * @param headers sent in order, repeated names kept; hop-by-hop headers are left out, for httpd owns the client's connection
     * @throws AjpHeadException if it cannot be sent as it is; then nothing was sent, and another head may be tried
     */
    void start(int status, @Nullable String reason, Iterable<Map.Entry<String, String>> headers);

    /** Whether {@link #start} succeeded. */
    boolean started();

    /**
     * A piece of the answer's body, which the caller may change afterwards. Blocks while the peer reads slower than this writes.
     *
     * <p>Does nothing where an answer has no body: to HEAD, and with 204, 205 and 304. httpd would drop most of them anyway.
     */
    void write(byte[] bytes, int offset, int length) throws IOException;

    /** Sends what is waiting and has httpd pass it on to the client now. */
    void flush() throws IOException;

    /** The end of the answer. What came before is sent with it; the connection takes its next request. */
    void end() throws IOException;

    /**
     * Breaks off. After {@link #start} the client sees a truncated answer as truncated, since httpd is never told that it is
     * complete. Does nothing after {@link #end}.
     */
    void abort();

    /** Whether the peer has gone away, so that no answer can arrive. */
    boolean gone();
}
