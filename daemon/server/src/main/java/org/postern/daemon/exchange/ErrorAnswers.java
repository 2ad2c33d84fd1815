package org.postern.daemon.exchange;

import static org.postern.api.Apache.HTTP_BAD_GATEWAY;
import static org.postern.api.Apache.HTTP_GATEWAY_TIME_OUT;
import static org.postern.api.Apache.HTTP_INTERNAL_SERVER_ERROR;
import static org.postern.api.Apache.HTTP_METHOD_NOT_ALLOWED;
import static org.postern.api.Apache.HTTP_MOVED_TEMPORARILY;
import static org.postern.api.Apache.HTTP_NOT_IMPLEMENTED;
import static org.postern.api.Apache.HTTP_SERVICE_UNAVAILABLE;
import static org.postern.api.Apache.HTTP_UNAUTHORIZED;
import static org.postern.api.Apache.OK;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpBodyException;
import org.postern.ajp.AjpHeadException;
import org.postern.api.FormException;
import org.postern.api.ModuleException;
import org.postern.daemon.compiler.CompileFault;
import org.postern.daemon.config.Directive;
import org.postern.daemon.config.ErrorDocument;
import org.postern.daemon.config.Phase;
import org.postern.daemon.config.Plan;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.fault.LogText;
import org.postern.daemon.fault.Shortage;
import org.postern.daemon.fault.Tellable;
import org.postern.daemon.filter.FilterFailure;
import org.slf4j.Logger;

/**
 * Answers one request where it came to an error.
 *
 * <p>The one place in which exceptions become answers: before the head is out, an error page, or the document that JavaErrorDocument
 * names; after it, the end of the connection, which shows the client that the answer is not complete.
 */
final class ErrorAnswers {

    private final Arrival arrival;
    private final Response response;
    private final Plan plan;
    private final HttpRequest request;
    private final RequestRun run;
    private final int status;
    private final Logger log;
    private boolean fileTried;

    /** @param status for which the request is an error document; 0 for any other request */
    ErrorAnswers(Arrival arrival, HttpRequest request, RequestRun run, int status) {
        this.arrival = arrival;
        this.response = arrival.response();
        this.plan = arrival.plan();
        this.request = request;
        this.run = run;
        this.status = status;
        this.log = arrival.interpreter().log();
    }

    /** The status for which the request is an error document; 0 for any other request. */
    int status() {
        return status;
    }

    // --- results

    /** Answers with a status of 400 or more. */
    void answer(int error) throws IOException {
        if (response.committed()) {
            response.abort();
            return;
        }
        if (status != 0) {
            documentFailed(error);
            return;
        }
        ErrorDocument document = plan.errorDocuments().get(error);
        if (document instanceof ErrorDocument.Text text) {
            page(error, text.text());
        } else if (document instanceof ErrorDocument.Local local) {
            head(error);
            run.document(local, error);
        } else if (document instanceof ErrorDocument.Elsewhere elsewhere && error != HTTP_UNAUTHORIZED) {
            response.reset();
            response.head().errHeadersOut().set("Location", elsewhere.url());
            page(HTTP_MOVED_TEMPORARILY, ErrorPage.movedTo(elsewhere.url()));
        } else {
            page(error, ErrorPage.of(error)); // a browser that is sent elsewhere would not ask for credentials
        }
    }

    /**
     * Where handlers answer the document with an error too, as those that answer everything do, the file itself is meant. Without
     * one, a document that leads to itself is a defect of the configuration, and any other leaves the error as it was.
     */
    private void documentFailed(int error) throws IOException {
        if (!fileTried) {
            fileTried = true;
            head(status);
            if (run.file() == OK) {
                response.end();
                return;
            }
        }
        boolean circle = Objects.equals(
                plan.errorDocuments().get(status), plan.errorDocuments().get(error));
        log.error(
                "{} JavaErrorDocument {} {}: answered with {} itself [{}]",
                Code.ERROR_DOCUMENT.id(),
                status,
                request.uri(),
                error,
                where());
        int shown = circle ? HTTP_INTERNAL_SERVER_ERROR : status;
        page(shown, ErrorPage.of(shown));
    }

    private void page(int error, String page) throws IOException {
        head(error);
        response.head().contentType("text/html; charset=UTF-8");
        response.write(page);
        response.end();
    }

    /** Forgets the answer so far, and begins that to an error. */
    private void head(int error) {
        response.reset();
        ResponseHead head = response.head();
        head.status(error);
        if (error == HTTP_UNAUTHORIZED) {
            challenge();
        }
        if ((error == HTTP_METHOD_NOT_ALLOWED || error == HTTP_NOT_IMPLEMENTED)
                && !request.allowedMethods().isEmpty()) {
            head.errHeadersOut().set("Allow", String.join(", ", request.allowedMethods()));
        }
    }

    /** Asks the browser for credentials, where Basic ones can be meant. */
    private void challenge() {
        Phase phase = run.runningPhase();
        boolean basic = phase == Phase.AUTHEN
                || plan.authName() != null
                || phase == Phase.AUTHZ && "Basic".equals(request.authType());
        if (basic && !response.head().errHeadersOut().contains("WWW-Authenticate")) {
            String realm = request.authName().replace("\\", "\\\\").replace("\"", "\\\"");
            response.head().errHeadersOut().set("WWW-Authenticate", "Basic realm=\"" + realm + "\"");
        }
    }

