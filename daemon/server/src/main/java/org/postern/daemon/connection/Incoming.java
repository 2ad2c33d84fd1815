package org.postern.daemon.connection;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes that have come and that nobody has taken yet. */
final class Incoming {

    private static final int PIECE = 8192;

    private byte[] bytes = new byte[PIECE];
    private int from;
    private int to;

    int size() {
        return to - from;
    }

    /** Room for more, to be filled by a channel; then {@link #came}. */
    ByteBuffer room() {
        if (from > 0) {
            System.arraycopy(bytes, from, bytes, 0, size());
            to -= from;
            from = 0;
        }
        if (to == 0 && bytes.length > PIECE) {
            bytes = new byte[PIECE];
        } else if (to == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length);
        }
        return ByteBuffer.wrap(bytes, to, bytes.length - to);
    }

    /** So many bytes were put into the room. */
    void came(int count) {
        to += count;
    }

    /**
     * How long the first line is, with its newline; 0 if its end has not come.
     *
     * @param seen in so many bytes at the beginning is none
     */
    int line(int seen) {
        for (int i = from + seen; i < to; i++) {
            if (bytes[i] == '\n') {
                return i + 1 - from;
            }
        }
        return 0;
    }

    byte[] take(int count) {
        byte[] taken = Arrays.copyOfRange(bytes, from, from + count);
        from += count;
        return taken;
    }
}
