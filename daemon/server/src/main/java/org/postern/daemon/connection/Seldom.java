package org.postern.daemon.connection;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** Tells of what strangers can bring about as often as they like once a minute. Belongs to one thread. */
final class Seldom {

    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Clock clock;
    private Instant next = Instant.MIN;
    private long untold;

    Seldom(Clock clock) {
        this.clock = clock;
    }

    /** @param line gets what to put behind it: how often it happened since the last one, or nothing */
    void happened(Consumer<String> line) {
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            untold++;
            return;
        }
        line.accept(untold == 0 ? "" : ", and " + untold + " more since the last such line");
        untold = 0;
        next = now.plus(PAUSE);
    }
}
