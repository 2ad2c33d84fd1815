package org.postern.ajp.codec;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Texts that came before, by their bytes: most of what httpd sends with a request it has sent with the one before, and finding a text
 * costs a fraction of making it. Each pair of places keeps the two texts that came last to it. Belongs to one thread.
 */
final class TextCache {

    /** More than the different texts that a busy server's requests have in common; a power of two. */
    private static final int PLACES = 4096;

    private static final int PLACE_SHIFT = Integer.numberOfLeadingZeros(PLACES - 1);

    /** Longer ones are seldom the same twice, and would take memory. */
    private static final int LONGEST = 200;

    /** How many bytes of a text decide on its place. */
    private static final int SAMPLES = 16;

    private final byte[][] keys = new byte[PLACES][];
    private final String[] texts = new String[PLACES];

    TextCache() {
        Arrays.fill(keys, new byte[0]);
        Arrays.fill(texts, "");
    }

    /** The text that these bytes were before; null if it is not here. */
    @Nullable
    String get(byte[] in, int start, int length) {
        if (length > LONGEST) {
            return null;
        }
        int place = place(in, start, length);
        if (isAt(place, in, start, length)) {
            return texts[place];
        }
        return isAt(place ^ 1, in, start, length) ? texts[place ^ 1] : null;
    }

    private boolean isAt(int place, byte[] in, int start, int length) {
        byte[] key = keys[place];
        return Arrays.equals(key, 0, key.length, in, start, start + length);
    }

    /** Keeps a text, if it is short. */
    void put(byte[] in, int start, int length, String text) {
        if (length <= LONGEST) {
            int place = place(in, start, length);
            keys[place ^ 1] = keys[place];
            texts[place ^ 1] = texts[place];
            keys[place] = Arrays.copyOfRange(in, start, start + length);
            texts[place] = text;
        }
    }

    /** By the length, and by some bytes from the end to the beginning; texts that agree in these share a place. */
    private static int place(byte[] in, int start, int length) {
        int step = 1 + length / SAMPLES;
        int mix = length;
        for (int i = start + length - 1; i >= start; i -= step) {
            mix = 31 * mix + in[i];
        }
        return mix * 0x9E3779B9 >>> PLACE_SHIFT;
    }
}
