package org.postern.api.spi;

import org.jspecify.annotations.Nullable;

/** JSON (RFC 8259), written from and read into what the JDK has for it. Safe for any thread. */
public interface Json {

    /**
     * Writes a value in one line: null, text, numbers, booleans, collections, arrays of objects, maps by their keys' text, and records by
     * their components' names.
     *
     * @throws IllegalArgumentException if it is, or has in it, something else, a number that JSON lacks, or itself
     */
    String write(@Nullable Object value);

    /**
     * Reads a value: null, String, Boolean, the narrowest of Integer, Long, BigInteger and Double that fits, List, or Map in its order.
     * What it returns can be changed.
     *
     * @throws IllegalArgumentException if it is no JSON, or deeper or longer than is sensible; the message says where
     */
    @Nullable
    Object read(String text);
}
