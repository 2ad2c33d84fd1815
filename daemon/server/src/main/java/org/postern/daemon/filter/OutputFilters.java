package org.postern.daemon.filter;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The filters that an answer's body passes. What is written in small pieces is gathered first, so that a filter sees chunks worth its
 * while, and what is written in huge ones is cut; without filters everything goes straight to the sink.
 */
public final class OutputFilters {

    private static final int CHUNK = 8192;
    private static final int LARGEST = 65_536;
    private static final byte[] NOTHING = {};
    private static final String INSTEAD = "filter.write";

    private final FilterStage.Sink sink;
    private @Nullable FilterChain chain; // where there are filters
    private List<FilterStage> next = List.of();
    private @Nullable ByteArrayOutputStream gathered;

    /** @param sink what is behind the last filter */
    public OutputFilters(FilterStage.Sink sink) {
        this.sink = sink;
    }

    /** Adds a filter behind the others, for what is written from now on. */
    public void add(FilterStage stage) {
        if (gathered == null || gathered.size() == 0) {
            chain().add(stage);
        } else {
            next = next.isEmpty() ? new ArrayList<>() : next;
            next.add(stage);
        }
    }

    private FilterChain chain() {
        chain = chain == null ? new FilterChain(sink) : chain;
        return chain;
    }

    /** Whether there is a filter. */
    public boolean areUsed() {
        return chain != null;
    }

    /** Fails if a filter has failed, or is at work. */
    public void check() {
        if (chain != null) {
            chain.check(INSTEAD);
        }
    }

    /** Sends bytes on their way; the filters see them when enough has come together. */
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (chain == null) {
            sink.write(bytes, offset, length);
            return;
        }
        check();
        passToAdded();
        for (int at = 0; at < length; ) {
            int count = Math.min(LARGEST, length - at);
            gathered = gathered == null ? new ByteArrayOutputStream() : gathered;
            gathered.write(bytes, offset + at, count);
            at += count;
            if (gathered.size() >= CHUNK) {
                pass(false);
            }
        }
    }

    /** Sends what was gathered through the filters. */
    public void flush() throws IOException {
        if (gathered != null && gathered.size() > 0) {
            check();
            pass(false);
        }
    }

    /** Sends the rest through, and the end of the stream. */
    public void end() throws IOException {
        if (areUsed()) {
            check();
            passToAdded();
            pass(true);
        }
    }

    /** Forgets what was gathered; what comes next is another body. */
    public void reset() {
        gathered = null;
        if (chain != null) {
            next.forEach(chain::add);
            next = List.of();
            chain.reopen();
        }
    }

    /** What was gathered before a filter was added does not pass that one. */
    private void passToAdded() throws IOException {
        if (!next.isEmpty()) {
            pass(false);
            next.forEach(chain()::add);
            next = List.of();
        }
    }

    private void pass(boolean last) throws IOException {
        byte[] chunk = gathered == null ? NOTHING : gathered.toByteArray();
        if (gathered != null) {
            gathered.reset();
        }
        chain().pass(chunk, last);
    }
}
