package org.postern.daemon;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpExchange;
import org.postern.ajp.AjpHeadException;
import org.postern.ajp.AjpRequest;
import org.postern.daemon.phase.HttpStatus;

/**
 * An exchange without a peer: the request's body comes from memory, and the answer goes to a stream as it is written, status line and
 * headers first. It refuses the heads that the connector would refuse, but for their length.
 */
final class MadeUpExchange implements AjpExchange {

    private static final Set<String> HOP_BY_HOP =
            Set.of("connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade");

    private final AjpRequest request;
    private final OutputStream out;
    private final CountDownLatch over = new CountDownLatch(1);

    private byte @Nullable [] body;
    private int status;
    private volatile boolean complete;

    MadeUpExchange(AjpRequest request, byte @Nullable [] body, OutputStream out) {
        this.request = request;
        this.body = body;
        this.out = out;
    }

    /** Waits for the end of the answer. */
    HandlerRun.Outcome await() throws InterruptedException {
        over.await();
        return new HandlerRun.Outcome(status, complete);
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
        byte[] all = body;
        body = null;
        return all == null || all.length == 0 ? null : all;
    }

    @Override
    public void start(int code, @Nullable String reason, Iterable<Map.Entry<String, String>> headers) {
        if (started()) {
            throw new IllegalStateException("the head was sent already");
        }
        String title = reason == null ? HttpStatus.title(code) : reason;
        StringBuilder head =
                new StringBuilder("HTTP/1.1 ").append(code).append(' ').append(title == null ? code : title);
        for (Map.Entry<String, String> header : headers) {
            check(header.getKey(), header.getValue());
            if (!HOP_BY_HOP.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                head.append('\n').append(header.getKey()).append(": ").append(header.getValue());
            }
        }
        byte[] bytes = head.append("\n\n").toString().getBytes(StandardCharsets.UTF_8);
        try {
            out.write(bytes);
        } catch (IOException e) {
            throw new IllegalStateException("the answer cannot be shown: " + e.getMessage(), e);
        }
        status = code;
    }

    private static void check(String name, String value) {
        if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
            throw new AjpHeadException("response header name \"" + name + "\": not a token");
        }
        if (value.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 0x7F)) {
            throw new AjpHeadException(name + ": control character");
        }
    }

    @Override
    public boolean started() {
        return status != 0;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (!request.method().equals("HEAD") && status != 204 && status != 304) {
            out.write(bytes, offset, length);
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void end() throws IOException {
        out.flush();
        complete = true;
        over.countDown();
    }

    @Override
    public void abort() {
        over.countDown();
    }

    @Override
    public boolean gone() {
        return over.getCount() == 0;
    }
}
