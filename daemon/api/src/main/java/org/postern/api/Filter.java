package org.postern.api;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * A filter at work on one chunk of a body, as it goes out or as it comes in.
 *
 * <p>The filter's method is called again and again, each time with a new object: once for each chunk that passes, and once for the end of
 * the stream. A filter that does its work on every byte is a loop:
 *
 * <pre>{@code
 * static void outputFilter(Filter filter) throws IOException {
 *     byte[] chunk = filter.read();
 *     while (chunk != null && chunk.length > 0) {
 *         filter.write(changed(chunk));
 *         chunk = filter.read();
 *     }
 *     if (chunk == null) {
 *         filter.close();
 *     }
 * }
 * }</pre>
 *
 * <p>State that outlives a chunk belongs on the request, as a note. A filter must take chunks of any size, empty ones too. Belongs to
 * the thread of its request.
 */
public interface Filter {

    /** What is left of this chunk; empty when nothing is, null at the end of the stream. */
    byte @Nullable [] read() throws IOException;

    /** A line of this chunk with its newline, or what is left of it; empty when nothing is, null at the end of the stream. */
    byte @Nullable [] readline() throws IOException;

    /**
     * Passes text on, in the charset of the answer's content type, for an input filter the request's; UTF-8 if it names none.
     *
     * @throws IllegalArgumentException if the charset is not known, or lacks a character of the text
     */
    void write(String text) throws IOException;

    /** Passes bytes on. */
    void write(byte[] bytes) throws IOException;

    /** Has what was written so far passed on at once. */
    void flush() throws IOException;

    /** Passes the end of the stream on; nothing can be read or written afterwards. A second call does nothing. */
    void close() throws IOException;

    /** Passes on what is left of this chunk, as it is. */
    void passOn() throws IOException;

    /** Takes the filter out of this request: from now on everything passes as it is. */
    void disable();

    /** The request. */
    Request req();

    /** The name under which the filter is used, in lower case. */
    String name();

    /** Whether the body comes in, rather than goes out. */
    boolean isInput();

    /** Whether {@link #close} was called. */
    boolean closed();
}
