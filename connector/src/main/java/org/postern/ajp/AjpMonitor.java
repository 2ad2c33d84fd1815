package org.postern.ajp;

/**
 * Hears of peers that break the rules. The connector itself logs nothing.
 *
 * <p>Called on event loops; must not block. {@code peer} names the other end for a log line.
 */
public interface AjpMonitor {

    /** A request came with a wrong secret, or without one; it was answered with 403. */
    void secretRefused(String peer);

    /** A peer broke the protocol; the connection is closed, after a complete answer where one was possible. */
    void protocolBroken(String peer, String what);

    /**
     * A request's body is longer than {@link AjpLimits#body}; it was answered with 413, or its service was told.
     *
     * @param length bytes that the request promised; where it promised fewer or none, bytes that have come so far
     */
    default void bodyRefused(String peer, long length) {}

    /** More connections than {@link AjpLimits#connections}; this one was closed. */
    void connectionRefused(String peer);

    /** A connection could not be accepted, most often as the process may open no more files; it is tried again soon. */
    default void acceptFailed(Throwable why) {}

    /** The service threw, or the connector itself failed; the peer got a 500 or a closed connection. */
    void failed(String peer, Throwable cause);
}
