package org.postern.daemon.stdio;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.importer.Callers;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * What handlers print goes to their interpreter's log, a line an event. What is printed by code that no module calls goes where it
 * always went.
 */
final class LogLines extends OutputStream {

    private static final int LONGEST_LINE = 8192;

    /** The lines that are begun on a thread; null where nothing has been printed since a request ended there. */
    private static final ThreadLocal<@Nullable Map<Level, Line>> BEGUN = new ThreadLocal<>();

    private final PrintStream before;
    private final Level level;

    LogLines(PrintStream before, Level level) {
        this.before = before;
        this.level = level;
    }

    /** A line as far as it is printed, and whose it is: the next on this thread may be another's. */
    private record Line(String interpreter, Level level, ByteArrayOutputStream text) {

        void log() {
            LoggerFactory.getLogger("interpreter." + interpreter)
                    .atLevel(level)
                    .log("{}", text.toString(StandardCharsets.UTF_8));
            text.reset();
        }

        void end() {
            if (text.size() > 0) {
                log();
            }
        }
    }

    /** Logs what this thread has printed without an end of line. */
    static void end() {
        Map<Level, Line> begun = BEGUN.get();
        if (begun != null) {
            BEGUN.remove();
            begun.values().forEach(Line::end);
        }
    }

    private Line line(String interpreter) {
        Map<Level, Line> begun = BEGUN.get();
        if (begun == null) {
            begun = new EnumMap<>(Level.class);
            BEGUN.set(begun);
        }
        Line line = begun.get(level);
        if (line == null || !line.interpreter().equals(interpreter)) {
            if (line != null) {
                line.end();
            }
            line = new Line(interpreter, level, new ByteArrayOutputStream());
            begun.put(level, line);
        }
        return line;
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
        Line line = line(interpreter);
        ByteArrayOutputStream gathered = line.text();
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] == '\n' || gathered.size() >= LONGEST_LINE) {
                line.log();
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
