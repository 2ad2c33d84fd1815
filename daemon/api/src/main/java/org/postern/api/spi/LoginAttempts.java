package org.postern.api.spi;

import java.util.List;

/** How often passwords were tried lately, so that nobody tries them all. Safe for any thread. */
public interface LoginAttempts {

    /**
     * One of the things by which an attempt is counted.
     *
     * @param key such as a user or an address
     * @param most attempts it may have within a quarter of an hour
     */
    record Count(String key, int most) {}

    /**
     * Begins an attempt. It counts from now on, so that many at once are no way round.
     *
     * @return 0 if it may be made; else the seconds until it may, and it does not count
     */
    long begin(List<Count> counts);

    /** Takes back an attempt that was begun, as it was no failure. */
    void takeBack(List<Count> counts);
}
