package org.postern.api;

import java.net.InetSocketAddress;

import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a connection, and at this one. For a request it is the client's connection to httpd, as far as httpd tells;
 * its bytes are httpd's, and what they say comes by the {@link Request}. A connection handler has them itself: {@link Connection}.
 */
public interface ClientConnection {

    /** The address of the TCP peer where httpd tells it, else the client's as {@link Request#useragentIp}. */
    String clientIp();

    /** The same as {@link #clientIp}. */
    String remoteIp();

    /** {@link #clientIp} with its port; port 0 where httpd does not tell it, as with mod_remoteip. */
    InetSocketAddress clientAddr();

    /** The same as {@link #clientAddr}. */
    InetSocketAddress remoteAddr();

    /** The client's name where httpd looked it up, else null; a connection handler's client is never looked up. */
    @Nullable
    String remoteHost();

    /** The address on httpd's side, or of a connection handler's port on the daemon's, with its port. */
    InetSocketAddress localAddr();

    /** The address of {@link #localAddr}. */
    String localIp();

    /** Whether the client is known to be gone; that shows when something is written to it, or a read fails. */
    boolean aborted();

    /** Writes a line to the interpreter's log, with the client's address, at level {@link Apache#APLOG_ERR}. */
    void logError(String message);

    /** The same at a level of {@link Apache}'s {@code APLOG_} constants. */
    void logError(String message, int level);
}
