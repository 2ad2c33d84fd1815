package org.postern.daemon.exchange;

import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpExchange;
import org.postern.ajp.AjpRequest;
import org.postern.ajp.codec.AjpReplyWriter;

/** An exchange without a connection, whose packets go to one buffer that all exchanges of a benchmark share. */
final class BufferExchange implements AjpExchange {

    /** What the exchanges of one connection share. */
    static final class Connection {

        private final AjpReplyWriter writer = new AjpReplyWriter(8192);
        private final ByteBuf out = Unpooled.buffer(8192);
    }

    private final Connection connection;
    private final AjpRequest request;
    private final Thread asking = Thread.currentThread();
    private int status;
    private volatile boolean over;

    BufferExchange(Connection connection, AjpRequest request) {
        this.connection = connection;
        this.request = request;
        connection.out.clear();
    }

    /** Waits for the end, which has come already where the loop's thread did the work; the bytes of a good answer. */
    int await() {
        while (!over) {
            LockSupport.park(this);
        }
        if (status != 200) {
            throw new IllegalStateException("status " + status);
        }
        return connection.out.readableBytes();
    }

    @Override
    public AjpRequest request() {
        return request;
    }

    @Override
    public void runOnLoop(Runnable service) {
        service.run();
    }

    @Override
    public byte @Nullable [] read() {
        return null;
    }

    @Override
    public void start(int code, @Nullable String reason, Iterable<Map.Entry<String, String>> headers) {
        connection.writer.head(connection.out, code, reason, headers);
        status = code;
    }

    @Override
    public boolean started() {
        return status != 0;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        connection.writer.chunk(connection.out, bytes, offset, length);
    }

    @Override
    public void flush() {
        connection.writer.flush(connection.out);
    }

    @Override
    public void end() {
        connection.writer.end(connection.out, true);
        finish();
    }

    @Override
    public void abort() {
        status = -1;
        finish();
    }

    private void finish() {
        over = true;
        if (Thread.currentThread() != asking) {
            LockSupport.unpark(asking);
        }
    }

    @Override
    public boolean gone() {
        return over;
    }
}
