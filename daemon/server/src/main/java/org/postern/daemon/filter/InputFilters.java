package org.postern.daemon.filter;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

import org.jspecify.annotations.Nullable;

/** The filters that a request's body passes before a handler reads it. */
public final class InputFilters {

    /** Where pieces of a body come from; null is its end. */
    public interface Pieces {
        byte @Nullable [] next() throws IOException;
    }

    private static final byte[] NOTHING = new byte[0];

    private final Pieces source;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final FilterChain chain = new FilterChain(new FilterStage.Sink() {
        @Override
        public void write(byte[] bytes, int offset, int length) {
            out.write(bytes, offset, length);
        }

        @Override
        public void flush() {
            // whoever reads gets it anyway
        }
    });

    /** @param source what is before the first filter */
    public InputFilters(Pieces source) {
        this.source = source;
    }

    /** Adds a filter behind the others. */
    public void add(FilterStage stage) {
        chain.add(stage);
    }

    /** The next piece that comes out at the end, never empty; null at the end of the body. */
    public byte @Nullable [] next() throws IOException {
        if (chain.isEmpty()) {
            return source.next();
        }
        chain.check("filter.read");
        while (!chain.hasEnded()) {
            byte[] piece = source.next();
            out.reset();
            chain.pass(piece == null ? NOTHING : piece, piece == null);
            if (out.size() > 0) {
                return out.toByteArray();
            }
        }
        return null;
    }
}
