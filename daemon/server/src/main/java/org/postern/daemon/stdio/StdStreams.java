package org.postern.daemon.stdio;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * {@code System.in}, {@code out} and {@code err}, taken from the process and given to handlers and programs.
 *
 * <p>{@code System} has one stream for all threads, which goes on to the thread's own. What a program sets is not handed to {@code System},
 * and is not behind that stream either, as it mostly writes to what was there before: its modules read it here, see
 * {@link org.postern.api.ProgramStreams}.
 */
public final class StdStreams {

    private static final ThreadLocal<@Nullable Program> CURRENT = new ThreadLocal<>();

    private static boolean taken;

    private StdStreams() {}

    /** Takes the streams over, once. */
    public static synchronized void takeOver() {
        if (!taken) {
            taken = true;
            LoggerFactory.getILoggerFactory(); // a log that began later would print to what prints to it
            PrintStream out = lines(System.out, Level.INFO);
            InputStream in = System.in;
            System.setOut(new ThreadsOutput(() -> {
                Program program = CURRENT.get();
                return program == null ? out : program.out();
            }));
            System.setIn(new ThreadsInput(() -> {
                Program program = CURRENT.get();
                return program == null ? in : program.in();
            }));
            System.setErr(lines(System.err, Level.WARN));
        }
    }

    private static PrintStream lines(PrintStream before, Level level) {
        return new PrintStream(new LogLines(before, level), true, StandardCharsets.UTF_8);
    }

    /**
     * Runs a program, which has streams and an environment of its own on this thread.
     *
     * @param out gets what it prints, and is flushed only where the program flushes
     */
    public static void run(InputStream in, OutputStream out, Map<String, String> environ, Callable<Void> program)
            throws Exception {
        takeOver();
        ProgramOutput output = new ProgramOutput(out, StdStreams::aside);
        PrintStream print = new PrintStream(output, false, StandardCharsets.UTF_8);
        Program before = CURRENT.get();
        CURRENT.set(new Program(new ProgramInput(in, StdStreams::aside), print, environ));
        try {
            program.call();
        } finally {
            restore(before);
        }
        output.drain();
    }

    /** The program that this thread runs; null if it runs none. */
    public static @Nullable Program program() {
        return CURRENT.get();
    }

    /** {@code System.in}, as the modules of this thread have it. */
    public static InputStream in() {
        Program program = CURRENT.get();
        InputStream set = program == null ? null : program.setIn();
        return set == null ? System.in : set;
    }

    /** {@code System.out}, as the modules of this thread have it. */
    public static PrintStream out() {
        Program program = CURRENT.get();
        PrintStream set = program == null ? null : program.setOut();
        return set == null ? System.out : set;
    }

    /** {@code System.err}, as the modules of this thread have it. */
    public static PrintStream err() {
        Program program = CURRENT.get();
        PrintStream set = program == null ? null : program.setErr();
        return set == null ? System.err : set;
    }

    /** The request of this thread has ended: what it has printed without an end of line is a line. */
    public static void endLines() {
        LogLines.end();
    }

    /** What sends the output may run code of its own, such as filters, whose streams are not the program's. */
    private static void aside(ProgramOutput.Step step) throws IOException {
        Program program = CURRENT.get();
        CURRENT.remove();
        try {
            step.run();
        } finally {
            restore(program);
        }
    }

    private static void restore(@Nullable Program program) {
        if (program == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(program);
        }
    }
}
