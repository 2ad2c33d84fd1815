package org.postern.daemon.exchange;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** The filters that a request's body passes before a handler reads it, in order. */
final class InputFilters {

    /** Where pieces of a body come from; null is its end. */
    interface Pieces {
        byte @Nullable [] next() throws IOException;
    }

    private static final byte[] NOTHING = new byte[0];

    private final Pieces source;
    private final List<FilterStage> stages = new ArrayList<>();
    private boolean ended;

    InputFilters(Pieces source) {
        this.source = source;
    }

    /** Adds a filter behind the others. */
    void add(FilterStage stage) {
        stages.add(stage);
    }

    /** The next piece that comes out at the end, never empty; null at the end of the body. */
    byte @Nullable [] next() throws IOException {
        if (stages.isEmpty()) {
            return source.next();
        }
        while (!ended) {
            byte[] piece = source.next();
            ended = piece == null;
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            pass(0, piece == null ? NOTHING : piece, ended, out);
            if (out.size() > 0) {
                return out.toByteArray();
            }
        }
        return null;
    }

    private void pass(int from, byte[] chunk, boolean last, ByteArrayOutputStream out) throws IOException {
        if (from == stages.size()) {
            out.writeBytes(chunk);
            return;
        }
        stages.get(from).pass(chunk, last, (bytes, offset, length) -> {
            if (length > 0) {
                pass(from + 1, Arrays.copyOfRange(bytes, offset, offset + length), false, out);
            }
        });
        if (last) {
            pass(from + 1, NOTHING, true, out);
        }
    }
}
