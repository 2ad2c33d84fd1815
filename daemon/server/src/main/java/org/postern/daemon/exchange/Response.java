package org.postern.daemon.exchange;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpExchange;
import org.postern.daemon.filter.FilterStage;
import org.postern.daemon.filter.OutgoingText;
import org.postern.daemon.filter.OutputFilters;
import org.postern.daemon.session.RequestSessions;

/**
 * The answer: held back until it is complete, too long for the buffer, or flushed. So short answers get the right Content-Length, and an
 * error that comes late can still be answered with its page.
 *
 * <p>When it has ended, or was broken off, what is written is lost: to a redirecting handler its target's answer is the end.
 */
final class Response {

    private static final byte[] NOTHING = {};

    private final AjpExchange exchange;
    private final boolean headOnly;
    private final int bufferSize;
    private final OutgoingText text = new OutgoingText();
    private final RequestSessions sessions;

    private ResponseHead head;
    private final FilterStage.Sink filtered = new FilterStage.Sink() {
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            buffer(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            sendSoFar();
        }
    };
    private OutputFilters filters = new OutputFilters(filtered);
    private byte[] buffer = NOTHING;
    private int buffered;
    private long written;
    private long promised = -1;
    private long sent;
    private boolean committed;
    private boolean ended;
    private boolean over;
    private final SendingHttpd httpd;
    private @Nullable Path handedOver;

    /**
     * @param headOnly whether the body is left out
     * @param guarded whether caches must not give the answer to others
     * @param httpd which files it sends itself
     * @param sessions what is saved before it ends
     */
    Response(
            AjpExchange exchange,
            boolean headOnly,
            boolean guarded,
            int bufferSize,
            SendingHttpd httpd,
            RequestSessions sessions) {
        this.exchange = exchange;
        this.sessions = sessions;
        this.headOnly = headOnly;
        this.head = new ResponseHead(guarded, httpd.mayBeNamed());
        this.bufferSize = bufferSize;
        this.httpd = httpd;
    }

    /** What goes before the body, as far as nothing is sent. */
    ResponseHead head() {
        return head;
    }

    /** The sessions of the request. */
    RequestSessions sessions() {
        return sessions;
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
        filters.check();
        takeBack();
        if (written > 0) {
            text.end(head.contentType());
            filters.end();
        }
        filters = new OutputFilters(filtered);
        head = head.next();
        return head;
    }

    /**
     * Leaves a whole file to httpd, if that sends it and the answer is nothing else so far.
     *
     * @return whether it did; else the file is to be written
     */
    boolean handOver(Path file, long size) {
        if (!httpd.takes(file) || committed || written > 0 || !isPlain()) {
            return false;
        }
        handedOver = file;
        written = size;
        return true;
    }

    /** Whether httpd, which begins the body anew, makes the same of it. */
    private boolean isPlain() {
        return !filters.areUsed() && head.isPlain();
    }

    /** Writes a file that was left to httpd, as the answer is not that file alone. */
    private void takeBack() throws IOException {
        Path file = handedOver;
        if (file != null) {
            handedOver = null;
            written = 0;
            OutputFilters since = filters; // there were none yet when it was handed over
            filters = new OutputFilters(filtered);
            try {
                SentFile.write(file, 0, Long.MAX_VALUE, this);
            } finally {
                filters = since;
            }
        }
    }

    void write(String text) throws IOException {
        takeBack();
        head.textWritten();
        byte[] bytes = this.text.bytes(text, head.contentType());
        pass(bytes, 0, bytes.length);
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        takeBack();
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
            buffer = Arrays.copyOf(buffer, Math.max(Math.max(32, 2 * buffer.length), buffered + length));
        }
        System.arraycopy(bytes, offset, buffer, buffered, length);
        buffered += length;
    }

    void flush() throws IOException {
        if (!over) {
            takeBack();
            filters.flush();
            sendSoFar();
        }
    }

    private void sendSoFar() throws IOException {
        commit();
        exchange.flush();
    }

    /** Sends what there is. */
    void end() throws IOException {
        if (over) {
            return;
        }
        if (!isPlain()) {
            takeBack();
        }
        text.end(head.contentType());
        filters.end();
        keep(sessions::finish);
        if (!committed) {
            if (handedOver != null) {
                head.handOver(handedOver);
            } else if (filters.areUsed()) {
                head.contentLength(
                        headOnly && written == 0 ? -1 : buffered); // what was not written, no filter has seen
            } else if (head.contentLength() < 0 || !headOnly || buffered > 0) {
                head.contentLength(buffered); // a handler's own, if wrong, would make the next answer part of this one
            }
            begin();
        }
        if (sent < promised) {
            throw wrongLength(sent);
        }
        exchange.end();
        ended = true;
        over = true;
    }

    /** Breaks off, so that the client sees that the answer is not complete. */
    void abort() {
        over = true;
        sessions.finishQuietly();
        exchange.abort();
    }

    /** Forgets what was written and set, as far as an error page does not keep it. */
    void reset() {
        filters.reset();
        forgetWritten();
        head.reset();
    }

    /** Forgets the body so far; false if some of it is out, or went through filters. */
    boolean forgetBody() {
        if (committed || filters.areUsed()) {
            return false;
        }
        forgetWritten();
        return true;
    }

    private void forgetWritten() {
        buffered = 0;
        written = 0;
        handedOver = null;
        text.reset();
    }

    private void commit() throws IOException {
        if (committed) {
            return;
        }
        if (filters.areUsed()) {
            head.contentLength(-1); // nobody knows yet what the filters will make of it
        }
        begin();
    }

    private void begin() throws IOException {
        keep(sessions::beforeHead);
        if (sessions.areUsed()) {
            head.guarded();
        }
        exchange.start(head.status(), head.reason(), head.onTheWire());
        committed = true;
        promised = headOnly || handedOver != null || !head.hasBody() ? -1 : head.contentLength();
        body(buffer, 0, buffered);
        buffered = 0;
    }

    private static void keep(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            throw new SessionFailure(e);
        }
    }

    private void body(byte[] bytes, int offset, int length) throws IOException {
        if (length > 0 && !headOnly && head.hasBody()) {
            if (promised >= 0 && sent + length > promised) {
                throw wrongLength(sent + length);
            }
            exchange.write(bytes, offset, length);
            sent += length;
        }
    }

    private IllegalStateException wrongLength(long bytes) {
        return new IllegalStateException(
                "a body of " + bytes + " bytes (expected: " + promised + ", the Content-Length that is sent)");
    }
}
