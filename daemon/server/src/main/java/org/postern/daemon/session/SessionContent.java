package org.postern.daemon.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * What is stored of a session.
 *
 * @param cookie the name of its cookie: the id in another one is no session
 * @param timeout how long it lasts without a request
 * @param lifetime how long it lasts at all; zero for ever
 * @param values in order
 */
record SessionContent(
        String cookie,
        Instant created,
        Instant accessed,
        Duration timeout,
        Duration lifetime,
        Map<String, Object> values) {

    /** When it has ended, if nobody comes any more. */
    Instant expires() {
        Instant idle = accessed.plus(timeout);
        Instant end = lifetime.isZero() ? idle : created.plus(lifetime);
        return end.isBefore(idle) ? end : idle;
    }

    /** One that was made in what is the future, as the clock was set back since, was made now. */
    SessionContent accessedAt(Instant now) {
        return new SessionContent(cookie, created.isAfter(now) ? now : created, now, timeout, lifetime, values);
    }
}
