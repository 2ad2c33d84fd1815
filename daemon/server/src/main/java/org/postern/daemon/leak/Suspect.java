package org.postern.daemon.leak;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * An old version that is still in memory.
 *
 * @param what names it
 * @param holder what holds it, in words; null as long as it may merely not have been collected yet
 * @param since when it was retired
 */
public record Suspect(String what, @Nullable String holder, Instant since) {}
