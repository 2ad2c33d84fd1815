package org.postern.daemon.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.junit.jupiter.api.Test;

/** What becomes of events while the log takes none. */
class LogOutputTest {

    private static final int CUT = 10;

    private boolean full;
    private final ByteArrayOutputStream disk = new ByteArrayOutputStream();
    private final LoggerContext context = new LoggerContext();
    private final Logger logger = context.getLogger("interpreter.shop");
    private final LogOutput output = new LogOutput(new FullAtTimes(), null, Logging.encoder(context), logger);

    /** Takes the beginning of a line when it is full, as disks do. */
    private final class FullAtTimes extends OutputStream {

        @Override
        public void write(int b) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            disk.write(bytes, 0, full ? CUT : bytes.length);
            if (full) {
                throw new IOException("no room");
            }
        }
    }

    private void log(String message) {
        output.doAppend(new LoggingEvent("", logger, Level.ERROR, message, null, null));
    }

    private List<String> lines() {
        return disk.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.length() > CUT)
                .toList();
    }

    @Test
    void eventsBehindLostOnes_standOnLinesOfTheirOwn_withTheirNumber() {
        output.start();
        log("first");
        full = true;
        log("second");
        log("third");
        full = false;
        log("fourth");
        log("fifth");
        List<String> lines = lines();
        assertEquals(4, lines.size(), lines.toString());
        assertTrue(lines.get(0).endsWith(" ERROR [shop] first"), lines.get(0));
        assertTrue(lines.get(1).contains(" WARN  [shop] PN0115 2 messages were lost since "), lines.get(1));
        assertTrue(lines.get(1).endsWith(": no room"), lines.get(1));
        assertTrue(lines.get(2).endsWith(" ERROR [shop] fourth"), lines.get(2));
        assertTrue(lines.get(3).endsWith(" ERROR [shop] fifth"), lines.get(3));
    }

    @Test
    void number_isThatOfTheWholeTime_evenWhereTheFirstLineIsLostToo() {
        output.start();
        full = true;
        log("first");
        log("second");
        full = false;
        log("third");
        assertTrue(lines().get(0).contains("PN0115 2 messages"), lines().get(0));
        log("fourth");
        assertEquals(3, lines().size());
    }
}
