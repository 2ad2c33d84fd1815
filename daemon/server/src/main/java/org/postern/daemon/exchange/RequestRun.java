package org.postern.daemon.exchange;

import static org.postern.api.Apache.DECLINED;
import static org.postern.api.Apache.DONE;
import static org.postern.api.Apache.OK;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;
import org.postern.api.Filter;
import org.postern.api.Request;
import org.postern.api.ServerReturn;
import org.postern.daemon.config.ErrorDocument;
import org.postern.daemon.config.Handler;
import org.postern.daemon.config.Phase;
import org.postern.daemon.config.Plan;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.fault.LogText;
import org.postern.daemon.fault.Tellable;
import org.postern.daemon.importer.Entry;
import org.postern.daemon.loopback.Loopbacks;
import org.postern.daemon.phase.PhaseRunner;
import org.postern.daemon.stdio.StdStreams;
import org.slf4j.Logger;

/**
 * Runs one request through its phases and sends what comes of it; and for the client's own request, runs log and cleanup, whatever
 * happened before. The target of an internal redirect has a run of its own, within the handler that asks for it.
 */
final class RequestRun implements PhaseRunner.Calls, HttpRequest.Course {

    /** How often a request may be redirected; httpd's own limit. */
    private static final int MOST_REDIRECTS = 10;

    /** What answers where no handler does. */
    interface DefaultAnswer {
        /** Answers with OK, or returns a status. */
        int answer(HttpRequest request) throws IOException;
    }

    private final Arrival arrival;
    private final Response response;
    private final Plan plan;
    private final HandlerEntries entries;
    private final DefaultAnswer files;
    private final Loopbacks loopbacks;
    private final Timeouts timeouts;
    private final HttpRequest request;
    private final int error;

    private @Nullable Phase phase;
    private @Nullable Handler handler;
    private @Nullable ErrorAnswers errors;

    /**
     * @param inline whether handlers may stand in directives
     * @param files answers what no handler does
     * @param loopbacks answer what the daemon does not
     * @param timeouts for requests with a JavaTimeout
     */
    RequestRun(Arrival arrival, boolean inline, DefaultAnswer files, Loopbacks loopbacks, Timeouts timeouts) {
        this(
                arrival,
                new HandlerEntries(arrival.plan(), arrival.interpreter(), inline),
                files,
                loopbacks,
                timeouts,
                new HttpRequest(arrival),
                0);
    }

    /** @param error the status for which the request is an error document; 0 for any other request */
    private RequestRun(
            Arrival arrival,
            HandlerEntries entries,
            DefaultAnswer files,
            Loopbacks loopbacks,
            Timeouts timeouts,
            HttpRequest request,
            int error) {
        this.arrival = arrival;
        this.response = arrival.response();
        this.plan = arrival.plan();
        this.entries = entries;
        this.files = files;
        this.loopbacks = loopbacks;
        this.timeouts = timeouts;
        this.request = request;
        this.error = error;
    }

    /** Runs the client's request. */
    void run() {
        entries.enter();
        try {
            answerInTime();
            after(Phase.LOG);
            request.rests();
            if (!request.cleanups().isEmpty()) {
                request.cleanups().forEach(this::cleanUp);
            }
            after(Phase.CLEANUP);
        } finally {
            response.sessions().release();
            arrival.form().close();
            entries.leave();
            StdStreams.endLines();
        }
    }

    private void answerInTime() {
        if (!(arrival.exchange() instanceof TimedExchange exchange)) {
            answer(PhaseRunner::run);
            return;
        }
        Logger log = arrival.interpreter().log();
        Future<?> expiry = timeouts.begin(exchange, plan.timeout(), request.theRequest(), entries::explain, log);
        try {
            answer(PhaseRunner::run);
        } finally {
            exchange.finish();
            expiry.cancel(false);
        }
    }

    /** What the phases come to, or what stands in for them. */
    private interface Content {
        int run(PhaseRunner.Calls calls) throws IOException;
    }

    private void answer(Content content) {
        try {
            if (plan.debug() && request.prev() == null) {
                entries.awaitChanges();
            }
            request.begin(this);
            finish(content.run(this));
        } catch (Throwable failure) {
            errors().failed(failure);
        }
    }

    private void finish(int result) throws IOException {
        if (response.over()) {
            return;
        }
        if (result == OK || result == DONE) {
            response.end();
        } else if (result == DECLINED) {
            finish(files.answer(request));
        } else if (result < 400) {
            if (!response.committed()) {
                response.head().status(result);
            }
            response.end();
        } else {
            errors().answer(result);
        }
    }

    private ErrorAnswers errors() {
        errors = errors == null ? new ErrorAnswers(arrival, request, this, error) : errors;
        return errors;
    }

    // --- elsewhere

    @Override
    public void redirect(String url, boolean asGet) {
        if (response.over()) {
            throw new IllegalStateException("internalRedirect \"" + url + "\": the request is answered already");
        }
        String method = asGet ? getOrHead() : request.method();
        go(new Targets(arrival.facts()).of(url, method, request.filename() != null), error);
    }

