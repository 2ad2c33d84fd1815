package org.postern.ajp.server;

import java.io.IOException;
import java.util.List;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.FileDescriptor;

/** Gives sockets to another process, where a {@link SocketTaker} waits for them. Both processes have them then. */
final class SocketGiver {

    private SocketGiver() {}

    /** @param taker the process that may have them */
    static void give(EventLoopGroup loops, String meeting, long taker, List<FileDescriptor> sockets)
            throws IOException {
        ChannelFuture connected = new Bootstrap()
                .group(loops)
                .channel(EpollDomainSocketChannel.class)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(SocketTaker.address(meeting));
        EpollDomainSocketChannel channel =
                (EpollDomainSocketChannel) done(connected).channel();
        try {
            long met = channel.peerCredentials().pid();
            if (met != taker) {
                throw new IOException("process " + met + " waits for sockets (expected: process " + taker + ")");
            }
            for (FileDescriptor socket : sockets) {
                done(channel.writeAndFlush(socket));
            }
        } finally {
            channel.close().awaitUninterruptibly();
        }
    }

    private static ChannelFuture done(ChannelFuture future) throws IOException {
        if (!future.awaitUninterruptibly().isSuccess()) {
            throw new IOException("sockets cannot be given: " + future.cause().getMessage(), future.cause());
        }
        return future;
    }
}
