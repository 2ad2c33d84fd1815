package org.postern.daemon.exchange;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** When a section's requests run on the event loop's own thread. */
class PaceTest {

    private static final long SHORT = 200_000;
    private static final long LONG = 5_000_000;

    private final Pace pace = new Pace();

    private void run(int times, long nanos) {
        for (int i = 0; i < times; i++) {
            pace.ran(nanos);
        }
    }

    @Test
    void aSection_isSlow_untilEightHaveRunShort() {
        run(7, SHORT);
        assertFalse(pace.isFast());
        run(1, SHORT);
        assertTrue(pace.isFast());
        run(1000, SHORT);
        assertTrue(pace.isFast());
    }

    @Test
    void aLongOne_makesItSlow_forSixteenShortOnes() {
        run(100, 0);
        run(1, LONG + 1);
        run(15, 0);
        assertFalse(pace.isFast());
        run(1, 0);
        assertTrue(pace.isFast());
    }

    @Test
    void aLongOneInALongRow_makesItSlowAnew() {
        run(1, LONG + 1);
        run(15, 0);
        run(1, LONG + 1);
        run(15, 0);
        assertFalse(pace.isFast());
    }

    @Test
    void one_thatIsNotShort_changesNothing() {
        run(100, 0);
        for (int i = 0; i < 100; i++) {
            run(1, LONG);
            assertTrue(pace.isFast());
            run(8, 0);
        }
    }

    @Test
    void twoWithinNine_makeItSlow_untilTheyArePaidFor() {
        run(100, 0);
        run(1, SHORT + 1);
        run(7, 0);
        run(1, SHORT + 1);
        assertFalse(pace.isFast());
        run(1, 0);
        assertTrue(pace.isFast());
    }

    @Test
    void manyThatAreNotShort_areForgottenAfterSixteenShortOnes() {
        run(1000, SHORT + 1);
        run(15, 0);
        assertFalse(pace.isFast());
        run(1, 0);
        assertTrue(pace.isFast());
    }
}
