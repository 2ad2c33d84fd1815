package org.postern.daemon.janino;

import org.jspecify.annotations.Nullable;

/** The types that a source sees besides those compiled with it. */
public interface Types {

    /** The type of a name with slashes between packages and a dollar sign before a member; null if there is none. */
    @Nullable
    Seen find(String name);

    /** A type as it is known. */
    sealed interface Seen {

        /** As a class file. */
        record Bytes(byte[] bytes) implements Seen {}

        /** As a source, which is compiled along. */
        record Text(String file, String text) implements Seen {}
    }
}
