package org.postern.daemon.password;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.postern.api.spi.LoginAttempts;

/**
 * Counts attempts in windows of a quarter of an hour, which begin with the first one. All are of one length, so those that began first
 * end first, and the map has them in that order. In memory alone: a restart forgets them.
 */
public final class CountedAttempts implements LoginAttempts {

    private static final Duration WINDOW = Duration.ofMinutes(15);

    /** About ten megabytes; beyond it the oldest are forgotten. */
    static final int MOST = 50_000;

    private final Clock clock;
    private final Map<String, Window> windows = new LinkedHashMap<>();

    private record Window(Instant end, int attempts) {
        Window with(int more) {
            return new Window(end, attempts + more);
        }

        /** Not where the clock was set back meanwhile: it would begin later than now, or lie behind one that does. */
        boolean holds(Instant now) {
            return end.isAfter(now) && !end.isAfter(now.plus(WINDOW));
        }
    }

    public CountedAttempts(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized long begin(List<Count> counts) {
        Instant now = clock.instant();
        forgetEnded(now);
        long wait = 0;
        for (Count count : counts) {
            Window window = windows.computeIfPresent(count.key(), (key, known) -> known.holds(now) ? known : null);
            if (window != null && window.attempts() >= count.most()) {
                wait = Math.max(wait, Duration.between(now, window.end()).toSeconds() + 1);
            }
        }
        if (wait == 0) {
            counts.forEach(count ->
                    windows.merge(count.key(), new Window(now.plus(WINDOW), 1), (known, one) -> known.with(1)));
            forgetOldest();
        }
        return wait;
    }

    @Override
    public synchronized void takeBack(List<Count> counts) {
        counts.forEach(count ->
                windows.computeIfPresent(count.key(), (key, window) -> window.attempts() > 1 ? window.with(-1) : null));
    }

    private void forgetEnded(Instant now) {
        Iterator<Window> oldest = windows.values().iterator();
        while (oldest.hasNext() && !oldest.next().end().isAfter(now)) {
            oldest.remove();
        }
    }

    private void forgetOldest() {
        Iterator<Window> oldest = windows.values().iterator();
        while (windows.size() > MOST) {
            oldest.next();
            oldest.remove();
        }
    }

    /** How many keys have a window. */
    synchronized int size() {
        return windows.size();
    }
}
