package org.postern.daemon.stdio;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import org.postern.daemon.importer.Callers;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * What handlers print goes to their interpreter's log, a line an event. What is printed by code that no module calls goes where it
 * always went.
 */
final class LogLines extends OutputStream {

    private static final int LONGEST_LINE = 8192;

    private final PrintStream before;
    private final Level level;
    private final ThreadLocal<ByteArrayOutputStream> line = ThreadLocal.withInitial(ByteArrayOutputStream::new);

    LogLines(PrintStream before, Level level) {
        this.before = before;
        this.level = level;
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
