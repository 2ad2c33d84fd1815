package org.postern.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.postern.api.spi.Host;

/** What a page, as it runs, knows as {@code psp}. */
public final class PSPInterface {

    private final Request req;
    private final Map<String, Object> vars;
    private final @Nullable Throwable exception;
    private @Nullable String errorPage;
    private @Nullable Session opened;
    private boolean isWritten;
    private long blanks;

    PSPInterface(Request req, Map<String, Object> vars, @Nullable Throwable exception) {
        this.req = req;
        this.vars = vars;
        this.exception = exception;
    }

    /** The request. */
    public Request req() {
        return req;
    }

    /**
     * Has another page answer if this one throws an exception, which that one knows as {@code exception}. It comes behind what was written
     * before, with the status 500 unless it sets another.
     *
     * @param path relative to the folder of this page; with a slash at the beginning, to the DocumentRoot
     */
    public void setErrorPage(String path) {
        errorPage = path;
    }

    @Nullable
    String errorPage() {
        return errorPage;
    }

    /** Sends the client to another URL for this time (302), and ends the page; never returns. */
    public void redirect(String location) {
        redirect(location, false);
    }

    /**
     * Sends the client to another URL, and ends the page; never returns. The blank lines above do no harm.
     *
     * @param permanent whether it is for good (301)
     * @throws IllegalStateException if something was written already
     */
    public void redirect(String location, boolean permanent) {
        if (!isWritten && !req.sentBodyct() && req.bytesSent() == blanks) {
            Host.current().pages().takeBack(req);
        }
        Util.redirect(req, location, permanent);
    }

    /** Writes what a value is as text; of null nothing. Fails with {@link UncheckedIOException} when the client is gone. */
    public void write(@Nullable Object value) {
        if (value != null) {
            String text = value.toString();
            isWritten = isWritten || !text.isBlank();
            blanks += text.length();
            try {
                req.write(text);
            } catch (IOException gone) {
                throw new UncheckedIOException(gone); // lambdas of pages write, too
            }
        }
    }

    /** The same, escaped for HTML, in content and in quoted attributes. */
    public void writeEscaped(@Nullable Object value) {
        write(value == null ? null : Util.escaped(value.toString()));
    }

    // --- what pages name

    /** Whether whoever runs the page gives it a variable. */
    public boolean isGiven(String name) {
        return vars.containsKey(name);
    }

    /**
     * The value of a variable that whoever runs the page gives it.
     *
     * @throws IllegalArgumentException if it is not given
     */
    public @Nullable Object given(String name) {
        if (!vars.containsKey(name)) {
            throw new IllegalArgumentException("variable " + name + " is not given (expected: new PSP(req, filename,"
                    + " Map.of(\"" + name + "\", ...)); given: " + vars.keySet() + ")");
        }
        return vars.get(name);
    }

    /** The request's form. */
    public FieldStorage form() {
        return req.form();
    }

    /** The visitor's session. What the page is the first to open it saves, and lets go of, when it ends. */
    public Session session() {
        boolean isOpen = Host.current().pages().hasSession(req);
        Session session = req.session();
        opened = isOpen ? opened : session;
        return session;
    }

    /** Why this page, which is an error page, runs; null if it is none. */
    public @Nullable Throwable exception() {
        return exception;
    }

    void end() {
        if (opened != null) {
            opened.unlock();
        }
    }
}
