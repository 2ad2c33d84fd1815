package org.postern.ajp.server;

import org.junit.jupiter.api.Tag;

/** The same for longer: {@code -Dturns.rounds=20000} is about ten minutes. */
@Tag("long")
class TurnsHammerLongTest extends TurnsHammerTest {

    @Override
    int rounds() {
        return Integer.getInteger("turns.rounds", 1000);
    }
}
