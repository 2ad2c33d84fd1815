package org.postern.daemon.psp;

/**
 * Where something stands in an author's file.
 *
 * @param offset into its text
 */
public record Place(PageFile file, int offset) {

    /** From 1. */
    public int line() {
        return 1
                + (int) file.lines()
                        .chars()
                        .limit(offset)
                        .filter(c -> c == '\n')
                        .count();
    }
}
