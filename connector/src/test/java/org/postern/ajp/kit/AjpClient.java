package org.postern.ajp.kit;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.Unpooled;

/** httpd's end of a connection. Whatever takes longer than {@link #PATIENCE} fails. */
public final class AjpClient implements AutoCloseable {

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

    private final SocketChannel socket;
    private final Selector selector;
    private final SelectionKey key;

    private AjpClient(SocketChannel socket) throws IOException {
        this.socket = socket;
        socket.configureBlocking(false);
        selector = Selector.open();
        key = socket.register(selector, 0);
    }

    public static AjpClient connect(SocketAddress address) throws IOException {
        return new AjpClient(SocketChannel.open(address));
    }

    /** A client for whom the system keeps little: what it does not read soon waits at the other end. */
    public static AjpClient connectNarrow(SocketAddress address) throws IOException {
        SocketChannel socket = address instanceof UnixDomainSocketAddress
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open();
        socket.setOption(StandardSocketOptions.SO_RCVBUF, 64 * 1024);
        socket.connect(address);
        return new AjpClient(socket);
    }

    public void send(byte[]... parts) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Packets.join(parts));
        long deadline = System.nanoTime() + PATIENCE;
        while (bytes.hasRemaining()) {
            if (socket.write(bytes) == 0) {
                await(SelectionKey.OP_WRITE, deadline);
            }
        }
    }

    public void send(ForwardPacket request, byte[]... behind) throws IOException {
        send(request.bytes(), Packets.join(behind));
    }

    /** The next packet, or an {@link EOFException} where the backend has closed its direction. */
    public ReplyPacket next() throws IOException {
        ByteBuffer header = read(4);
        if (header.getShort() != 0x4142) {
            throw new AssertionError("reply packet: magic");
        }
        return ReplyPacket.payload(Unpooled.wrappedBuffer(read(header.getShort() & 0xFFFF)));
    }

    /** The packets up to END_RESPONSE, none of which may ask for body. */
    public Answer answer() throws IOException {
        if (!(next() instanceof ReplyPacket.Head head)) {
            throw new AssertionError("the answer begins with no head");
        }
        List<ReplyPacket.Chunk> chunks = new ArrayList<>();
        for (ReplyPacket packet = next(); ; packet = next()) {
            if (packet instanceof ReplyPacket.End end) {
                return new Answer(head, chunks, end.reuse());
            }
            chunks.add((ReplyPacket.Chunk) packet);
        }
    }

    /** Sends a request without body and takes its answer. */
    public Answer ask(ForwardPacket request) throws IOException {
        send(request);
        return answer();
    }

    /** Waits for the end of what the backend says; another packet or a reset is a failure. */
    public void awaitEnd() throws IOException {
        try {
            throw new AssertionError("not the end, but " + next());
        } catch (EOFException end) {
            // as it should be
        }
    }

    /** Waits until the backend has closed, with an end or with a reset, and drops what it says until then. */
    public void awaitClosed() {
        try {
            while (true) {
                readInto(ByteBuffer.allocate(65_536), System.nanoTime() + PATIENCE);
            }
        } catch (IOException closed) {
            // as it should be
        }
    }

    /** Says that nothing more will come, and goes on listening. */
    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    private ByteBuffer read(int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        long deadline = System.nanoTime() + PATIENCE;
        while (bytes.hasRemaining()) {
            readInto(bytes, deadline);
        }
        return bytes.flip();
    }

    private void readInto(ByteBuffer bytes, long deadline) throws IOException {
        int count = socket.read(bytes);
        if (count < 0) {
            throw new EOFException("closed after " + bytes.position() + " of " + bytes.limit() + " bytes");
        }
        if (count == 0) {
            await(SelectionKey.OP_READ, deadline);
        }
    }

    private void await(int what, long deadline) throws IOException {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (millis <= 0 || Thread.interrupted()) {
            throw new AssertionError("the backend neither reads nor writes nor closes");
        }
        key.interestOps(what);
        selector.select(millis);
        selector.selectedKeys().clear();
    }

    @Override
    public void close() throws IOException {
        selector.close();
        socket.close();
    }
}
