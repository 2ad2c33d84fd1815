package org.postern.api;

import java.io.IOException;
import java.util.Map;

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
 * <p>State that outlives a chunk belongs into {@link #attributes}. A filter must take chunks of any size, empty ones too. What it has not
 * read when it returns is dropped. When it throws, it is out of the way, and the answer is an error's page if its head is not out yet; a
 * {@link ServerReturn} decides which. What the method returns means nothing. Belongs to the thread of its request.
 */
public interface Filter {

    /** What is left of this chunk; empty when nothing is, null at the end of the stream. */
    byte @Nullable [] read() throws IOException;

    /** At most so many bytes of what is left of this chunk, all of it for a negative number; else as {@link #read()}. */
    byte @Nullable [] read(int length) throws IOException;

    /**
     * A line with its newline; empty when this chunk has no whole line any more, null at the end of the stream.
     *
     * <p>The beginning of a line waits for its end in a later chunk, unless it is read otherwise. At the end of the stream it comes without a
     * newline; a line of more than 65,536 bytes comes in pieces.
     */
    byte @Nullable [] readline() throws IOException;

    /** The same with at most so many bytes; the rest of the line comes next. */
    byte @Nullable [] readline(int length) throws IOException;

    /**
     * Passes text on, in the charset of the answer's content type, for an input filter the request's; UTF-8 if it names none.
     *
     * @throws IllegalArgumentException if the charset is not known, or lacks a character of the text
     */
    void write(String text) throws IOException;

    /** Passes bytes on. */
    void write(byte[] bytes) throws IOException;

    /** Has what was written so far passed on at once: sends it, and the head, to the client; to a reader, it comes in any case. */
    void flush() throws IOException;

    /**
     * Passes the end of the stream on; nothing can be read or written afterwards, by an IllegalStateException, and what else comes is dropped. A
     * second call does nothing.
     */
    void close() throws IOException;

    /** Passes on what is left of this chunk, as it is. */
    void passOn() throws IOException;

    /** Takes the filter out of this request: from now on everything passes as it is. */
    void disable();

    /** The request. Its own methods neither read nor write the body that the filter is at work on. */
    Request req();

    /** Objects for later calls of this filter, for the same body; an error's page, or whatever else replaces a body, begins without any. */
    Map<String, Object> attributes();

    /** The name under which the filter is used, in lower case. */
    String name();

    /** Its handler as a directive names it, {@code module} or {@code module::member}. */
    String handler();

    /** The folder where its module is looked up, with a slash at the end. */
    String dir();

    /** Whether the body comes in, rather than goes out. */
    boolean isInput();

    /** Whether {@link #close} was called, for this body. */
    boolean closed();
}
