package org.postern.daemon.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The parts of a file that a Range header asks for, as httpd understands it: a part that follows one which it touches is one with
 * it, {@code 0-} is all that counts where it stands, and a header with an error in it, or with more than is sensible, is no header.
 */
final class RangeHeader {

    private static final String UNIT = "bytes=";
    private static final Pattern SPEC = Pattern.compile("(\\d+)?-(\\d+)?");

    // httpd's MaxRanges, MaxRangeOverlaps and MaxRangeReversals where nobody sets them
    private static final int MOST = 200;
    private static final int MOST_OVERLAPS = 20;
    private static final int MOST_REVERSALS = 20;

    private final long size;
    private final List<ByteRange> parts = new ArrayList<>();
    private @Nullable ByteRange last;
    private int overlaps;
    private int reversals;
    private boolean beyond;

    private RangeHeader(long size) {
        this.size = size;
    }

    /** The parts in the order asked for; none: the whole file; null: none of them lies in the file. */
    static @Nullable List<ByteRange> parts(@Nullable String header, long size) {
        if (header == null || size == 0 || !header.toLowerCase(Locale.ROOT).startsWith(UNIT)) {
            return List.of();
        }
        try {
            return new RangeHeader(size).read(header.substring(UNIT.length()));
        } catch (NumberFormatException tooBig) {
            return List.of();
        }
    }

    private @Nullable List<ByteRange> read(String specs) {
        for (String spec : specs.split(",+")) {
            Matcher matcher = SPEC.matcher(spec);
            if (!matcher.matches() || matcher.group(1) == null && matcher.group(2) == null) {
                return List.of();
            }
            ByteRange part = part(matcher.group(1), matcher.group(2));
            if (part == null) {
                return List.of();
            }
            if (matcher.group(2) == null && part.first() == 0) {
                return List.of(part);
            }
            if (part.first() < size) {
                add(new ByteRange(part.first(), Math.min(part.last(), size - 1)));
            } else {
                beyond = true;
            }
        }
        if (last == null) {
            return beyond ? null : List.of();
        }
        parts.add(last);
        long sum = parts.stream().mapToLong(ByteRange::length).sum();
        boolean tooMuch = parts.size() > MOST || overlaps > MOST_OVERLAPS || reversals > MOST_REVERSALS;
        return tooMuch || sum > size ? List.of() : parts;
    }

    /** Null where nothing is meant: an end before its beginning, or the last no bytes. */
    private @Nullable ByteRange part(@Nullable String from, @Nullable String to) {
        if (from == null) {
            long count = Long.parseLong(String.valueOf(to));
            return count == 0 ? null : new ByteRange(Math.max(0, size - count), size - 1);
        }
        long first = Long.parseLong(from);
        if (to == null) {
            return new ByteRange(first, size - 1);
        }
        long end = Long.parseLong(to);
        return first > end ? null : new ByteRange(first, end);
    }

    private void add(ByteRange part) {
        if (last == null) {
            last = part;
        } else if (part.touches(last)) {
            overlaps++;
            reversals += part.first() < last.first() ? 1 : 0;
            last = last.with(part);
        } else {
            parts.add(last);
            last = part;
        }
    }
}
