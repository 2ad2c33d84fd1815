package org.postern.daemon.exchange;

/** Text from outside, made fit for a line of a log. */
final class LogText {

    private static final int LONGEST = 1000;

    private LogText() {}

    /** Control characters become escapes, so that nobody can write lines of their own; long text is cut. */
    static String of(String text) {
        StringBuilder safe = new StringBuilder();
        for (int i = 0; i < text.length() && i < LONGEST; i++) {
            char c = text.charAt(i);
            if (c < ' ' || c >= 0x7F && c < 0xA0 || c == '\u2028' || c == '\u2029') {
                safe.append(String.format("\\x%02x", (int) c));
            } else {
                safe.append(c);
            }
        }
        return text.length() > LONGEST ? safe + "..." : safe.toString();
    }
}
