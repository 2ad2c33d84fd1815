package org.postern.daemon.leak;

import java.time.Instant;

/**
 * An old version that is still in memory.
 *
 * @param what names it
 * @param holder what holds it, in words, or that nothing was found yet
 * @param since when it was retired
 */
public record Suspect(String what, String holder, Instant since) {}
