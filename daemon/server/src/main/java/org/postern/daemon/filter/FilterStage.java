package org.postern.daemon.filter;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.postern.api.Request;
import org.postern.api.ServerReturn;
import org.postern.daemon.importer.Entry;

/**
 * One filter in its place in one request: what of it outlives a chunk.
 *
 * <p>A filter that throws is taken out, and its exception goes on as a {@link FilterFailure}.
 */
public final class FilterStage {

    /** Where bytes go. */
    public interface Sink {

        void write(byte[] bytes, int offset, int length) throws IOException;

        /** Has what was written go on at once. */
        void flush() throws IOException;
    }

    /**
     * Which filter it is.
     *
     * @param name in lower case
     * @param input whether the body comes in
     * @param handler as a directive names it
     * @param dir where its module is looked up, with a slash at the end
     */
    public record Role(String name, boolean input, String handler, String dir) {

        @Override
        public String toString() {
            return "filter " + name + " (" + handler + ")";
        }
    }

    private static final byte[] NOTHING = new byte[0];

    private final Role role;
    private final Entry entry;
    private final Request request;
    private final OutgoingText text = new OutgoingText();
    private final Map<String, Object> attributes = new HashMap<>();
    private byte[] held = NOTHING;
    private boolean disabled;
    private boolean closed;

    /** @param request whose body passes */
    public FilterStage(Role role, Entry entry, Request request) {
        this.role = role;
        this.entry = entry;
        this.request = request;
    }

    /**
     * Lets a chunk through.
     *
     * @param last whether it is the end of the stream
     * @return whether the stream behind this filter is at its end
     */
    boolean pass(byte[] chunk, boolean last, Sink sink) throws IOException {
        if (!closed) {
            byte[] all = withHeld(chunk);
            if (disabled) {
                sink.write(all, 0, all.length);
            } else {
                call(new FilterCall(this, all, last, sink));
            }
            closed |= last;
        }
        return closed;
    }

    private byte[] withHeld(byte[] chunk) {
        if (held.length == 0) {
            return chunk;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream(held.length + chunk.length);
        all.writeBytes(held);
        all.writeBytes(chunk);
        held = NOTHING;
        return all.toByteArray();
    }

    private void call(FilterCall call) throws IOException {
        try {
            try {
                entry.call(call);
            } catch (ServerReturn end) {
                returned(end);
            }
            call.finish();
        } catch (Throwable thrown) {
            call.rethrowIfFromBehind(thrown);
            disabled = true;
            throw FilterFailure.of(role, thrown);
        }
    }

    private void returned(ServerReturn end) {
        if (end.status() != 0) {
            request.status(end.status());
        }
        if (end.result() >= 400) {
            throw end;
        }
    }

    /** Makes it ready for another body in place of the one that it has seen. */
    void reopen() {
        closed = false;
        held = NOTHING;
        text.reset();
        attributes.clear();
    }

    // --- for its calls

    Role role() {
        return role;
    }

    Request request() {
        return request;
    }

    Map<String, Object> attributes() {
        return attributes;
    }

    boolean closed() {
        return closed;
    }

    void close() {
        closed = true;
    }

    boolean disabled() {
        return disabled;
    }

    void disable() {
        disabled = true;
    }

    /** Keeps the beginning of a line until more of it comes. */
    void hold(byte[] beginning) {
        held = beginning;
    }

    /** Text in the charset of the body. */
    byte[] bytes(String text) {
        return this.text.bytes(text, contentType());
    }

    /** Says that no more text comes for now. */
    void endText() {
        text.end(contentType());
    }

    private @Nullable String contentType() {
        return role.input() ? request.headersIn().get("Content-Type") : request.contentType();
    }
}
