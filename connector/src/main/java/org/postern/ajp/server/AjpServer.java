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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.postern.ajp.AjpLimits;
import org.postern.ajp.AjpMonitor;
import org.postern.ajp.AjpService;
import org.postern.ajp.codec.AjpDecoder;
import org.postern.ajp.codec.AjpReplyWriter;

/**
 * Listens for httpd, on TCP and on unix sockets: with native epoll where it loads, with NIO else.
 *
 * <p>{@link #bind} as often as there are addresses, then {@link #close} once, from any thread.
 */
public final class AjpServer implements AutoCloseable {

    private static final int BACKLOG = 1024;

    /** Of a file's mode: the bits that tell what it is, and what they are for a socket. */
    private static final int FILE_TYPE = 0170000;

    private static final int SOCKET = 0140000;

    private final AjpLimits limits;
    private final Supplier<List<byte[]>> secrets;
    private final AjpService service;
    private final AjpMonitor monitor;
    private final AjpReplyWriter writer;
    private final boolean epoll;
    private final EventLoopGroup loops;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final List<Channel> listeners = new ArrayList<>();
    private volatile boolean draining;

    /**
     * A server that listens nowhere yet.
     *
     * @param secrets what peers must bring one of; asked anew for each request, so secrets can change; without any,
     *     none is needed; an empty one is never matched
     * @param threads how many event loops
     * @param epoll whether to use native epoll where it loads
     */
    public AjpServer(
            AjpLimits limits,
            Supplier<List<byte[]>> secrets,
            AjpService service,
            AjpMonitor monitor,
            int threads,
            boolean epoll) {
        this.limits = limits;
        this.secrets = secrets;
        this.service = service;
        this.monitor = monitor;
        this.writer = new AjpReplyWriter(limits.packetOut());
        this.epoll = epoll && Epoll.isAvailable();
        IoHandlerFactory io = this.epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.loops = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("postern-ajp", true), io);
    }

    /** How sockets are driven: {@code epoll} or {@code nio}. */
    public String transport() {
        return epoll ? "epoll" : "nio";
    }

    /**
     * Begins to listen.
     *
     * @return the address bound, with the port that the system chose for port 0
     * @throws IOException if somebody listens there already, or the address cannot be had
     */
    public synchronized SocketAddress bind(SocketAddress address) throws IOException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        connected(channel);
                    }
                });
        SocketAddress local = address;
        if (address instanceof UnixDomainSocketAddress unix) {
            removeStaleSocket(unix.getPath());
            bootstrap.channel(unixChannel());
            local = epoll ? new DomainSocketAddress(unix.getPath().toFile()) : unix;
        } else {
            bootstrap
                    .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                    .option(ChannelOption.SO_REUSEADDR, true)
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .childOption(ChannelOption.SO_KEEPALIVE, true);
        }
        var bound = bootstrap.bind(local).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen on " + address + ": " + bound.cause().getMessage(), bound.cause());
        }
        listeners.add(bound.channel());
        return address instanceof InetSocketAddress ? bound.channel().localAddress() : address;
    }

    private Class<? extends ServerChannel> unixChannel() {
        return epoll ? EpollServerDomainSocketChannel.class : NioServerDomainSocketChannel.class;
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

    private void connected(Channel channel) {
        if (connections.size() >= limits.connections()) {
            monitor.connectionRefused(Peers.name(channel));
            channel.close();
            return;
        }
        connections.add(channel);
        if (draining) { // looked at after the line above, so that close() has either set it or finds the connection
            channel.close();
            return;
        }
        AjpDecoder decoder = new AjpDecoder(limits);
        ChannelPipeline pipeline = channel.pipeline();
        if (!limits.idleTimeout().isZero()) {
            pipeline.addLast(
                    "idle", new IdleStateHandler(0, 0, limits.idleTimeout().toMillis(), TimeUnit.MILLISECONDS));
        }
        pipeline.addLast("stall", new StallHandler(limits.writeTimeout()));
        pipeline.addLast("decoder", decoder);
        pipeline.addLast("ping", new PingHandler(writer, this::isDraining));
        pipeline.addLast("secret", new SecretHandler(secrets, monitor));
        pipeline.addLast("exchange", new ExchangeHandler(decoder, writer, limits, service, monitor, this::isDraining));
    }

    private boolean isDraining() {
        return draining;
    }

    /** How many connections are open. */
    public int connections() {
        return connections.size();
    }

    /**
     * Stops listening, lets the requests in flight end, and closes every connection after its answer.
     *
     * @param patience how long to wait for requests in flight before their connections are cut
     */
    public synchronized void close(Duration patience) {
        draining = true;
        listeners.forEach(listener -> listener.close().awaitUninterruptibly());
        connections.forEach(channel -> channel.pipeline().fireUserEventTriggered(ExchangeHandler.DRAIN));
        long deadline = System.nanoTime() + patience.toNanos();
        for (Channel channel : connections) {
            channel.closeFuture().awaitUninterruptibly(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
        connections.close().awaitUninterruptibly();
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(10));
    }
}
