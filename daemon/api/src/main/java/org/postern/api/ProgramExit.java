package org.postern.api;

/**
 * What {@code System.exit} is in a module, and {@code exit} and {@code halt} of {@code Runtime}: they end what runs, a handler or a
 * program, and not the daemon. Of libraries on JavaPath it cannot be said.
 */
public final class ProgramExit extends Error {

    private static final long serialVersionUID = 1L;

    private final int status;

    private ProgramExit(int status) {
        super("System.exit(" + status + ") in a module ends what runs there, and not the daemon");
        this.status = status;
    }

    /** With what it was called. */
    public int status() {
        return status;
    }

    /** Throws one; modules call this in place of {@code System.exit}. */
    public static void exit(int status) {
        throw new ProgramExit(status);
    }

    /** The same in place of the methods of {@code Runtime}. */
    public static void exit(Runtime runtime, int status) {
        throw new ProgramExit(status);
    }
}
