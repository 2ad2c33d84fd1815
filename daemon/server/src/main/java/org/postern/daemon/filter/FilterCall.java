package org.postern.daemon.filter;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.postern.api.Filter;
import org.postern.api.Request;

/** What a filter sees: one call of it, with one chunk. */
final class FilterCall implements Filter {

    /** How much of a line waits for its end. */
    private static final int LONGEST_LINE = 65_536;

    private static final int ALL = Integer.MAX_VALUE;
    private static final byte[] NOTHING = new byte[0];

    private final FilterStage stage;
    private final boolean last;
    private final FilterStage.Sink sink;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private byte[] chunk;
    private int at;
    private boolean lineWaits;
    private @Nullable Exception fromBehind;

    FilterCall(FilterStage stage, byte[] chunk, boolean last, FilterStage.Sink sink) {
        this.stage = stage;
        this.chunk = chunk;
        this.last = last;
        this.sink = sink;
    }

    /** What the filter left unread is lost, as it chose not to write it; unless it went out of the way, or waits for a line's end. */
    void finish() throws IOException {
        if (stage.closed()) {
            return;
        }
        if (stage.disabled()) {
            passRest();
        } else if (lineWaits) {
            stage.hold(take(left()));
        }
        if (last) {
            stage.endText();
        }
        send();
    }

    /** What went wrong behind this filter is not its failure. */
    void rethrowIfFromBehind(Throwable thrown) throws IOException {
        for (Throwable at = thrown; at != null && fromBehind != null; at = at.getCause()) {
            if (at == fromBehind) {
                if (at instanceof IOException gone) {
                    throw gone;
                }
                throw (FilterFailure) at;
            }
        }
    }

    // --- reading

    @Override
    public byte @Nullable [] read() {
        return read(ALL);
    }

    @Override
    public byte @Nullable [] read(int length) {
        checkOpen();
        return isAtEnd() ? null : take(length < 0 ? ALL : length);
    }

    @Override
    public byte @Nullable [] readline() {
        return readline(ALL);
    }

    @Override
    public byte @Nullable [] readline(int length) {
        checkOpen();
        if (isAtEnd()) {
            return null;
        }
        int most = Math.min(length < 0 ? ALL : length, Math.min(left(), LONGEST_LINE));
        for (int i = 0; i < most; i++) {
            if (chunk[at + i] == '\n') {
                return take(i + 1);
            }
        }
        if (last || most < left() || most == length || most == LONGEST_LINE) {
            return take(most);
        }
        lineWaits = true;
        return NOTHING;
    }

    private boolean isAtEnd() {
        return last && left() == 0;
    }

    private int left() {
        return chunk.length - at;
    }

    private byte[] take(int most) {
        int from = at;
        at += Math.min(most, left());
        return from == 0 && at == chunk.length ? chunk : Arrays.copyOfRange(chunk, from, at);
    }

    // --- writing

    @Override
    public void write(String text) {
        checkOpen();
        out.writeBytes(stage.bytes(text));
    }

    @Override
    public void write(byte[] bytes) {
        checkOpen();
        stage.endText();
        out.writeBytes(bytes);
    }

    @Override
    public void passOn() {
        checkOpen();
        passRest();
    }

    private void passRest() {
        stage.endText();
        out.write(chunk, at, left());
        at = chunk.length;
    }

    @Override
    public void flush() throws IOException {
        if (!stage.closed()) {
            send();
            behind(sink::flush);
        }
    }

    @Override
    public void close() throws IOException {
        if (!stage.closed()) {
            stage.endText();
            send();
            stage.close();
        }
    }

    private void send() throws IOException {
        byte[] bytes = out.toByteArray();
        out.reset();
        if (bytes.length > 0) {
            behind(() -> sink.write(bytes, 0, bytes.length));
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private void behind(Step step) throws IOException {
        try {
            step.run();
        } catch (IOException | FilterFailure e) {
            fromBehind = e;
            throw e;
        }
    }

    private void checkOpen() {
        if (stage.closed()) {
            throw new IllegalStateException(stage.role() + " is closed");
        }
    }

    // --- what it is

    @Override
    public void disable() {
        stage.disable();
    }

    @Override
    public Request req() {
        return stage.request();
    }

    @Override
    public Map<String, Object> attributes() {
        return stage.attributes();
    }

    @Override
    public String name() {
        return stage.role().name();
    }

    @Override
    public String handler() {
        return stage.role().handler();
    }

    @Override
    public String dir() {
        return stage.role().dir();
    }

    @Override
    public boolean isInput() {
        return stage.role().input();
    }

    @Override
    public boolean closed() {
        return stage.closed();
    }
}
