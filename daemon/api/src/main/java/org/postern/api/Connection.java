package org.postern.api;

import java.net.InetSocketAddress;

/** The client's connection to httpd, as far as httpd tells. */
public interface Connection {

    /** The address of the TCP peer where httpd tells it, else the client's as {@link Request#useragentIp}. */
    String clientIp();

    /** The same as {@link #clientIp}. */
    String remoteIp();

    /** {@link #clientIp} with its port; port 0 where httpd does not tell it, as with mod_remoteip. */
    InetSocketAddress clientAddr();

    /** The address on httpd's side, with its port. */
    InetSocketAddress localAddr();

    /** The address on httpd's side. */
    String localIp();
}
