package org.postern.daemon.exchange;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import org.postern.api.Filter;
import org.postern.api.Request;
import org.postern.api.ServerReturn;
import org.postern.daemon.importer.Entry;

/**
 * One filter in its place in one request. A chunk goes in by {@link #pass}, and what the filter makes of it comes out at the sink.
 *
 * <p>A filter that throws is taken out, and its exception goes on as a {@link FilterFailure}.
 */
final class FilterStage {

    /** Where bytes go. */
    interface Sink {
        void write(byte[] bytes, int offset, int length) throws IOException;
    }

    private static final byte[] NOTHING = new byte[0];

    private final String name;
    private final boolean input;
    private final Entry entry;
    private final Request request;
    private final OutgoingText outgoing = new OutgoingText();
    private boolean disabled;
    private boolean closed;

    FilterStage(String name, boolean input, Entry entry, Request request) {
        this.name = name;
        this.input = input;
        this.entry = entry;
        this.request = request;
    }

    /**
     * Lets a chunk through.
     *
     * @param last whether it is the end of the stream
     */
    void pass(byte[] chunk, boolean last, Sink sink) throws IOException {
        if (disabled) {
            sink.write(chunk, 0, chunk.length);
        } else if (!closed) {
            Pass pass = new Pass(chunk, last, sink);
            call(pass);
            pass.finish();
        }
    }

    /** Makes it ready for another body in place of the one that it has seen. */
    void reopen() {
        closed = false;
        outgoing.reset();
    }

    private void call(Pass pass) throws IOException {
        try {
            entry.call(pass);
        } catch (ServerReturn end) {
            if (end.status() != 0) {
                request.status(end.status());
            }
        } catch (Throwable thrown) {
            pass.rethrowIfFromBelow(thrown);
            disabled = true;
            throw new FilterFailure(name, thrown);
        }
    }

    /** What a filter sees: one call of it. */
    private final class Pass implements Filter {

        private final boolean last;
        private final Sink sink;
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private byte[] chunk;
        private @Nullable Exception fromBelow;

        Pass(byte[] chunk, boolean last, Sink sink) {
            this.chunk = chunk;
            this.last = last;
            this.sink = sink;
        }

        /** What the filter left unread is lost, as it chose not to write it; unless it went out of the way. */
        void finish() throws IOException {
            if (disabled) {
                out.writeBytes(chunk);
            }
            flush();
            closed |= last;
        }

        @Override
        public byte @Nullable [] read() {
            checkOpen();
            if (chunk.length == 0) {
                return last ? null : NOTHING;
            }
            byte[] all = chunk;
            chunk = NOTHING;
            return all;
        }

        @Override
        public byte @Nullable [] readline() {
            checkOpen();
            for (int i = 0; i < chunk.length; i++) {
                if (chunk[i] == '\n') {
                    byte[] line = Arrays.copyOf(chunk, i + 1);
                    chunk = Arrays.copyOfRange(chunk, i + 1, chunk.length);
                    return line;
                }
            }
            return read();
        }

        @Override
        public void write(String text) {
            write(outgoing.bytes(text, contentType()));
        }

        private @Nullable String contentType() {
            return input ? request.headersIn().get("Content-Type") : request.contentType();
        }

        @Override
        public void write(byte[] bytes) {
            checkOpen();
            out.writeBytes(bytes);
        }

        @Override
        public void flush() throws IOException {
            try {
                sink.write(out.toByteArray(), 0, out.size());
            } catch (IOException | FilterFailure e) {
                fromBelow = e;
                throw e;
            }
            out.reset();
        }

        /** What went wrong behind this filter is not its failure. */
        void rethrowIfFromBelow(Throwable thrown) throws IOException {
            if (thrown == fromBelow) {
                if (thrown instanceof IOException gone) {
                    throw gone;
                }
                throw (FilterFailure) thrown;
            }
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                flush();
                closed = true;
            }
        }

        @Override
        public void passOn() {
            checkOpen();
            out.writeBytes(chunk);
            chunk = NOTHING;
        }

        @Override
        public void disable() {
            disabled = true;
        }

        @Override
        public Request req() {
            return request;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public boolean isInput() {
            return input;
        }

        @Override
        public boolean closed() {
            return closed;
        }

        private void checkOpen() {
            if (closed) {
                throw new IllegalStateException("filter " + name + " is closed");
            }
        }
    }
}
