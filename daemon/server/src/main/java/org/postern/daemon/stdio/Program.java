package org.postern.daemon.stdio;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** What the program on a thread has, and what it has set in place of it. Belongs to that thread. */
public final class Program {

    private final InputStream in;
    private final PrintStream out;
    private final Map<String, String> environ;

    private @Nullable InputStream setIn;
    private @Nullable PrintStream setOut;
    private @Nullable PrintStream setErr;

    Program(InputStream in, PrintStream out, Map<String, String> environ) {
        this.in = in;
        this.out = out;
        this.environ = environ;
    }

    /** Its variables. */
    public Map<String, String> environ() {
        return environ;
    }

    /** Sets what its modules have for {@code System.in}. */
    public void setIn(InputStream stream) {
        setIn = stream;
    }

    /** Sets what its modules have for {@code System.out}. */
    public void setOut(PrintStream stream) {
        setOut = stream;
    }

    /** Sets what its modules have for {@code System.err}. */
    public void setErr(PrintStream stream) {
        setErr = stream;
    }

    // --- for the streams

    InputStream in() {
        return in;
    }

    PrintStream out() {
        return out;
    }

    @Nullable
    InputStream setIn() {
        return setIn;
    }

    @Nullable
    PrintStream setOut() {
        return setOut;
    }

    @Nullable
    PrintStream setErr() {
        return setErr;
    }
}
