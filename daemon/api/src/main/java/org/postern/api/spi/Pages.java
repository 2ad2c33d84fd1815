package org.postern.api.spi;

/** The daemon's part in pages: text with code in it. */
public interface Pages {

    /** A page that is ready to run. */
    interface Page {

        /** Runs its code, which may throw anything; {@code psp} is what the code knows by that name. */
        void run(Object psp);
    }

    /**
     * A page, as the running request sees it.
     *
     * @param root a folder in which it looks for modules too
     * @param path from there to the page
     * @throws RuntimeException a ModuleException, if it is not there, or cannot be used
     */
    Page page(String root, String path);

    /** The code that a page comes to; {@code filename} is absolute. */
    String code(String filename);

    /** Whether a session of the request is open. */
    boolean hasSession(Object req);

    /** Forgets what was written of the answer; false if it cannot be taken back. */
    boolean takeBack(Object req);

    /** Says in the stack trace of what a page threw where its parts come from. */
    void explain(Throwable thrown);

    /** Logs what a page threw, where its error page answers. */
    void answered(Object req, Throwable thrown);
}
