package org.postern.ajp.codec;

/** What a method or a header's name may be made of: the tokens of RFC 9110, section 5.6.2. */
final class Tokens {

    private static final boolean[] TOKEN_CHARS = new boolean[128];

    static {
        for (char c = '!'; c <= '~'; c++) {
            TOKEN_CHARS[c] = "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
        }
    }

    private Tokens() {}

    static boolean isToken(String text) {
        return !text.isEmpty() && firstOther(text) < 0;
    }

    /** Where the first character stands that no token has, or -1. */
    static int firstOther(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= TOKEN_CHARS.length || !TOKEN_CHARS[c]) {
                return i;
            }
        }
        return -1;
    }
}
