package org.postern.daemon.exchange;

import java.io.IOException;
import java.util.Arrays;

import org.postern.ajp.AjpExchange;

/**
 * The answer: held back until it is complete, too long for the buffer, or flushed. So short answers get the right Content-Length, and an
 * error that comes late can still be answered with its page.
 *
 * <p>When it has ended, or was broken off, what is written is lost: to a redirecting handler its target's answer is the end.
 */
final class Response {

    private final AjpExchange exchange;
    private final boolean headOnly;
    private final int bufferSize;
    private final OutgoingText text = new OutgoingText();

    private ResponseHead head;
    private OutputFilters filters = new OutputFilters(this::buffer);
    private byte[] buffer = new byte[512];
    private int buffered;
    private long written;
    private boolean committed;
    private boolean ended;
    private boolean over;

    /**
     * @param headOnly whether the body is left out
     * @param guarded whether caches must not give the answer to others
     */
    Response(AjpExchange exchange, boolean headOnly, boolean guarded, int bufferSize) {
        this.exchange = exchange;
        this.headOnly = headOnly;
        this.head = new ResponseHead(guarded);
        this.bufferSize = bufferSize;
    }

    /** What goes before the body, as far as nothing is sent. */
    ResponseHead head() {
        return head;
    }

    /** Bytes of body so far. */
    long written() {
        return written;
    }

    /** Whether the head is out, so that nothing can be taken back. */
    boolean committed() {
        return committed;
    }

    /** Whether all of it is out. */
    boolean ended() {
        return ended;
    }

    /** Whether nothing more can be said, be it all out or broken off. */
    boolean over() {
        return over;
    }

    /** Goes on with a head of its own and without filters, for the target of an internal redirect; what was written stays. */
    ResponseHead redirect() throws IOException {
        if (written > 0) {
            text.end(head.contentType());
            filters.end();
        }
        filters = new OutputFilters(this::buffer);
        head = head.next();
        return head;
    }

    void write(String text) throws IOException {
        head.textWritten();
        byte[] bytes = this.text.bytes(text, head.contentType());
        pass(bytes, 0, bytes.length);
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        text.end(head.contentType());
        pass(bytes, offset, length);
    }

    private void pass(byte[] bytes, int offset, int length) throws IOException {
        if (!over) {
            written += length;
            filters.write(bytes, offset, length);
        }
    }

    /** What the body passes on its way into the buffer. */
    OutputFilters filters() {
        return filters;
    }

    private void buffer(byte[] bytes, int offset, int length) throws IOException {
        if (!committed && buffered + length <= bufferSize) {
            append(bytes, offset, length);
            return;
        }
        commit();
        body(bytes, offset, length);
    }

    private void append(byte[] bytes, int offset, int length) {
        if (buffered + length > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, buffered + length));
        }
        System.arraycopy(bytes, offset, buffer, buffered, length);
        buffered += length;
    }

    void flush() throws IOException {
        if (!over) {
            filters.flush();
            commit();
            exchange.flush();
        }
    }

    /** Sends what there is. */
    void end() throws IOException {
        if (over) {
            return;
        }
        text.end(head.contentType());
        filters.end();
        if (!committed) {
            if (head.contentLength() < 0 || filters.areUsed()) {
                head.contentLength(buffered);
            }
            commit();
        }
        exchange.end();
        ended = true;
        over = true;
    }

    /** Breaks off, so that the client sees that the answer is not complete. */
    void abort() {
        over = true;
        exchange.abort();
    }

    /** Forgets what was written and set, as far as an error page does not keep it. */
    void reset() {
        filters.reset();
        buffered = 0;
        written = 0;
        text.reset();
        head.reset();
    }

    private void commit() throws IOException {
        if (committed) {
            return;
        }
        if (filters.areUsed() && !filters.haveEnded()) {
            head.contentLength(-1); // nobody knows yet what the filters will make of it
        }
        exchange.start(head.status(), head.reason(), head.onTheWire());
        committed = true;
        body(buffer, 0, buffered);
        buffered = 0;
    }

    private void body(byte[] bytes, int offset, int length) throws IOException {
        if (length > 0 && !headOnly && head.hasBody()) {
            exchange.write(bytes, offset, length);
        }
    }
}
