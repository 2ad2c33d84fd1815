package org.postern.ajp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DuplexChannel;
import org.postern.ajp.kit.ReplyPacket;

/**
 * A connection without a socket: time stands still until it is told to pass, and the peer takes what is written only when it
 * likes to. Whoever calls is the event loop.
 */
final class EmbeddedSocket extends EmbeddedChannel implements DuplexChannel {

    private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(false);
    private boolean stalled;
    private int allowed;
    private boolean outputShut;

    EmbeddedSocket() {
        config().setAllocator(memory);
        freezeTime();
    }

    void receive(byte... bytes) {
        writeInbound(alloc().heapBuffer(Math.max(1, bytes.length)).writeBytes(bytes));
    }

    /** All that was sent since the last call. */
    List<ReplyPacket> sent() {
        CompositeByteBuf all = alloc().compositeHeapBuffer();
        for (ByteBuf piece = readOutbound(); piece != null; piece = readOutbound()) {
            all.addComponent(true, piece);
        }
        try {
            return ReplyPacket.all(all);
        } finally {
            all.release();
        }
    }

    /** From now on the peer takes nothing. */
    void stall() {
        stalled = true;
    }

    /** The peer, which takes nothing else, takes so many bytes; they are not kept. */
    void take(int bytes) {
        allowed = bytes;
        unsafe().flush();
        runPendingTasks();
    }

    /** The peer takes all that is waiting. */
    void proceed() {
        stalled = false;
        unsafe().flush();
        runPendingTasks();
    }

    void advance(Duration time) {
        advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        runScheduledPendingTasks();
        runPendingTasks();
    }

    /** Ends the connection, and holds its handlers to have given back all memory. */
    void finishWithoutLeak() {
        finishAndReleaseAll();
        assertEquals(0, memory.metric().usedHeapMemory(), "heap buffers not released");
        assertEquals(0, memory.metric().usedDirectMemory(), "direct buffers not released");
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer in) throws Exception {
        if (!stalled) {
            super.doWrite(in);
        } else if (allowed > 0) {
            in.removeBytes(allowed);
            allowed = 0;
        }
    }

    @Override
    public boolean isOutputShutdown() {
        return outputShut;
    }

    @Override
    public ChannelFuture shutdownOutput() {
        return shutdownOutput(newPromise());
    }

    @Override
    public ChannelFuture shutdownOutput(ChannelPromise promise) {
        outputShut = true;
        return promise.setSuccess();
    }

    @Override
    public boolean isInputShutdown() {
        return false;
    }

    @Override
    public ChannelFuture shutdownInput() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ChannelFuture shutdownInput(ChannelPromise promise) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public ChannelFuture shutdown() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ChannelFuture shutdown(ChannelPromise promise) {
        throw new UnsupportedOperationException();
    }
}
