package org.postern.daemon.exchange;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.LogText;
import org.slf4j.Logger;

/** The clock of requests with a {@code JavaTimeout}. Safe for any thread. */
final class Timeouts implements AutoCloseable {

    /** How long a handler that was interrupted has to end by itself. */
    private static final long GRACE_MILLIS = 1000;

    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "postern-timeouts");
        thread.setDaemon(true);
        return thread;
    });

    Timeouts() {
        clock.setRemoveOnCancelPolicy(true);
    }

    /**
     * Has a request end after so many seconds; the result stops that.
     *
     * @param explain puts the lines of authors into the trace that is logged; on another thread than the request's
     */
    ScheduledFuture<?> begin(
            TimedExchange exchange, int seconds, String request, Consumer<Throwable> explain, Logger log) {
        return clock.schedule(() -> expire(exchange, seconds, request, explain, log), seconds, TimeUnit.SECONDS);
    }

    private void expire(TimedExchange exchange, int seconds, String request, Consumer<Throwable> explain, Logger log) {
        TimeoutException where = exchange.expire(seconds);
        if (where != null) {
            explain.accept(where);
            log.error(
                    "{} after {} s, here interrupted [request \"{}\"]",
                    Code.TIMEOUT.id(),
                    seconds,
                    LogText.of(request),
                    where);
            clock.schedule(() -> take(exchange, request, log), GRACE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private static void take(TimedExchange exchange, String request, Logger log) {
        try {
            if (exchange.take()) {
                log.error(
                        "{} its handler did not mind the interruption; it was answered in its place [request \"{}\"]",
                        Code.TIMEOUT.id(),
                        LogText.of(request));
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
