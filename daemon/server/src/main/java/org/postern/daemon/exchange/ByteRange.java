package org.postern.daemon.exchange;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A part of a file, both ends included (RFC 9110, section 14).
 *
 * @param first from 0
 * @param last at least {@code first - 1}, which is an empty part
 */
record ByteRange(long first, long last) {

    private static final Pattern SINGLE =
            Pattern.compile("bytes=\\s*(\\d{0,18})\\s*-\\s*(\\d{0,18})\\s*", Pattern.CASE_INSENSITIVE);

    static ByteRange whole(long size) {
        return new ByteRange(0, size - 1);
    }

    /** The part that a Range header asks for; the whole where it asks for several or for what is no range; null where there is none. */
    static @Nullable ByteRange of(@Nullable String header, long size) {
        Matcher matcher = SINGLE.matcher(header == null ? "" : header);
        if (!matcher.matches() || matcher.group(1).isEmpty() && matcher.group(2).isEmpty()) {
            return whole(size);
        }
        if (matcher.group(1).isEmpty()) {
            long count = Math.min(size, Long.parseLong(matcher.group(2)));
            return count == 0 ? null : new ByteRange(size - count, size - 1);
        }
        long first = Long.parseLong(matcher.group(1));
        long last = matcher.group(2).isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(matcher.group(2)));
        if (!matcher.group(2).isEmpty() && Long.parseLong(matcher.group(2)) < first) {
            return whole(size);
        }
        return first >= size ? null : new ByteRange(first, last);
    }

    long length() {
        return last - first + 1;
    }

    boolean isWhole(long size) {
        return length() == size;
    }
}
