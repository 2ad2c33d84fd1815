package org.postern.daemon.exchange;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;

import org.postern.api.spi.Programs;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.fault.LogText;
import org.postern.daemon.stdio.Program;
import org.postern.daemon.stdio.StdStreams;

/** Programs, and what they need of the requests that they answer. */
final class ServedPrograms implements Programs {

    @Override
    public void run(InputStream in, OutputStream out, Map<String, String> environ, Callable<Void> program)
            throws Exception {
        StdStreams.run(in, out, environ, program);
    }

    @Override
    public Map<String, String> environ() {
        return program("environ()").environ();
    }

    @Override
    public void redirect(Object req, String url) {
        ((HttpRequest) req).redirectAsGet(url);
    }

    @Override
    public RuntimeException badOutput(String program, String printed, String expected) {
        return new Fault(
                Code.BAD_OUTPUT, program + ": printed \"" + LogText.of(printed) + "\" (expected: " + expected + ")");
    }

    @Override
    public InputStream in() {
        return StdStreams.in();
    }

    @Override
    public PrintStream out() {
        return StdStreams.out();
    }

    @Override
    public PrintStream err() {
        return StdStreams.err();
    }

    @Override
    public void setIn(InputStream in) {
        program("System.setIn").setIn(in);
    }

    @Override
    public void setOut(PrintStream out) {
        program("System.setOut").setOut(out);
    }

    @Override
    public void setErr(PrintStream err) {
        program("System.setErr").setErr(err);
    }

    private static Program program(String call) {
        Program program = StdStreams.program();
        if (program == null) {
            throw new IllegalStateException(call
                    + ": this thread runs no program of postern.cgi (expected: a call by main, on its own thread)");
        }
        return program;
    }
}
