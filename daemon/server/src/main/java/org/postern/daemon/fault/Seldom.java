package org.postern.daemon.fault;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** Tells of what strangers can bring about as often as they like only so often a minute. Safe for any thread. */
public final class Seldom {

    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Clock clock;
    private final int most;
    private Instant next = Instant.EPOCH;
    private int told;
    private long untold;

    /** Once a minute. */
    public Seldom(Clock clock) {
        this(clock, 1);
    }

    /** @param most how often it is told of in a minute */
    public Seldom(Clock clock, int most) {
        this.clock = clock;
        this.most = most;
    }

    /** @param line gets what to put behind it: how often it happened since the last one, or nothing */
    public synchronized void happened(Consumer<String> line) {
        Instant now = clock.instant();
        if (!now.isBefore(next) || now.isBefore(next.minus(PAUSE))) { // or the clock was set back
            next = now.plus(PAUSE);
            told = 0;
        }
        if (told == most) {
            untold++;
            return;
        }
        told++;
        line.accept(untold == 0 ? "" : ", and " + untold + " more since the last such line");
        untold = 0;
    }
}
