package org.postern.daemon.exchange;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The filters that an answer's body passes, in order. What is written in small pieces is gathered first, so that a filter sees chunks worth
 * its while; without filters everything goes straight to the sink.
 */
final class OutputFilters {

    private static final int CHUNK = 8192;
    private static final byte[] NOTHING = new byte[0];

    private final FilterStage.Sink sink;
    private final List<FilterStage> stages = new ArrayList<>();
    private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();
    private boolean ended;

    OutputFilters(FilterStage.Sink sink) {
        this.sink = sink;
    }

    /** Adds a filter behind the others. */
    void add(FilterStage stage) {
        stages.add(stage);
    }

    boolean areUsed() {
        return !stages.isEmpty();
    }

    boolean haveEnded() {
        return ended;
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        if (stages.isEmpty()) {
            sink.write(bytes, offset, length);
            return;
        }
        gathered.write(bytes, offset, length);
        if (gathered.size() >= CHUNK) {
            pass(false);
        }
    }

    /** Sends what was gathered through the filters. */
    void flush() throws IOException {
        if (gathered.size() > 0) {
            pass(false);
        }
    }

    /** Sends the rest through, and the end of the stream. */
    void end() throws IOException {
        if (areUsed() && !ended) {
            ended = true;
            pass(true);
        }
    }

    /** Forgets what was gathered; what comes next is another body. */
    void reset() {
        gathered.reset();
        ended = false;
        stages.forEach(FilterStage::reopen);
    }

    private void pass(boolean last) throws IOException {
        byte[] chunk = gathered.toByteArray();
        gathered.reset();
        pass(0, chunk, last);
    }

    private void pass(int from, byte[] chunk, boolean last) throws IOException {
        if (from == stages.size()) {
            sink.write(chunk, 0, chunk.length);
            return;
        }
        FilterStage.Sink next = (bytes, offset, length) -> {
            if (length > 0) {
                pass(from + 1, Arrays.copyOfRange(bytes, offset, offset + length), false);
            }
        };
        stages.get(from).pass(chunk, last, next);
        if (last) {
            pass(from + 1, NOTHING, true);
        }
    }
}
