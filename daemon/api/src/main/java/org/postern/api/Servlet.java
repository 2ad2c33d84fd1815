package org.postern.api;

import java.io.IOException;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A page as an object, for {@code postern.servlet}: of its class there is a new instance for each request, so its fields are the
 * request's own.
 *
 * <pre>
 *   auth()     may the visitor?        else throw new ServerReturn(HTTP_FORBIDDEN)
 *   prep()     what the answer needs
 *   respond()  the answer              false: there is none, 204 or the status that is set
 *   wrapup()   what is left to do where all went well
 *   finish()   always, whatever happened
 * </pre>
 *
 * <p>Belongs to the thread of its request.
 */
public abstract class Servlet {

    private @Nullable Request req;
    private String contextPath = "";
    private String pathInfo = "";

    /** Called before {@link #req} is known. */
    protected Servlet() {}

    // --- the life cycle

    /** Lets the visitor in, or throws. */
    protected void auth() throws Exception {}

    /** Prepares the answer. */
    protected void prep() throws Exception {}

    /** Answers; false if there is nothing to say, which is a 204, or the status that is set. */
    protected abstract boolean respond() throws Exception;

    /** Does what is left to do after an answer, or after none. */
    protected void wrapup() throws Exception {}

    /** Gives back what the request has taken. What it throws is logged, and changes nothing for the visitor. */
    protected void finish() throws Exception {}

    // --- what it is

    /** The type of what it writes. */
    protected String contentType() {
        return "text/html; charset=UTF-8";
    }

    /** The methods that it answers; any other is a 405. */
    protected List<String> methods() {
        return List.of("GET", "HEAD", "POST");
    }

    // --- the request

    /** The request; forms, cookies and sessions are the request's own. */
    protected final Request req() {
        if (req == null) {
            throw new IllegalStateException("req(): there is no request yet (expected: a call from auth() on)");
        }
        return req;
    }

    /** The part of the URL's path that led to this servlet, without a slash at its end; empty for one that has the whole site. */
    protected final String contextPath() {
        return contextPath;
    }

    /** The part of the URL's path behind {@link #contextPath}: empty, or it begins with a slash. */
    protected final String pathInfo() {
        return pathInfo;
    }

    /** Writes text, as it is. */
    protected final void write(String text) throws IOException {
        req().write(text);
    }

    /** Writes text and a newline. */
    protected final void writeln(String text) throws IOException {
        req().write(text + "\n");
    }

    /** Writes a line to the interpreter's log, with the client's address. */
    protected final void log(String message) {
        req().logError(message, Apache.APLOG_NOTICE);
    }

    /** The text with what HTML would take for markup replaced, for use between tags and in quoted attributes. */
    protected static String escaped(String text) {
        return Util.escaped(text);
    }

    // --- for the handler

    /**
     * Runs the life cycle for a request, once.
     *
     * @return what a handler would return
     */
    public final int run(Request request, String contextPath, String pathInfo) throws Exception {
        if (req != null) {
            throw new IllegalStateException(
                    getClass().getName() + ": run again (expected: a new one for each request)");
        }
        this.req = request;
        this.contextPath = contextPath;
        this.pathInfo = pathInfo;
        try {
            return answer(request);
        } finally {
            finish(request);
        }
    }

    private int answer(Request request) throws Exception {
        if (!methods().contains(request.method())) {
            request.allowMethods(methods());
            return Apache.HTTP_METHOD_NOT_ALLOWED;
        }
        if (request.contentType() == null) {
            request.contentType(contentType());
        }
        auth();
        prep();
        boolean answered = respond();
        wrapup();
        return answered || request.status() != Apache.HTTP_OK ? Apache.OK : Apache.HTTP_NO_CONTENT;
    }

    /** What it throws must not hide what was thrown before, and is logged as that of a cleanup is. */
    private void finish(Request request) {
        try {
            finish();
        } catch (Throwable failure) {
            request.registerCleanup(() -> {
                throw Servlet.<RuntimeException>asIs(failure);
            });
        }
    }

    /** Lets any exception through a method that declares none. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T asIs(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
