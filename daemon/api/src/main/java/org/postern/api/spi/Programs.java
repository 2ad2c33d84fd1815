package org.postern.api.spi;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;

/** The daemon's part in programs: classes with a {@code main} that read and write as CGI has it. */
public interface Programs {

    /**
     * Runs a program, for which the standard streams and {@link #environ} are others on this thread.
     *
     * @param out gets what it prints, and is flushed only where the program flushes
     */
    void run(InputStream in, OutputStream out, Map<String, String> environ, Callable<Void> program) throws Exception;

    /** The environment of the program that this thread runs. */
    Map<String, String> environ();

    /**
     * Answers with another URL of the site, as {@code req.internalRedirect} does, but by a GET without a body, as RFC 3875, section 6.2.2,
     * has it.
     */
    void redirect(Object req, String url);

    /** What a bundled handler throws where a program's output is no answer. */
    RuntimeException badOutput(String program, String printed, String expected);

    /** {@code System.in} as the modules of this thread have it. */
    InputStream in();

    /** {@code System.out} as the modules of this thread have it. */
    PrintStream out();

    /** {@code System.err} as the modules of this thread have it. */
    PrintStream err();

    /** Has the program that this thread runs read from another {@code System.in}. */
    void setIn(InputStream in);

    /** Has the program that this thread runs print to another {@code System.out}. */
    void setOut(PrintStream out);

    /** Has the program that this thread runs print to another {@code System.err}. */
    void setErr(PrintStream err);
}
