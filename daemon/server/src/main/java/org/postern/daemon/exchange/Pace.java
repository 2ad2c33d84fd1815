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

    /** So many short ones in a row it takes after a long one. */
    private static final int PENANCE = 256;

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