    private String getOrHead() {
        return request.headerOnly() ? "HEAD" : "GET";
    }

    /** Answers with a document of the site in place of an error's page. */
    void document(ErrorDocument.Local document, int status) {
        go(new Targets(arrival.facts()).of(document.url(), getOrHead(), request.filename() != null), status);
    }

    private void go(Target target, int error) {
        if (request.redirects() >= MOST_REDIRECTS) {
            throw new Fault(
                    Code.REDIRECT_CIRCLE,
                    "redirect to " + target.uri() + " (expected: at most " + MOST_REDIRECTS + " for one request)");
        }
        try {
            response.redirect();
        } catch (IOException gone) {
            throw RequestRun.<RuntimeException>asIs(gone);
        }
        HttpRequest next = request.redirected(target);
        PagesOfHttpd pages = new PagesOfHttpd(arrival, loopbacks);
        boolean away = pages.have(target.uri());
        new RequestRun(arrival, entries, files, loopbacks, timeouts, next, error)
                .answer(away ? run -> pages.answer(next, error != 0) : PhaseRunner::run);
    }

    /** Has the default handler answer, whatever handlers there are. */
    int file() throws IOException {
        return files.answer(request);
    }

    // --- where it stands

    /** The modules that it sees. */
    HandlerEntries entries() {
        return entries;
    }

    /** The running phase. */
    @Nullable
    Phase runningPhase() {
        return phase;
    }

    /** Where it stands, for log and developers. */
    List<Map.Entry<String, String>> where() {
        List<Map.Entry<String, String>> where = new ArrayList<>();
        where.add(Map.entry("request", "\"" + request.theRequest() + "\""));
        if (request.prev() != null) {
            where.add(Map.entry("redirected", request.trail()));
        }
        where.add(Map.entry("interpreter", arrival.interpreter().label()));
        if (phase != null) {
            where.add(Map.entry("phase", phase.directive()));
        }
        if (handler != null) {
            where.add(Map.entry("handler", handler.text()));
        }
        return where;
    }

    // --- log and cleanup

    private void after(Phase last) {
        try {
            PhaseRunner.run(this, last);
        } catch (Throwable failure) {
            late(failure);
        }
    }

    /** What runs when the answer is out can break nothing any more; that it failed is for the log alone. */
    private void late(Throwable failure) {
        arrival.interpreter()
                .log()
                .error(
                        "{} {} [request \"{}\"]",
                        Code.CLEANUP_THREW.id(),
                        Tellable.of(failure),
                        LogText.of(request.theRequest()),
                        failure);
    }

    private void cleanUp(Runnable cleanup) {
        try {
            cleanup.run();
        } catch (Throwable failure) {
            late(failure);
        }
    }

    // --- the runner's questions

    @Override
    public List<List<Handler>> handlers(Phase of) {
        phase = of;
        handler = null;
        List<List<Handler>> sections = request.handlers(of);
        for (int i = 0; i < sections.size(); i++) {
            List<Handler> section = sections.get(i);
            removeAbsent(of, section);
            if (of.guards() && !section.isEmpty()) {
                response.head().guarded();
            }
        }
        return sections;
    }

    /** Removes those that are to be passed over where their module does not have them. */
    private void removeAbsent(Phase of, List<Handler> section) {
        for (int i = 0; i < section.size(); ) {
            Handler each = section.get(i);
            if (each instanceof Handler.Named named && named.silent() && entry(of, each) == null) {
                section.remove(i);
            } else {
                i++;
            }
        }
    }

    @Override
    public boolean isUserKnown() {
        return request.user() != null;
    }

    @Override
    public int call(Phase running, Handler called) {
        phase = running;
        handler = called;
        request.runs(running, called);
        Entry entry = entry(running, called);
        try {
            return entry == null ? DECLINED : entry.call(request);
        } catch (ServerReturn end) {
            if (end.status() != 0) {
                request.status(end.status());
            }
            return end.result();
        } catch (Throwable thrown) {
            throw RequestRun.<RuntimeException>asIs(thrown);
        }
    }

    private @Nullable Entry entry(Phase running, Handler called) {
        return entries.entry(
                running.directive(), running.member(), Request.class, called, request.root(called), request.filename());
    }

    @Override
    public Entry filter(Handler called, boolean input) {
        String directive = input ? "JavaInputFilter" : "JavaOutputFilter";
        String member = input ? "inputFilter" : "outputFilter";
        Entry entry = called instanceof Handler.Named
                ? entries.entry(directive, member, Filter.class, called, request.root(called), request.filename())
                : null;
        if (entry == null) {
            throw new Fault(
                    Code.BAD_DIRECTIVE, directive + " \"" + called.text() + "\" (expected: module or module::member)");
        }
        return entry;
    }

    /** Lets any exception through a method that declares none. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T asIs(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
