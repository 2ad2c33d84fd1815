package org.postern.ajp.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/** The ways in which httpd reaches the daemon. */
enum Transport {
    TCP_EPOLL,
    TCP_NIO,
    UNIX_EPOLL,
    UNIX_NIO;

    boolean epoll() {
        return this == TCP_EPOLL || this == UNIX_EPOLL;
    }

    boolean unix() {
        return this == UNIX_EPOLL || this == UNIX_NIO;
    }

    /** Where to listen; a socket file goes into {@code directory}. */
    SocketAddress address(Path directory) {
        return unix()
                ? UnixDomainSocketAddress.of(directory.resolve("ajp.sock"))
                : new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }
}
