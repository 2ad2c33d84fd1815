package org.postern.api;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.postern.api.spi.Host;
import org.postern.api.spi.Pages;

/**
 * A page: text with Java in it, in a file whose name ends in {@code .psp}. It is a module, and loaded anew when it changes.
 *
 * <pre>{@code
 * new PSP(req, "list.psp", Map.of("title", "Tea", "items", items)).run();
 * }</pre>
 *
 * <p>Belongs to the request and its thread. A method that the publisher calls may return it, and it is run.
 */
public final class PSP {

    private final Request req;
    private final Path file;
    private final Map<String, Object> vars;
    private final Pages.Page page;

    /**
     * What an error page is for.
     *
     * @param pages those that have failed, of which each may have an error page
     */
    private record Failure(Throwable thrown, Set<Path> pages) {}

    /** Lets go of what a page has, without hiding what it has thrown. */
    private interface End extends AutoCloseable {
        @Override
        void close();
    }

    /** A page without variables; see {@link #PSP(Request, String, Map)}. */
    public PSP(Request req, String filename) {
        this(req, filename, Map.of());
    }

    /**
     * A page.
     *
     * @param filename relative to the folder of the request's file
     * @param vars what it declares by {@code <%@ var Type name %>}
     * @throws ModuleException if it is not there, or does not compile
     */
    public PSP(Request req, String filename, Map<String, ?> vars) {
        this.req = req;
        this.vars = new HashMap<>(vars);
        this.file = file(req, filename);
        Path root = root(req);
        Path from = file.startsWith(root) ? root : folder();
        this.page = Host.current().pages().page(from.toString(), "./" + from.relativize(file));
    }

    private static Path file(Request req, String filename) {
        if (!filename.endsWith(".psp")) {
            throw new IllegalArgumentException("page \"" + filename + "\" (expected: a name that ends in .psp)");
        }
        Path given = Path.of(filename);
        String own = req.filename();
        if (given.isAbsolute()) {
            return given.normalize();
        }
        if (own == null) {
            throw new IllegalArgumentException(
                    "page \"" + filename + "\" (expected: an absolute path, as the request has no file)");
        }
        boolean isFolder = own.endsWith("/") || Files.isDirectory(Path.of(own));
        return (isFolder ? Path.of(own).resolve(given) : Path.of(own).resolveSibling(given)).normalize();
    }

    /** The folder in which its modules are looked up after its own. */
    private Path root(Request req) {
        Hlist handler = req.hlist();
        return handler == null ? folder() : Path.of(handler.directory()).normalize();
    }

    private Path folder() {
        return file.resolveSibling("");
    }

    /** Its file. */
    public String filename() {
        return file.toString();
    }

    /** Runs it, and writes what it gives; as {@link #run(Map)}. */
    public void run() {
        run(Map.of());
    }

    /**
     * Runs it, and writes what it gives. Without a Content-Type it is HTML in UTF-8. What its code throws is thrown, checked or not, unless
     * it has an error page.
     *
     * @param more variables beside those that it was made with, and before them
     */
    public void run(Map<String, ?> more) {
        Map<String, Object> all = new HashMap<>(vars);
        all.putAll(more);
        run(all, null);
    }

    private void run(Map<String, Object> all, @Nullable Failure failure) {
        if (failure != null && failure.pages().contains(file)) {
            throw new IllegalStateException("error page " + file + ": it is what has failed (expected: another)");
        }
        if (req.contentType() == null) {
            req.contentType("text/html; charset=UTF-8");
        }
        PSPInterface psp = new PSPInterface(req, all, failure == null ? null : failure.thrown());
        End end = psp::end;
        try (end) {
            run(psp, failure == null ? Set.of() : failure.pages());
        }
    }

    private void run(PSPInterface psp, Set<Path> failed) {
        try {
            page.run(psp);
        } catch (ServerReturn | FormException meant) {
            throw meant;
        } catch (Exception | LinkageError | AssertionError | StackOverflowError thrown) {
            answer(psp, thrown, failed);
        }
    }

    /** Has the error page answer, if there is one, behind what was written before. */
    private void answer(PSPInterface psp, Throwable thrown, Set<Path> failed) {
        String errorPage = psp.errorPage();
        if (errorPage == null) {
            throw PSP.<RuntimeException>asIs(thrown);
        }
        Set<Path> tried = new HashSet<>(failed);
        tried.add(file);
        Pages pages = Host.current().pages();
        pages.explain(thrown);
        try {
            String below = errorPage.startsWith("/") ? req.documentRoot() + errorPage : errorPage;
            PSP page = new PSP(req, file.resolveSibling(below).toString());
            if (!req.sentBodyct()) {
                req.status(Apache.HTTP_INTERNAL_SERVER_ERROR);
            }
            page.run(new HashMap<>(), new Failure(thrown, tried));
        } catch (ServerReturn meant) {
            pages.answered(req, thrown);
            throw meant;
        } catch (Exception | LinkageError | AssertionError | StackOverflowError another) {
            if (another != thrown) { // which it may throw again
                thrown.addSuppressed(another);
            }
            throw PSP.<RuntimeException>asIs(thrown);
        }
        pages.answered(req, thrown);
    }

    /** Lets any exception through a method that does not declare it. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T asIs(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
