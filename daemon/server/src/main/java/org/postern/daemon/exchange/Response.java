package org.postern.daemon.exchange;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpExchange;
import org.postern.api.Table;

/**
 * The answer: held back until it is complete, too long for the buffer, or flushed. So short answers get the right Content-Length, and an
 * error that comes late can still be answered with its page.
 */
final class Response {

    private static final String DEFAULT_TYPE = "text/html; charset=UTF-8";

    private final AjpExchange exchange;
    private final boolean headOnly;
    private boolean guarded;
    private final int bufferSize;
    private final OutputFilters filters = new OutputFilters(this::buffer);
    private final OutgoingText text = new OutgoingText();
    private final Table headersOut = new Table();
    private final Table errHeadersOut = new Table();

    private int status = 200;
    private @Nullable String contentType;
    private boolean typeByHttpd;
    private boolean textWritten;
    private @Nullable String reason;
    private @Nullable Instant noCache;
    private long contentLength = -1;
    private byte[] buffer = new byte[512];
    private int buffered;
    private long written;
    private boolean committed;
    private boolean ended;

    /**
     * @param headOnly whether the body is left out
     * @param guarded whether caches must not give the answer to others
     */
    Response(AjpExchange exchange, boolean headOnly, boolean guarded, int bufferSize) {
        this.exchange = exchange;
        this.headOnly = headOnly;
        this.guarded = guarded;
        this.bufferSize = bufferSize;
    }

    Table headersOut() {
        return headersOut;
    }

    Table errHeadersOut() {
        return errHeadersOut;
    }

    int status() {
        return status;
    }

    void status(int code) {
        if (code < 200 || code > 599) {
            throw new IllegalArgumentException("status: " + code + " (expected: 200 to 599)");
        }
        status = code;
        reason = null;
    }

    /** The status and its text, or null where it is the usual one. */
    @Nullable
    String statusLine() {
        return reason == null ? null : status + " " + reason;
    }

    void statusLine(String line) {
        if (!line.matches("[0-9]{3} [^\\p{Cntrl}]*")) {
            throw new IllegalArgumentException("status line \"" + line + "\" (expected: as in 404 Not Found)");
        }
        status(Integer.parseInt(line.substring(0, 3)));
        reason = line.substring(4);
    }

    @Nullable
    String contentType() {
        return contentType;
    }

    void contentType(String type) {
        contentType = type;
        typeByHttpd = false;
    }

    /** Sends no type, so that httpd's own for the file counts; what is known of it is for handlers and filters. */
    void typeByHttpd(@Nullable String type) {
        contentType = type;
        typeByHttpd = true;
    }

    /** The length that was promised; negative if none was. */
    long contentLength() {
        return contentLength;
    }

    void contentLength(long length) {
        contentLength = length;
    }

    boolean noCache() {
        return noCache != null;
    }

    /** Clients have to ask again each time; {@code now} is when the answer is old, null lifts it. */
    void noCache(@Nullable Instant now) {
        noCache = now;
    }

    /** A guard has a say in this request: caches must not give the answer to others. */
    void guarded() {
        guarded = true;
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

    void write(String text) throws IOException {
        textWritten = true;
        byte[] bytes = this.text.bytes(text, contentType);
        pass(bytes, 0, bytes.length);
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        text.end(contentType);
        pass(bytes, offset, length);
    }

    private void pass(byte[] bytes, int offset, int length) throws IOException {
        written += length;
        filters.write(bytes, offset, length);
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
        filters.flush();
        commit();
        exchange.flush();
    }

    /** Sends what there is; afterwards nothing can be written. */
    void end() throws IOException {
        text.end(contentType);
        filters.end();
        if (!committed) {
            if (contentLength < 0 || filters.areUsed()) {
                contentLength = buffered;
            }
            commit();
        }
        exchange.end();
        ended = true;
    }

    /** Forgets what was written and set, as far as an error page does not keep it. */
    void reset() {
        filters.reset();
        buffered = 0;
        written = 0;
        contentLength = -1;
        contentType = null;
        typeByHttpd = false;
        textWritten = false;
        text.reset();
        headersOut.clear();
    }

    private void commit() throws IOException {
        if (committed) {
            return;
        }
        if (filters.areUsed() && !filters.haveEnded()) {
            contentLength = -1; // nobody knows yet what the filters will make of it
        }
        exchange.start(status, reason, head());
        committed = true;
        body(buffer, 0, buffered);
        buffered = 0;
    }

    private void body(byte[] bytes, int offset, int length) throws IOException {
        if (length > 0 && !headOnly && hasBody()) {
            exchange.write(bytes, offset, length);
        }
    }

    private boolean hasBody() {
        return status != 204 && status != 304;
    }

    private List<Map.Entry<String, String>> head() {
        List<Map.Entry<String, String>> head = new ArrayList<>();
        if (hasBody()) {
            if (!typeByHttpd) {
                head.add(Map.entry("Content-Type", typeOnTheWire()));
            }
            if (contentLength >= 0) {
                head.add(Map.entry("Content-Length", Long.toString(contentLength)));
            }
        }
        for (Table table : List.of(headersOut, errHeadersOut)) {
            for (Map.Entry<String, String> header : table) {
                if (!isOwn(header.getKey())) {
                    head.add(header);
                }
            }
        }
        if (noCache != null) {
            addUnlessThere(head, "Expires", HttpDate.text(noCache));
        }
        if (noCache != null || guarded) {
            String say = noCache == null ? "private" : guarded ? "private, no-cache" : "no-cache";
            addUnlessThere(head, "Cache-Control", say);
        }
        return head;
    }

    private static void addUnlessThere(List<Map.Entry<String, String>> head, String name, String value) {
        if (head.stream().noneMatch(header -> header.getKey().equalsIgnoreCase(name))) {
            head.add(Map.entry(name, value));
        }
    }

    /** Text that was written as text says its charset, or httpd and browser would guess one. */
    private String typeOnTheWire() {
        String type = contentType == null ? headersOut.get("Content-Type") : contentType;
        if (type == null) {
            return DEFAULT_TYPE;
        }
        boolean bare =
                textWritten && type.toLowerCase(Locale.ROOT).startsWith("text/") && !OutgoingText.isNamedIn(type);
        return bare ? type + "; charset=UTF-8" : type;
    }

    /** Headers that this class decides on, and one that would have httpd open files by the handler's word. */
    private static boolean isOwn(String name) {
        return name.equalsIgnoreCase("Content-Type")
                || name.equalsIgnoreCase("Content-Length")
                || name.equalsIgnoreCase("X-Sendfile");
    }
}
