package org.postern.ajp.server;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.MessageDigest;
import java.util.List;
import java.util.function.Supplier;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpMonitor;
import org.postern.ajp.codec.AjpMessage;

/**
 * Lets a request through if it brings one of the secrets, or if there are none. The comparison takes as long for a wrong secret as
 * for a right one (CVE-2026-43514 tells why). An empty secret is none that anybody can bring: a request without secret would have it.
 *
 * <p>Where there are none, anybody on this machine may be at the other end of a TCP connection: what such a peer says of the user goes
 * no further. Who may open a unix socket is decided by its mode.
 *
 * <p>One serves all connections.
 */
@ChannelHandler.Sharable
final class SecretHandler extends ChannelInboundHandlerAdapter {

    private static final byte[] NOTHING = {};

    private final Supplier<List<byte[]>> secrets;
    private final AjpMonitor monitor;

    SecretHandler(Supplier<List<byte[]>> secrets, AjpMonitor monitor) {
        this.secrets = secrets;
        this.monitor = monitor;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof AjpMessage.Forward forward && !isRight(forward.secret())) {
            monitor.secretRefused(Peers.name(ctx.channel()));
            ctx.fireUserEventTriggered(new Refusal.Event(Refusal.WRONG_SECRET, forward.request()));
        } else if (message instanceof AjpMessage.Forward forward && !isKnown(ctx.channel())) {
            ctx.fireChannelRead(new AjpMessage.Forward(forward.request().withoutUser(), forward.secret()));
        } else {
            ctx.fireChannelRead(message);
        }
    }

    /** Whether a peer whose request was let through is one of ours. */
    private boolean isKnown(Channel channel) {
        SocketAddress local = channel.localAddress();
        return !secrets.get().isEmpty() || local != null && !(local instanceof InetSocketAddress);
    }

    private boolean isRight(byte @Nullable [] offered) {
        List<byte[]> known = secrets.get();
        byte[] bytes = offered == null ? NOTHING : offered;
        boolean right = known.isEmpty();
        for (int i = 0; i < known.size(); i++) {
            byte[] secret = known.get(i);
            right |= secret.length > 0 && MessageDigest.isEqual(secret, bytes);
        }
        return right;
    }
}
