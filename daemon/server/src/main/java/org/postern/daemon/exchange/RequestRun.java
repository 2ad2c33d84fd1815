package org.postern.daemon.exchange;

import static org.postern.api.Apache.DECLINED;
import static org.postern.api.Apache.DONE;
import static org.postern.api.Apache.HTTP_INTERNAL_SERVER_ERROR;
import static org.postern.api.Apache.HTTP_METHOD_NOT_ALLOWED;
import static org.postern.api.Apache.HTTP_NOT_IMPLEMENTED;
import static org.postern.api.Apache.HTTP_SERVICE_UNAVAILABLE;
import static org.postern.api.Apache.HTTP_UNAUTHORIZED;
import static org.postern.api.Apache.OK;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpBodyException;
import org.postern.ajp.AjpExchange;
import org.postern.ajp.AjpHeadException;
import org.postern.api.Filter;
import org.postern.api.ModuleException;
import org.postern.api.Request;
import org.postern.api.ServerReturn;
import org.postern.daemon.compiler.CompileFault;
import org.postern.daemon.config.Directive;
import org.postern.daemon.config.Handler;
import org.postern.daemon.config.Phase;
import org.postern.daemon.config.Plan;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.fault.LogText;
import org.postern.daemon.fault.Tellable;
import org.postern.daemon.importer.Entry;
import org.postern.daemon.interpreter.Interpreter;
import org.postern.daemon.phase.PhaseRunner;

/**
 * Runs one request through its phases, sends what comes of it, and runs log and cleanup, whatever happened before.
 *
 * <p>The one place in which exceptions become answers: before the head is out, an error page; after it, the end of the connection,
 * which shows the client that the answer is not complete.
 */
final class RequestRun implements PhaseRunner.Calls {

    /** The default handler, bound to the request. */
    interface DefaultAnswer {
        /** Answers with OK, or returns a status. */
        int answer() throws IOException;
    }

    private final AjpExchange exchange;
    private final Plan plan;
    private final Interpreter interpreter;
    private final HandlerEntries entries;
    private final Response response;
    private final HttpRequest request;
    private final DefaultAnswer files;

    private @Nullable Phase phase;
    private @Nullable Handler handler;

    /**
     * @param inline whether handlers may stand in directives
     * @param files answers what no handler does
     */
    RequestRun(
            AjpExchange exchange,
            Plan plan,
            Interpreter interpreter,
            boolean inline,
            Response response,
            HttpRequest request,
            DefaultAnswer files) {
        this.exchange = exchange;
        this.plan = plan;
        this.interpreter = interpreter;
        this.request = request;
        this.entries = new HandlerEntries(plan, interpreter, request, inline);
        this.response = response;
        this.files = files;
    }

    void run() {
        entries.enter();
        try {
            answer();
            after(Phase.LOG);
            request.cleanups().forEach(cleanup -> guarded(cleanup::run));
            after(Phase.CLEANUP);
        } finally {
            entries.leave();
        }
    }

    private void answer() {
        try {
            if (plan.debug()) {
                entries.awaitChanges();
            }
            request.useFilters(this::filter);
            finish(PhaseRunner.run(this));
        } catch (Throwable failure) {
            if (failure instanceof IOException gone && exchange.gone()) {
                lost(gone);
            } else {
                failed(Tellable.of(failure));
            }
        }
    }

    private void lost(IOException why) {
        interpreter.log().debug("client gone: {} ({})", why.getMessage(), LogText.of(request.theRequest()));
        exchange.abort();
    }

    // --- results

    private void finish(int result) throws IOException {
        if (result == OK || result == DONE) {
            response.end();
        } else if (result == DECLINED) {
            finish(files.answer());
        } else if (result < 400) {
            if (!response.committed()) {
                response.status(result);
            }
            response.end();
        } else {
            error(result, ErrorPage.of(result));
        }
    }

    private void error(int status, String page) throws IOException {
        if (response.committed()) {
            exchange.abort();
            return;
        }
        response.reset();
        response.status(status);
        response.contentType("text/html; charset=UTF-8");
        if (status == HTTP_UNAUTHORIZED) {
            challenge();
        }
        if ((status == HTTP_METHOD_NOT_ALLOWED || status == HTTP_NOT_IMPLEMENTED)
                && !request.allowedMethods().isEmpty()) {
            response.errHeadersOut().set("Allow", String.join(", ", request.allowedMethods()));
        }
        response.write(page);
        response.end();
    }

    /** Asks the browser for credentials, where Basic ones can be meant. */
    private void challenge() {
        boolean basic = phase == Phase.AUTHEN
                || plan.authName() != null
                || phase == Phase.AUTHZ && "Basic".equals(request.authType());
        if (basic && !response.errHeadersOut().contains("WWW-Authenticate")) {
            String realm = request.authName().replace("\\", "\\\\").replace("\"", "\\\"");
            response.errHeadersOut().set("WWW-Authenticate", "Basic realm=\"" + realm + "\"");
        }
    }

