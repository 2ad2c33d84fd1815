package org.postern.ajp.server;

import org.junit.jupiter.api.Tag;

/** The same for longer: {@code -Dfuzz.rounds=1000000} is about ten minutes. */
@Tag("long")
class ConnectionFuzzLongTest extends ConnectionFuzzTest {

    @Override
    int rounds() {
        return Integer.getInteger("fuzz.rounds", 100_000);
    }
}
