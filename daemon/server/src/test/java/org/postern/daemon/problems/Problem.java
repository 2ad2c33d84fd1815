package org.postern.daemon.problems;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * A known problem of importing and reloading.
 *
 * @param id such as {@code P23} or {@code S-1}
 * @param note where the proof differs from what the title promises; for a problem that is told rather than proved, {@code
 *     docs/FILE.md#Heading}; else empty
 */
record Problem(String id, Level level, String title, String note) {

    /** What is expected of Postern. */
    enum Level {
        /** Solved and tested. */
        MUST,
        /** Solved and tested, though nobody before did. */
        BEYOND,
        /** Told in the documentation; a test is welcome. */
        DOCUMENTATION
    }

    private static final String TABLE = "problems.tsv";

    /** Whether it needs a test. */
    boolean isToBeProved() {
        return level != Level.DOCUMENTATION;
    }

    /** All of them, in order. */
    static List<Problem> all() {
        try (InputStream in = Problem.class.getResourceAsStream(TABLE)) {
            if (in == null) {
                throw new IllegalStateException("resource " + TABLE + " is missing");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().map(Problem::of).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(TABLE, e);
        }
    }

    private static Problem of(String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length < 3 || fields.length > 4) {
            throw new IllegalStateException(
                    TABLE + ": \"" + line + "\" (expected: id, level, title and perhaps a note)");
        }
        Level level = Level.valueOf(fields[1].toUpperCase(Locale.ROOT));
        return new Problem(fields[0], level, fields[2], fields.length == 4 ? fields[3] : "");
    }
}
