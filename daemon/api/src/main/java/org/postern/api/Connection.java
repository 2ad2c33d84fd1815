package org.postern.api;

import java.io.IOException;

/**
 * A client's connection, in the hands of a connection handler: {@code void connectionHandler(Connection connection)}. It is closed when
 * the handler returns or throws.
 *
 * <p>One thread may read while another one writes. An {@link IOException} says that the client is gone, that the time is over in which
 * it sends or takes anything ({@code connection.NAME.timeout}), that it sends more than fits ({@code connection.NAME.read-max}), or that
 * the connection is closed.
 */
public interface Connection extends ClientConnection {

    /** What there is, after waiting for the first byte; empty at the end. */
    byte[] read() throws IOException;

    /**
     * Some bytes, after waiting for the first one; empty at the end.
     *
     * @param length the most that are wanted; 0 for what there is, and -1 for all until the end
     */
    byte[] read(int length) throws IOException;

    /** A line with its newline, which the last one may lack; empty at the end. */
    byte[] readline() throws IOException;

    /**
     * The same, or the beginning of a longer line.
     *
     * @param length the most bytes that are wanted, 1 or more
     */
    byte[] readline(int length) throws IOException;

    /** Sends text in UTF-8, and returns when the system has taken it. */
    void write(String text) throws IOException;

    /** Sends bytes, and returns when the system has taken them. */
    void write(byte[] bytes) throws IOException;
}
