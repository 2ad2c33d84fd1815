package org.postern.ajp.server;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpMonitor;

/**
 * The sockets that are listened on. With epoll a unix socket is bound here and not by its channel, which would remove the socket's file
 * at its end, whoever else listens there.
 */
final class Listeners {

    private static final int BACKLOG = 1024;

    /** Of a file's mode: the bits that tell what it is, and what they are for a socket. */
    private static final int FILE_TYPE = 0170000;

    private static final int SOCKET = 0140000;

    private final EventLoopGroup loops;
    private final boolean epoll;
    private final Consumer<Channel> connected;
    private final AjpMonitor monitor;
    private final List<Listener> all = new ArrayList<>();
    private final Map<SocketAddress, FileDescriptor> inherited = new HashMap<>();

    /** @param connected sets each connection up */
    Listeners(EventLoopGroup loops, boolean epoll, Consumer<Channel> connected, AjpMonitor monitor) {
        this.loops = loops;
        this.epoll = epoll;
        this.connected = connected;
        this.monitor = monitor;
    }

    /** Has {@link #bind} use these sockets for these addresses. */
    void inherit(List<SocketAddress> addresses, List<FileDescriptor> sockets) {
        for (int i = 0; i < sockets.size(); i++) {
            inherited.put(addresses.get(i), sockets.get(i));
        }
    }

    SocketAddress bind(SocketAddress address) throws IOException {
        FileDescriptor socket = inherited.remove(address);
        boolean ours = socket == null;
        Channel channel;
        if (address instanceof UnixDomainSocketAddress unix) {
            channel = done(address, bindUnix(unix, socket));
        } else {
            channel = done(address, bindTcp(address, socket));
        }
        all.add(new Listener(address, channel, ours));
        return address instanceof InetSocketAddress ? channel.localAddress() : address;
    }

    private ChannelFuture bindTcp(SocketAddress address, @Nullable FileDescriptor socket) {
        ServerBootstrap bootstrap =
                bootstrap().childOption(ChannelOption.TCP_NODELAY, true).childOption(ChannelOption.SO_KEEPALIVE, true);
        if (socket != null) {
            return bound(bootstrap.channelFactory(() -> new EpollServerSocketChannel(socket.intValue())));
        }
        return bootstrap
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .bind(address);
    }

    private ChannelFuture bindUnix(UnixDomainSocketAddress address, @Nullable FileDescriptor inherited)
            throws IOException {
        if (inherited == null) {
            removeStaleSocket(address.getPath());
        }
        if (!epoll) {
            return bootstrap()
                    .channel(NioServerDomainSocketChannel.class)
                    .option(ChannelOption.SO_BACKLOG, BACKLOG)
                    .bind(address);
        }
        FileDescriptor socket = inherited == null ? listen(address.getPath()) : inherited;
        return bound(bootstrap().channelFactory(() -> new EpollServerDomainSocketChannel(socket.intValue(), true)));
    }

    /** For a socket that listens already. It is read from once the bootstrap has set its channel up; connections before would be lost. */
    private static ChannelFuture bound(ServerBootstrap bootstrap) {
        ChannelFuture registered =
                bootstrap.option(ChannelOption.AUTO_READ, false).register().awaitUninterruptibly();
        registered.channel().config().setAutoRead(true);
        return registered;
    }

    private ServerBootstrap bootstrap() {
        return new ServerBootstrap()
                .group(loops)
                .handler(new AcceptPause(monitor))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        connected.accept(channel);
                    }
                });
    }

    private static FileDescriptor listen(Path path) throws IOException {
        Socket socket = Socket.newSocketDomain();
        try {
            socket.bind(new DomainSocketAddress(path.toFile()));
            socket.listen(BACKLOG);
        } catch (IOException e) {
            socket.close();
            throw new IOException("cannot listen on " + path + ": " + e.getMessage(), e);
        }
        return socket;
    }

    private static Channel done(SocketAddress address, ChannelFuture bound) throws IOException {
        if (!bound.awaitUninterruptibly().isSuccess()) {
            throw new IOException(
                    "cannot listen on " + address + ": " + bound.cause().getMessage(), bound.cause());
        }
        return bound.channel();
    }

    /** A socket file outlives the process that made it; it may go if nobody answers behind it. */
    private static void removeStaleSocket(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!isSocket(path)) {
            throw new IOException("cannot listen on " + path + ": it is there and is no socket");
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.configureBlocking(false); // whose backlog is full is there too, and must not be waited for
            probe.connect(UnixDomainSocketAddress.of(path));
        } catch (ConnectException nobodyListens) {
            Files.delete(path);
            return;
        } catch (IOException e) {
            throw new IOException(
                    "cannot listen on " + path + ": it is there, and trying it fails: " + e.getMessage(), e);
        }
        throw new IOException("cannot listen on " + path + ": another process listens there");
    }

    /** Asked for by its mode: a connection to a named pipe is refused just as one to a socket that nobody listens on. */
    private static boolean isSocket(Path path) throws IOException {
        int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        return (mode & FILE_TYPE) == SOCKET;
    }

    /** Those of these addresses that there are, and that clients still find. */
    List<Listener> of(List<SocketAddress> addresses) {
        return all.stream()
                .filter(each -> addresses.contains(each.asked()) && each.isReachable())
                .toList();
    }

    /** All of them are this process's from now on. */
    void own() {
        all.forEach(each -> each.ours(true));
    }

    /** Closes all, and leaves the files of these addresses alone. */
    void leave(List<SocketAddress> addresses) {
        of(addresses).forEach(each -> each.ours(false));
        close();
    }

    void close() {
        all.forEach(Listener::close);
    }
}
