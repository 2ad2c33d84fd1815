package org.postern.ajp.codec;

import org.junit.jupiter.api.Tag;

/** The same for longer: {@code -Dfuzz.rounds=1000000} is about ten minutes. */
@Tag("long")
class FuzzLongTest extends FuzzTest {

    @Override
    int rounds() {
        return Integer.getInteger("fuzz.rounds", 100_000);
    }
}
