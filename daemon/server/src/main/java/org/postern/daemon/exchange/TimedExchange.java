package org.postern.daemon.exchange;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpExchange;
import org.postern.ajp.AjpHeadException;
import org.postern.ajp.AjpRequest;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/**
 * The exchange of a request that may take only so long. When its time is over its thread is interrupted; a handler that does not mind
 * that loses the exchange, which is then answered, or broken off, in its place.
 */
final class TimedExchange implements AjpExchange {

    private final AjpExchange exchange;
    private final Thread worker = Thread.currentThread();
    private final ReentrantLock lock = new ReentrantLock();
    private boolean finished;
    private volatile boolean expired;
    private volatile boolean taken;

    TimedExchange(AjpExchange exchange) {
        this.exchange = exchange;
    }

    // --- the clock's side

    /** The time is over. Returns where the thread is; null if it has done with the request. */
    @Nullable
    TimeoutException expire(int seconds) {
        synchronized (worker) {
            if (finished) {
                return null;
            }
            TimeoutException where = new TimeoutException("JavaTimeout " + seconds);
            where.setStackTrace(worker.getStackTrace());
            expired = true;
            worker.interrupt();
            return where;
        }
    }

    /** Takes the exchange away from a thread that was told and goes on all the same. Returns whether it had to. */
    boolean take() throws InterruptedException {
        if (isFinished() || !lock.tryLock(1, TimeUnit.SECONDS)) {
            return false; // it waits for a client that takes nothing, which has a time-out of its own
        }
        try {
            if (isFinished()) {
                return false;
            }
            taken = true;
            if (exchange.started()) {
                exchange.abort();
            } else {
                answer();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean isFinished() {
        synchronized (worker) {
            return finished;
        }
    }

    private void answer() {
        byte[] page = ErrorPage.of(503).getBytes(StandardCharsets.UTF_8);
        try {
            exchange.start(503, null, List.of(Map.entry("Content-Type", "text/html; charset=UTF-8")));
            exchange.write(page, 0, page.length);
            exchange.end();
        } catch (IOException | AjpHeadException gone) {
            exchange.abort();
        }
    }

    // --- the request's side

    /** Whether the time is over. */
    boolean isExpired() {
        return expired;
    }

    /** What is answered instead of what the interruption has brought about. */
    Fault outOfTime() {
        Thread.interrupted(); // the answer may have to wait for the client
        return new Fault(Code.TIMEOUT, "interrupted");
    }

    /** The request is answered: from now on its thread is interrupted no more. */
    void finish() {
        synchronized (worker) {
            finished = true;
            if (expired) {
                Thread.interrupted();
            }
        }
    }

    @Override
    public AjpRequest request() {
        return exchange.request();
    }

    @Override
    public void runOnLoop(Runnable service) {
        exchange.runOnLoop(service);
    }

    @Override
    public byte @Nullable [] read() throws IOException {
        check();
        return exchange.read();
    }

    @Override
    public void start(int status, @Nullable String reason, Iterable<Map.Entry<String, String>> headers) {
        lock.lock();
        try {
            if (!taken) {
                exchange.start(status, reason, headers);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean started() {
        return exchange.started();
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        lock.lock();
        try {
            check();
            exchange.write(bytes, offset, length);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void flush() throws IOException {
        lock.lock();
        try {
            check();
            exchange.flush();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void end() throws IOException {
        lock.lock();
        try {
            check();
            exchange.end();
        } finally {
            lock.unlock();
        }
    }

    private void check() throws IOException {
        if (taken) {
            throw new IOException("the request took longer than JavaTimeout allows, and was answered");
        }
    }

    @Override
    public void abort() {
        lock.lock();
        try {
            if (!taken) {
                exchange.abort();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean gone() {
        return taken || exchange.gone();
    }
}