    // --- failures

    /** Answers a failure; a filter that fails on the error page is a failure more, and is out of the way then. */
    private void failed(Throwable failure) {
        Throwable next = failure;
        while (next != null) {
            next = answered(next);
        }
    }

    private @Nullable Throwable answered(Throwable failure) {
        log(failure);
        if (failure instanceof VirtualMachineError && !(failure instanceof StackOverflowError)) {
            exchange.abort();
            return null;
        }
        try {
            if (failure instanceof AjpHeadException) {
                response.errHeadersOut().clear();
            }
            error(status(failure), page(failure));
        } catch (FilterFailure another) {
            return another;
        } catch (IOException gone) {
            lost(gone);
        } catch (AjpHeadException again) {
            exchange.abort();
        }
        return null;
    }

    private static int status(Throwable failure) {
        if (failure instanceof AjpBodyException body) {
            return body.status();
        }
        Throwable why = failure instanceof ModuleException ? failure.getCause() : failure;
        return why instanceof Fault fault && fault.code() == Code.SLOW_LOAD
                ? HTTP_SERVICE_UNAVAILABLE
                : HTTP_INTERNAL_SERVER_ERROR;
    }

    private String page(Throwable failure) {
        return plan.debug() && !(failure instanceof AjpBodyException)
                ? DebugPage.of(failure, entries, facts())
                : ErrorPage.of(status(failure));
    }

    private void log(Throwable failure) {
        String where = String.join(
                ", ",
                where().stream()
                        .map(row -> row.getKey() + " " + LogText.of(row.getValue()))
                        .toList());
        if (failure instanceof CompileFault compile) {
            interpreter.log().error("{} {} [{}]", compile.code().id(), compile.summary(), where);
        } else if (failure instanceof Fault fault) {
            interpreter.log().error("{} [{}]", fault.line(), where, fault.getCause());
        } else if (failure instanceof AjpBodyException) {
            interpreter.log().info("{} {} [{}]", Code.BAD_BODY.id(), failure.getMessage(), where);
        } else if (failure instanceof AjpHeadException) {
            interpreter.log().error("{} {} [{}]", Code.BAD_HEAD.id(), failure.getMessage(), where);
        } else {
            interpreter
                    .log()
                    .error("{} {} [{}]", Code.HANDLER_THREW.id(), LogText.of(String.valueOf(failure)), where, failure);
        }
    }

    private List<Map.Entry<String, String>> where() {
        List<Map.Entry<String, String>> where = new ArrayList<>();
        where.add(Map.entry("request", "\"" + request.theRequest() + "\""));
        where.add(Map.entry("interpreter", interpreter.label()));
        if (phase != null) {
            where.add(Map.entry("phase", phase.directive()));
        }
        if (handler != null) {
            where.add(Map.entry("handler", handler.text()));
        }
        return where;
    }

    private List<DebugPage.Facts> facts() {
        List<Map.Entry<String, String>> what = where();
        what.addAll(request.facts());
        return List.of(
                new DebugPage.Facts("Request", what),
                new DebugPage.Facts("Headers", request.harmlessHeaders()),
                new DebugPage.Facts(
                        "Directives", Directive.lines(exchange.request().attributes())),
                new DebugPage.Facts("Modules", entries.list()));
    }

    // --- log and cleanup

    private void after(Phase last) {
        guarded(() -> PhaseRunner.run(this, last));
    }

    /** What runs when the answer is out can break nothing any more; that it failed is for the log alone. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (Throwable failure) {
            interpreter
                    .log()
                    .error(
                            "{} {} [request \"{}\"]",
                            Code.CLEANUP_THREW.id(),
                            Tellable.of(failure),
                            LogText.of(request.theRequest()),
                            failure);
        }
    }

    // --- the runner's questions

    @Override
    public List<List<Handler>> handlers(Phase of) {
        phase = of;
        handler = null;
        List<List<Handler>> sections = request.handlers(of);
        for (List<Handler> section : sections) {
            section.removeIf(each -> each instanceof Handler.Named named && named.silent() && entry(of, each) == null);
            if (of.guards() && !section.isEmpty()) {
                response.guarded();
            }
        }
        return sections;
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
                response.status(end.status());
            }
            return end.result();
        } catch (Throwable thrown) {
            throw RequestRun.<RuntimeException>asIs(thrown);
        }
    }

    private @Nullable Entry entry(Phase running, Handler called) {
        return entries.entry(running.directive(), running.member(), Request.class, called, request.root(called));
    }

    private Entry filter(Handler called, boolean input) {
        String directive = input ? "JavaInputFilter" : "JavaOutputFilter";
        String member = input ? "inputFilter" : "outputFilter";
        Entry entry = called instanceof Handler.Named
                ? entries.entry(directive, member, Filter.class, called, request.root(called))
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
