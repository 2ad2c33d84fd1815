package org.postern.daemon.ops;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import org.postern.daemon.importer.Callers;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * {@code System.out} and {@code System.err} of handlers go to their interpreter's log, a line an event. What is printed by code that no
 * module calls goes where it always went.
 */
final class StdStreams extends OutputStream {

    private static final int LONGEST_LINE = 8192;

    private final PrintStream before;
    private final Level level;
    private final ThreadLocal<ByteArrayOutputStream> line = ThreadLocal.withInitial(ByteArrayOutputStream::new);

    private StdStreams(PrintStream before, Level level) {
        this.before = before;
        this.level = level;
    }

    /** Takes both streams over. */
    static void takeOver() {
        System.setOut(new PrintStream(new StdStreams(System.out, Level.INFO), true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(new StdStreams(System.err, Level.WARN), true, StandardCharsets.UTF_8));
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        String interpreter = Callers.interpreter();
        if (interpreter == null) {
            before.write(bytes, offset, length);
            return;
        }
        ByteArrayOutputStream gathered = line.get();
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] == '\n' || gathered.size() >= LONGEST_LINE) {
                LoggerFactory.getLogger("interpreter." + interpreter)
                        .atLevel(level)
                        .log("{}", gathered.toString(StandardCharsets.UTF_8));
                gathered.reset();
            }
            if (bytes[i] != '\n') {
                gathered.write(bytes[i]);
            }
        }
    }

    @Override
    public void flush() {
        before.flush();
    }
}
