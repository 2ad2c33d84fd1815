package org.postern.ajp.server;

import java.net.SocketAddress;

import io.netty.channel.Channel;

/** Names of peers for messages. */
final class Peers {

    private Peers() {}

    /** The other end's address; for a unix socket, whose other end has none, the socket's own path. */
    static String name(Channel channel) {
        SocketAddress remote = channel.remoteAddress();
        String name = remote == null ? "" : remote.toString();
        return name.length() > 1 ? name : "unix:" + channel.localAddress();
    }
}
