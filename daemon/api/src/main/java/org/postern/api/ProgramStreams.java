package org.postern.api;

import java.io.InputStream;
import java.io.PrintStream;

import org.postern.api.spi.Host;

/**
 * What the standard streams of {@code System} are in a module, which calls this in their place: a program of {@code postern.cgi} sets
 * them for its own thread, and others cannot set them, as the whole daemon has them.
 */
public final class ProgramStreams {

    private ProgramStreams() {}

    /** In place of {@code System.in}. */
    public static InputStream in() {
        return Host.current().programs().in();
    }

    /** In place of {@code System.out}. */
    public static PrintStream out() {
        return Host.current().programs().out();
    }

    /** In place of {@code System.err}. */
    public static PrintStream err() {
        return Host.current().programs().err();
    }

    /**
     * In place of {@code System.setIn}.
     *
     * @throws IllegalStateException if this thread runs no program
     */
    public static void setIn(InputStream in) {
        Host.current().programs().setIn(in);
    }

    /**
     * In place of {@code System.setOut}.
     *
     * @throws IllegalStateException if this thread runs no program
     */
    public static void setOut(PrintStream out) {
        Host.current().programs().setOut(out);
    }

    /**
     * In place of {@code System.setErr}.
     *
     * @throws IllegalStateException if this thread runs no program
     */
    public static void setErr(PrintStream err) {
        Host.current().programs().setErr(err);
    }
}
