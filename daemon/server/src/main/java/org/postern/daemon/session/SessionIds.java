package org.postern.daemon.session;

import java.security.SecureRandom;
import java.util.HexFormat;

/** The ids of sessions: 128 random bits, which nobody guesses, as 32 characters that fit a cookie and a file's name. */
final class SessionIds {

    private static final int BYTES = 16;

    private final SecureRandom random = new SecureRandom();

    String next() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Whether a text can be an id; what a client sends may be anything. */
    static boolean isOne(String text) {
        return text.length() == 2 * BYTES && text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
    }
}
