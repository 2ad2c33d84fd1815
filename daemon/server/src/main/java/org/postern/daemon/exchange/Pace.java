package org.postern.daemon.exchange;

/**
 * Whether the requests of one section run so short that they need no thread of their own, by how long the last ones ran. Safe for any
 * thread; a count that is lost in a race costs nothing.
 */
final class Pace {

    /** What fits between two packets of an event loop, and is several times what handing it to another thread costs. */
    private static final long SHORT_NANOS = 200_000;

    /** So many short ones in a row make a section a fast one; the first ones load its modules. */
    private static final int TRIAL = 8;

    /**
     * So many short ones in a row it takes after a long one. Few, as on a busy machine any thread may lose its processor for a while: where
     * one in a hundred is long, or seems so, a loop that changes hands now and then costs less than a thread for each.
     */
    private static final int PENANCE = 16;

    private volatile int missing = TRIAL;

    /** Whether the last ones were short. */
    boolean isFast() {
        return missing == 0;
    }

    /** One has run. */
    void ran(long nanos) {
        int before = missing;
        if (nanos > SHORT_NANOS) {
            missing = PENANCE;
        } else if (before > 0) {
            missing = before - 1;
        }
    }
}
