package org.postern.ajp.server;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/** One socket that is listened on; a unix socket's file goes with it, unless the socket is another process's as well. */
final class Listener {

    private final SocketAddress asked;
    private final Channel channel;
    private final @Nullable Object file;
    private boolean ours;

    /**
     * @param asked the address as it was asked for
     * @param ours whether no other process has it
     */
    Listener(SocketAddress asked, Channel channel, boolean ours) {
        this.asked = asked;
        this.channel = channel;
        this.file = asked instanceof UnixDomainSocketAddress unix ? identity(unix.getPath()) : null;
        this.ours = ours;
    }

    SocketAddress asked() {
        return asked;
    }

    Channel channel() {
        return channel;
    }

    /** Whether clients still find it: the file of a unix socket may have been removed, or be another's by now. */
    boolean isReachable() {
        return !(asked instanceof UnixDomainSocketAddress unix)
                || file != null && file.equals(identity(unix.getPath()));
    }

    private static @Nullable Object identity(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
        } catch (IOException gone) {
            return null;
        }
    }

    /** Says whether its file is this process's to remove. */
    void ours(boolean ours) {
        this.ours = ours;
    }

    void close() {
        channel.close().awaitUninterruptibly();
        if (ours && asked instanceof UnixDomainSocketAddress unix && isReachable()) {
            unix.getPath().toFile().delete(); // one that stays is removed by the next to listen there
        }
    }
}
