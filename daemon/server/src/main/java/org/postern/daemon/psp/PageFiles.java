package org.postern.daemon.psp;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/** Reads what pages include. */
@FunctionalInterface
public interface PageFiles {

    /**
     * Reads a file; null if there is none.
     *
     * @param by where it is included
     */
    @Nullable
    PageFile read(Path file, Place by);
}
