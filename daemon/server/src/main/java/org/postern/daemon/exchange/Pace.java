package org.postern.daemon.exchange;

/**
 * Whether the requests of one section run so short that they need no thread of their own, by how long the last ones ran. Safe for any
 * thread; a count that is lost in a race costs nothing.
 *
 * <p>A section has a debt. Each short run pays one of it off; one that lasts longer than a short one adds to it, and one that lasts
 * long makes it the highest there is. On a busy machine any thread may lose its processor for a moment, so a single run that is not
 * short means nothing; one in nine does.
 */
final class Pace {

    /** What fits between two packets of an event loop, and is several times what handing it to another thread costs. */
    private static final long SHORT_NANOS = 200_000;

    /** No processor is lost for so long without cause: the run has waited for something, or has much to do. */
    private static final long LONG_NANOS = 5_000_000;

    /** With more debt, a section is slow. */
    private static final int FREE = 8;

    /** The first ones load a section's modules. */
    private static final int AT_FIRST = FREE + 8;

    private static final int OF_ONE_NOT_SHORT = 8;

    /**
     * So that after a long run sixteen must be short. Few, as where one in a hundred is long, a loop that changes hands now and then costs
     * less than a thread for each.
     */
    private static final int HIGHEST = FREE + 16;

    private volatile int debt = AT_FIRST;

    /** Whether the last ones were short. */
    boolean isFast() {
        return debt <= FREE;
    }

    /** One has run. */
    void ran(long nanos) {
        int before = debt;
        if (nanos > LONG_NANOS) {
            debt = HIGHEST;
        } else if (nanos > SHORT_NANOS) {
            debt = Math.min(HIGHEST, before + OF_ONE_NOT_SHORT);
        } else if (before > 0) {
            debt = before - 1;
        }
    }
}
