package org.postern.ajp.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.DomainSocketReadMode;
import io.netty.channel.unix.FileDescriptor;

/**
 * Where a {@link SocketGiver} brings sockets: a unix socket in the system's abstract namespace, which leaves no file behind, whatever
 * happens to the process. Everybody can see and reach it, so those of other processes than the one expected are turned away.
 */
final class SocketTaker implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 10;

    private final String meeting = "postern-" + UUID.randomUUID();
    private final BlockingQueue<FileDescriptor> arrived = new LinkedBlockingQueue<>();
    private final long giver;
    private final Channel listener;

    /** @param giver the process that is expected */
    SocketTaker(EventLoopGroup loops, long giver) throws IOException {
        this.giver = giver;
        var bound = new ServerBootstrap()
                .group(loops)
                .channel(EpollServerDomainSocketChannel.class)
                .childHandler(new ChannelInitializer<EpollDomainSocketChannel>() {
                    @Override
                    protected void initChannel(EpollDomainSocketChannel channel) throws IOException {
                        connected(channel);
                    }
                })
                .bind(address(meeting))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("no sockets can be taken: " + bound.cause().getMessage(), bound.cause());
        }
        this.listener = bound.channel();
    }

    static DomainSocketAddress address(String meeting) {
        return new DomainSocketAddress("\0" + meeting);
    }

    private void connected(EpollDomainSocketChannel channel) throws IOException {
        if (channel.peerCredentials().pid() != giver) {
            channel.close();
            return;
        }
        channel.config().setReadMode(DomainSocketReadMode.FILE_DESCRIPTORS);
        channel.pipeline().addLast("descriptors", new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                arrived.add((FileDescriptor) message);
            }
        });
    }

    /** What the giver has to know. */
    String meeting() {
        return meeting;
    }

    /** So many sockets, in the order in which they were given. */
    List<FileDescriptor> take(int count) throws IOException {
        List<FileDescriptor> taken = new ArrayList<>();
        try {
            while (taken.size() < count) {
                FileDescriptor next = arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                if (next == null) {
                    throw new IOException("process " + giver + " gave " + taken.size() + " of " + count + " sockets");
                }
                taken.add(next);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while sockets were taken", e);
        }
        return taken;
    }

    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
    }
}
