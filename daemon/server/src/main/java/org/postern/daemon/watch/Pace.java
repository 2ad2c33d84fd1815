package org.postern.daemon.watch;

import java.time.Duration;

/**
 * How long things take. Only the settle time is a setting.
 *
 * @param settle how long files must be quiet before a change is told
 * @param longest after which a change is told however much goes on
 * @param probe how often everything is compared with what was seen, for the sake of what the system does not tell
 * @param doubt how long a difference that nothing told of waits for its event before it is looked at again; see {@link Poller}
 * @param poll how often that is compared of which the system does not tell
 * @param hang after which a refresh that has not ended does not hold up the next
 * @param again after which that is told again which failed for want of memory or files; each time in a row it doubles
 */
record Pace(
        Duration settle,
        Duration longest,
        Duration probe,
        Duration doubt,
        Duration poll,
        Duration hang,
        Duration again) {

    static Pace of(Duration settle) {
        return new Pace(
                settle,
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                Duration.ofMillis(250),
                Duration.ofMillis(500),
                Duration.ofSeconds(5),
                Duration.ofSeconds(2));
    }
}
