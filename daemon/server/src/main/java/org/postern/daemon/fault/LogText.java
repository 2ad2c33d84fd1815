package org.postern.daemon.fault;

import org.postern.api.Apache;
import org.slf4j.event.Level;

/** Text from outside, made fit for a line of a log. */
public final class LogText {

    private static final int LONGEST = 1000;

    private LogText() {}

    /** The logger's level for one of syslog's. */
    public static Level level(int syslog) {
        return switch (syslog) {
            case Apache.APLOG_EMERG, Apache.APLOG_ALERT, Apache.APLOG_CRIT, Apache.APLOG_ERR -> Level.ERROR;
            case Apache.APLOG_WARNING -> Level.WARN;
            case Apache.APLOG_NOTICE, Apache.APLOG_INFO -> Level.INFO;
            default -> Level.DEBUG;
        };
    }

    /** Control characters become escapes, so that nobody can write lines of their own; long text is cut. */
    public static String of(String text) {
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
