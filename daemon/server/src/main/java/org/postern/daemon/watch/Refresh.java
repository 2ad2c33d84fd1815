package org.postern.daemon.watch;

import java.nio.file.Path;
import java.util.Set;

/** One time that a listener is told, from the decision to its end. */
final class Refresh {

    /** What it tells, with what those before it tell that have not ended. */
    final Set<Path> paths;

    /** By the clock of {@link System#nanoTime}. */
    final long since;

    /** Whether a later one has ended, which told the same and more. */
    boolean isOvertaken;

    Refresh(Set<Path> paths, long since) {
        this.paths = paths;
        this.since = since;
    }
}
