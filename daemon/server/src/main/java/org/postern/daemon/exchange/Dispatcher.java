package org.postern.daemon.exchange;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpExchange;
import org.postern.ajp.AjpHeadException;
import org.postern.ajp.AjpService;
import org.postern.daemon.config.Plans;
import org.postern.daemon.config.Settings;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.fault.LogText;
import org.postern.daemon.fault.Seldom;
import org.postern.daemon.fault.Shortage;
import org.postern.daemon.interpreter.Interpreters;
import org.postern.daemon.loopback.Loopbacks;
import org.postern.daemon.session.Sessions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets requests in. Those of sections whose requests run short run on the event loop's own thread, all others on one of their own; where
 * there is no place for one, it gets a 503 at once.
 */
public final class Dispatcher implements AjpService, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private final Admission<ServedRequest> admission;
    private final Admission.Share<ServedRequest> newcomers;
    private final Routes routes;
    private final Arrivals arrivals;
    private final Seldom overload;
    private final Seldom threads;
    private final ExecutorService workers;
    private volatile boolean served;
    private volatile CountDownLatch opening = new CountDownLatch(0);

    public Dispatcher(
            Settings settings,
            Plans plans,
            Interpreters interpreters,
            Loopbacks loopbacks,
            Sessions sessions,
            Clock clock) {
        this(settings, plans, interpreters, loopbacks, sessions, clock, workers());
    }

    /** @param workers gives each request a thread */
    Dispatcher(
            Settings settings,
            Plans plans,
            Interpreters interpreters,
            Loopbacks loopbacks,
            Sessions sessions,
            Clock clock,
            ExecutorService workers) {
        this.admission = new Admission<>(settings.workers(), settings.queue(), settings.workersShare());
        this.newcomers = new Admission.Share<>();
        this.routes = new Routes(plans, interpreters, admission);
        this.arrivals = new Arrivals(settings, loopbacks, sessions, clock);
        this.overload = new Seldom(clock);
        this.threads = new Seldom(clock);
        this.workers = workers;
    }

    private static ExecutorService workers() {
        AtomicInteger count = new AtomicInteger();
        return Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "postern-worker-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void service(AjpExchange exchange) {
        Route route = routes.known(exchange.request());
        ServedRequest request = new ServedRequest(exchange, route, route == null ? newcomers : route.share(), this);
        switch (admission.enter(request.share(), request)) {
            case RUNS -> start(request);
            case WAITS -> LOG.debug("no place yet: {}", request);
            case REFUSED -> {
                overload.happened(more -> LOG.warn("{} {}{}", Code.OVERLOADED.id(), admission.load(), more));
                answer(exchange, 503);
            }
        }
    }

    /** Runs a request that has a place. */
    private void start(ServedRequest request) {
        Route route = request.route();
        try {
            if (route != null && route.pace().isFast() && opening.getCount() == 0) {
                request.exchange().runOnLoop(request);
            } else {
                workers.execute(() -> runAll(request));
            }
        } catch (RejectedExecutionException | OutOfMemoryError noThread) {
            passOn(admission.leave(request.share()));
            refuse(request.exchange(), noThread);
        } catch (RuntimeException | Error defect) {
            passOn(admission.leave(request.share()));
            throw defect;
        }
    }

    /** Those that run go on, and the next one to come may find one of their threads free. */
    private void refuse(AjpExchange exchange, Throwable noThread) {
        threads.happened(more ->
                LOG.error("{} no thread for a request, which gets a 503: {}{}", Code.MEMORY.id(), noThread, more));
        answer(exchange, 503);
    }

    /** On an event loop's thread, which has no time for those that wait. */
    void runOne(ServedRequest request) {
        passOn(run(request));
    }

    /** Has a worker go on with one that has waited; where there is no thread to be had, it and those behind it get a 503. */
    private void passOn(@Nullable ServedRequest waited) {
        ServedRequest next = waited;
        while (next != null) {
            ServedRequest one = next;
            try {
                workers.execute(() -> runAll(one));
                return;
            } catch (RejectedExecutionException | OutOfMemoryError noThread) {
                refuse(one.exchange(), noThread);
                next = admission.leave(one.share());
            }
        }
    }

    /** On a worker's thread; it goes on with those that have waited. */
    private void runAll(ServedRequest first) {
        for (ServedRequest next = first; next != null; next = run(next)) {
            Thread.interrupted(); // what was meant for the one before
        }
    }

    /** Runs a request, and returns the one that gets its place. */
    private @Nullable ServedRequest run(ServedRequest request) {
        try {
            serve(request);
        } catch (Throwable defect) { // the place is given on all the same
            abort(request, defect);
        }
        return admission.leave(request.share());
    }

    private static void abort(ServedRequest request, Throwable defect) {
        try {
            request.exchange().abort();
            LOG.error(
                    "{} {}",
                    Shortage.code(defect).id(),
                    request.exchange().request().uri(),
                    defect);
        } catch (RuntimeException | Error untold) {
            // there is no memory to tell it with
        }
    }

    private void serve(ServedRequest request) {
        AjpExchange exchange = request.exchange();
        RequestRun run;
        Route route;
        try {
            opening.await();
            route = request.route() == null ? routes.of(exchange.request()) : request.route();
            run = arrivals.of(exchange, route);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            answer(exchange, 503);
            return;
        } catch (Fault fault) {
            LOG.error("{} [request \"{}\"]", fault.line(), LogText.of(Arrivals.line(exchange.request())));
            answer(exchange, fault.code() == Code.TOO_MANY_INTERPRETERS ? 503 : 500);
            return;
        } catch (RuntimeException | Error defect) {
            // httpd would wait for an answer that nobody gives
            LOG.error(
                    "{} [request \"{}\"]",
                    Shortage.code(defect).id(),
                    LogText.of(Arrivals.line(exchange.request())),
                    defect);
            answer(exchange, 500);
            return;
        }
        long begun = System.nanoTime();
        run.run();
        if (!served) { // it is written seldom, as threads would wait for one another's
            served = true;
        }
        route.pace().ran(System.nanoTime() - begun);
    }

    /** Whether a request has come to its answer since this was asked before. */
    public boolean hasServed() {
        boolean since = served;
        served = false;
        return since;
    }

    /** Lets requests wait from now on; for before the first one comes. */
    public void hold() {
        opening = new CountDownLatch(1);
    }

    /** Ends what {@link #hold} began. */
    public void open() {
        opening.countDown();
    }

    /** How many requests were answered, run, wait and were refused, in words. */
    public String counts() {
        return admission.counts();
    }

    /** A plain page, for requests that come to no handler. */
    private static void answer(AjpExchange exchange, int status) {
        byte[] page = ErrorPage.of(status).getBytes(StandardCharsets.UTF_8);
        List<Map.Entry<String, String>> head = status == 503
                ? List.of(Map.entry("Content-Type", "text/html; charset=UTF-8"), Map.entry("Retry-After", "1"))
                : List.of(Map.entry("Content-Type", "text/html; charset=UTF-8"));
        try {
            exchange.start(status, null, head);
            if (!exchange.request().method().equals("HEAD")) {
                exchange.write(page, 0, page.length);
            }
            exchange.end();
        } catch (IOException | AjpHeadException gone) {
            exchange.abort();
        }
    }

    /** Waits a little for requests in flight. */
    @Override
    public void close() {
        workers.shutdown();
        try {
            if (!workers.awaitTermination(5, TimeUnit.SECONDS)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            workers.shutdownNow();
        }
        arrivals.close();
    }
}
