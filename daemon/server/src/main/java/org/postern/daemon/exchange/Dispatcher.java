package org.postern.daemon.exchange;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import org.postern.ajp.AjpExchange;
import org.postern.ajp.AjpHeadException;
import org.postern.ajp.AjpRequest;
import org.postern.ajp.AjpService;
import org.postern.daemon.config.Facts;
import org.postern.daemon.config.Plan;
import org.postern.daemon.config.Plans;
import org.postern.daemon.config.Settings;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.fault.LogText;
import org.postern.daemon.form.Forms;
import org.postern.daemon.interpreter.Interpreter;
import org.postern.daemon.interpreter.Interpreters;
import org.postern.daemon.loopback.Loopbacks;
import org.postern.daemon.session.Sessions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes requests off the event loops and gives each a thread; where there is none to have, a 503 at once. */
public final class Dispatcher implements AjpService, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private final Plans plans;
    private final Interpreters interpreters;
    private final Loopbacks loopbacks;
    private final Sessions sessions;
    private final boolean inline;
    private final int responseBuffer;
    private final Forms forms;
    private final SendingHttpd httpd;
    private final DefaultHandler files;
    private final Clock clock;
    private final ThreadPoolExecutor workers;
    private final Timeouts timeouts = new Timeouts();
    private final AtomicLong refused = new AtomicLong();
    private volatile CountDownLatch opening = new CountDownLatch(0);

    public Dispatcher(
            Settings settings,
            Plans plans,
            Interpreters interpreters,
            Loopbacks loopbacks,
            Sessions sessions,
            Clock clock) {
        this.plans = plans;
        this.interpreters = interpreters;
        this.loopbacks = loopbacks;
        this.sessions = sessions;
        this.inline = settings.inline();
        this.responseBuffer = settings.responseBuffer();
        this.forms = new Forms(settings.forms(), clock);
        this.httpd = new SendingHttpd(settings.sendfile());
        this.files = new DefaultHandler(
                new FileGate(new NeverSent(settings.neverSent()), settings.followSymlinks()),
                new MimeTypes(Path.of("/etc/mime.types")));
        this.clock = clock;
        BlockingQueue<Runnable> queue =
                settings.queue() == 0 ? new SynchronousQueue<>() : new ArrayBlockingQueue<>(settings.queue());
        AtomicInteger count = new AtomicInteger();
        this.workers =
                new ThreadPoolExecutor(settings.workers(), settings.workers(), 60, TimeUnit.SECONDS, queue, task -> {
                    Thread thread = new Thread(task, "postern-worker-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        workers.allowCoreThreadTimeOut(true);
    }

    @Override
    public void service(AjpExchange exchange) {
        try {
            workers.execute(() -> run(exchange));
        } catch (RejectedExecutionException full) {
            refused.incrementAndGet();
            LOG.warn(
                    "{} {} requests run, {} wait",
                    Code.OVERLOADED.id(),
                    workers.getActiveCount(),
                    workers.getQueue().size());
            answer(exchange, 503);
        }
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
        return workers.getCompletedTaskCount() + " answered, " + workers.getActiveCount() + " running, "
                + workers.getQueue().size() + " waiting, " + refused.get() + " refused";
    }

    private void run(AjpExchange exchange) {
        AjpRequest ajp = exchange.request();
        RequestRun request;
        try {
            opening.await();
            request = prepare(exchange, ajp);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            answer(exchange, 503);
            return;
        } catch (Fault fault) {
            LOG.error("{} [request \"{}\"]", fault.line(), LogText.of(line(ajp)));
            answer(exchange, fault.code() == Code.TOO_MANY_INTERPRETERS ? 503 : 500);
            return;
        } catch (RuntimeException | Error defect) {
            // httpd would wait for an answer that nobody gives
            LOG.error("{} [request \"{}\"]", Code.DEFECT.id(), LogText.of(line(ajp)), defect);
            answer(exchange, 500);
            return;
        }
        request.run();
    }

    private RequestRun prepare(AjpExchange forwarded, AjpRequest ajp) {
        Facts facts = new Facts(ajp.attributes());
        String name = facts.site();
        if (name == null) {
            throw new Fault(
                    Code.NO_SITE, "the virtual host has no `Use JavaSite NAME`, or its ProxyPass stands before it");
        }
        Plan plan = plans.of(ajp.attributes(), ajp.protocol());
        if (plan.fault() != null) {
            throw plan.fault();
        }
        AjpExchange exchange = plan.timeout() == 0 ? forwarded : new TimedExchange(forwarded);
        String root = Roots.of(plan.root(), facts);
        Interpreter interpreter = interpreters.of(plan, name, root, UrlText.filename(ajp.uri(), facts.uri()));
        Site site = new Site(name, facts.serverAdmin(), ajp.serverPort(), interpreter.log());
        Response response = new Response(
                exchange,
                ajp.method().equals("HEAD"),
                plan.guarded(),
                responseBuffer,
                httpd.during(ajp),
                sessions.of(interpreter.name(), line(ajp), interpreter.log()));
        Arrival arrival = new Arrival(
                exchange,
                facts,
                plan,
                interpreter,
                site,
                root,
                response,
                forms.of(interpreter.label()),
                clock.instant());
        List<String> folders = Stream.of(facts.documentRoot(), facts.contextDocumentRoot())
                .filter(Objects::nonNull)
                .toList();
        return new RequestRun(
                arrival,
                inline,
                request -> files.handle(request, response, folders),
                new PagesOfHttpd(arrival, loopbacks),
                timeouts);
    }

    private static String line(AjpRequest ajp) {
        String told = new Facts(ajp.attributes()).theRequest();
        return told == null ? ajp.method() + " " + ajp.uri() : told;
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
        timeouts.close();
        try {
            if (!workers.awaitTermination(5, TimeUnit.SECONDS)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            workers.shutdownNow();
        }
        forms.close();
    }
}