    // --- failures

    /** Answers a failure; a filter that fails on the error page is a failure more, and is out of the way then. */
    void failed(Throwable thrown) {
        try {
            answerAll(thrown);
        } catch (RuntimeException | Error defect) {
            log.error("{} [request \"{}\"]", Shortage.code(defect).id(), LogText.of(request.theRequest()), defect);
            response.abort(); // httpd would wait for an answer that nobody gives
        }
    }

    private void answerAll(Throwable thrown) {
        Throwable failure = ofClient(thrown);
        if (failure instanceof IOException gone && arrival.exchange().gone()) {
            lost(gone);
            return;
        }
        Throwable next = arrival.exchange() instanceof TimedExchange timed && timed.isExpired()
                ? timed.outOfTime()
                : Tellable.of(SessionFailure.why(failure));
        run.entries().explain(next);
        while (next != null) {
            next = answered(next);
        }
    }

    /** What reading the client's form has thrown, without its wrapping. */
    private Throwable ofClient(Throwable thrown) {
        Throwable cause = thrown instanceof UncheckedIOException ? thrown.getCause() : null;
        return cause instanceof AjpBodyException
                        || cause != null && arrival.exchange().gone()
                ? cause
                : thrown;
    }

    private void lost(IOException why) {
        log.debug("client gone: {} ({})", why.getMessage(), LogText.of(request.theRequest()));
        response.abort();
    }

    private @Nullable Throwable answered(Throwable failure) {
        log(failure);
        if (response.over()) {
            return null;
        }
        if (!Shortage.isIn(failure)
                && (failure instanceof InternalError
                        || failure instanceof UnknownError)) { // the JVM cannot be trusted any more
            response.abort();
            return null;
        }
        try {
            if (failure instanceof AjpHeadException) {
                response.head().errHeadersOut().clear();
            }
            answerTo(failure);
        } catch (FilterFailure another) {
            return another;
        } catch (SessionFailure another) {
            return SessionFailure.why(another);
        } catch (IOException gone) {
            lost(gone);
        } catch (AjpHeadException again) {
            response.abort();
        }
        return null;
    }

    private void answerTo(Throwable failure) throws IOException {
        boolean shown = plan.debug() && !(failure instanceof AjpBodyException) && !(failure instanceof FormException);
        if (failure instanceof FilterFailure filter && filter.asked() != 0) {
            answer(filter.asked());
        } else if (shown && !response.committed()) {
            page(status(failure), DebugPage.of(failure, run.entries(), facts()));
        } else {
            answer(status(failure));
        }
    }

    private static int status(Throwable failure) {
        if (failure instanceof AjpBodyException body) {
            return body.status();
        }
        if (failure instanceof FormException form) {
            return form.status();
        }
        Throwable why = failure instanceof ModuleException ? failure.getCause() : failure;
        return why instanceof Fault fault ? status(fault.code()) : HTTP_INTERNAL_SERVER_ERROR;
    }

    private static int status(Code code) {
        return switch (code) {
            case SLOW_LOAD, LOOPBACK_BUSY, SESSION_STORE, SESSION_BUSY, SESSION_DAMAGED, TIMEOUT ->
                HTTP_SERVICE_UNAVAILABLE;
            case LOOPBACK_FAILED -> HTTP_BAD_GATEWAY;
            case LOOPBACK_SLOW -> HTTP_GATEWAY_TIME_OUT;
            default -> HTTP_INTERNAL_SERVER_ERROR;
        };
    }

    private void log(Throwable failure) {
        if (failure instanceof CompileFault compile) {
            log.error("{} {} [{}]", compile.code().id(), compile.summary(), where());
        } else if (failure instanceof FilterFailure filter && filter.asked() != 0) {
            log.debug("{} [{}]", filter.line(), where());
        } else if (failure instanceof Fault fault) {
            log.error("{} [{}]", fault.line(), where(), fault.getCause());
        } else if (failure instanceof AjpBodyException) {
            log.info("{} {} [{}]", Code.BAD_BODY.id(), failure.getMessage(), where());
        } else if (failure instanceof FormException) {
            log.info("{} {} [{}]", Code.FORM_REFUSED.id(), LogText.of(String.valueOf(failure.getMessage())), where());
        } else if (failure instanceof AjpHeadException) {
            log.error("{} {} [{}]", Code.BAD_HEAD.id(), failure.getMessage(), where());
        } else if (Shortage.isIn(failure)) {
            log.error("{} {} [{}]", Code.MEMORY.id(), failure, where(), failure);
        } else {
            log.error("{} {} [{}]", Code.HANDLER_THREW.id(), LogText.of(String.valueOf(failure)), where(), failure);
        }
    }

    private String where() {
        return String.join(
                ", ",
                run.where().stream()
                        .map(row -> row.getKey() + " " + LogText.of(row.getValue()))
                        .toList());
    }

    private List<DebugPage.Facts> facts() {
        List<Map.Entry<String, String>> what = run.where();
        what.addAll(request.facts());
        return List.of(
                new DebugPage.Facts("Request", what),
                new DebugPage.Facts("Headers", request.harmlessHeaders()),
                new DebugPage.Facts("Directives", Directive.lines(arrival.ajp().attributes())),
                new DebugPage.Facts("Modules", run.entries().list()));
    }
}
