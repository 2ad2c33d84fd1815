package org.postern.daemon.problems;

import java.util.Locale;

/**
 * An entry of a {@link Catalogue}.
 *
 * @param id such as {@code P23}, {@code S-1}, {@code test_req_read} or {@code X28}
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
        DOCUMENTATION,
        /** Not there yet; with its first test it becomes something that must be. */
        PLANNED
    }

    /** Whether it needs a test. */
    boolean isToBeProved() {
        return level == Level.MUST || level == Level.BEYOND;
    }

    /** @param table in which the line stands */
    static Problem of(String table, String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length < 3 || fields.length > 4) {
            throw new IllegalStateException(
                    table + ": \"" + line + "\" (expected: id, level, title and perhaps a note)");
        }
        Level level = Level.valueOf(fields[1].toUpperCase(Locale.ROOT));
        return new Problem(fields[0], level, fields[2], fields.length == 4 ? fields[3] : "");
    }
}
