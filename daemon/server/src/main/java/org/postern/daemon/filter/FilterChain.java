package org.postern.daemon.filter;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Filters in the order in which a body passes them.
 *
 * <p>A body of which one has failed is not whole: whoever goes on with it fails again, so that a handler that catches every exception
 * does not send, or take, what has not passed that filter.
 */
final class FilterChain {

    private static final byte[] NOTHING = new byte[0];

    private final FilterStage.Sink sink;
    private List<FilterStage> stages = List.of(); // most bodies pass none
    private boolean atWork;
    private boolean ended;
    private @Nullable FilterFailure failure;

    /** @param sink what is behind the last one */
    FilterChain(FilterStage.Sink sink) {
        this.sink = sink;
    }

    /** Adds a filter behind the others. */
    void add(FilterStage stage) {
        stages = stages.isEmpty() ? new ArrayList<>() : stages;
        stages.add(stage);
    }

    boolean isEmpty() {
        return stages.isEmpty();
    }

    /** Whether the end has come out behind the last one. */
    boolean hasEnded() {
        return ended;
    }

    /**
     * Fails if one has failed, or is at work: a filter gets and gives its chunks by its own methods.
     *
     * @param expected what to do instead
     */
    void check(String expected) {
        if (failure != null) {
            throw failure;
        }
        if (atWork) {
            throw new IllegalStateException("a filter is at work on this body (expected: " + expected + ")");
        }
    }

    /** Lets a chunk through; {@code last} for the end of the stream. */
    void pass(byte[] chunk, boolean last) throws IOException {
        atWork = true;
        try {
            pass(0, chunk, last);
        } catch (FilterFailure failed) {
            failure = failed;
            throw failed;
        } finally {
            atWork = false;
        }
    }

    private void pass(int from, byte[] chunk, boolean last) throws IOException {
        if (from == stages.size()) {
            sink.write(chunk, 0, chunk.length);
            ended |= last;
        } else if (stages.get(from).pass(chunk, last, behind(from)) && !ended) {
            pass(from + 1, NOTHING, true);
        }
    }

    private FilterStage.Sink behind(int from) {
        return new FilterStage.Sink() {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                if (length > 0) {
                    pass(from + 1, Arrays.copyOfRange(bytes, offset, offset + length), false);
                }
            }

            @Override
            public void flush() throws IOException {
                sink.flush();
            }
        };
    }

    /** Begins with another body in place of the one that has passed. */
    void reopen() {
        ended = false;
        failure = null;
        stages.forEach(FilterStage::reopen);
    }
}
