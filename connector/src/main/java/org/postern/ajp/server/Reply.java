package org.postern.ajp.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.DefaultByteBufHolder;

/**
 * Bytes on their way out, with what they mean to the bookkeeping of the connection. Counted as its bytes are, since Netty drops
 * what meets a connection that has just closed, and releases it only if it can tell that there is something to release.
 */
final class Reply extends DefaultByteBufHolder {

    private final ServerExchange exchange;
    private final boolean asks;
    private final boolean ends;

    Reply(ServerExchange exchange, ByteBuf bytes, boolean asks, boolean ends) {
        super(bytes);
        this.exchange = exchange;
        this.asks = asks;
        this.ends = ends;
    }

    /** To which request they belong. */
    ServerExchange exchange() {
        return exchange;
    }

    /** Whether they ask for a body packet. */
    boolean asks() {
        return asks;
    }

    /** Whether they end the answer. */
    boolean ends() {
        return ends;
    }

    @Override
    public Reply replace(ByteBuf bytes) {
        return new Reply(exchange, bytes, asks, ends);
    }
}
