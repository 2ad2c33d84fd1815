package org.postern.api.spi;

import java.io.ByteArrayOutputStream;

/** The encoding of names and values in queries and in {@code application/x-www-form-urlencoded}. */
public final class Urlencoded {

    private Urlencoded() {}

    /** The bytes that were encoded; what is no encoding stays as it is. */
    public static byte[] decode(byte[] text, int from, int to) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(to - from);
        for (int i = from; i < to; i++) {
            int high = text[i] == '%' && i + 2 < to ? digit(text[i + 1]) : -1;
            int low = high < 0 ? -1 : digit(text[i + 2]);
            if (low >= 0) {
                bytes.write(high << 4 | low);
                i += 2;
            } else {
                bytes.write(text[i] == '+' ? ' ' : text[i]);
            }
        }
        return bytes.toByteArray();
    }

    private static int digit(byte b) {
        return b < 0 ? -1 : Character.digit((char) b, 16);
    }
}
