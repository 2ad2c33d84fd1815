package org.postern.daemon.ops;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import org.jspecify.annotations.Nullable;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Seldom;

/**
 * Writes events to the log. What cannot be written, as where the disk is full, is lost, and nobody waits for it; the first line that can be
 * written again says how many were.
 *
 * <p>It is tried with each event: Logback's own appenders wait for minutes after a failure, or write nothing any more.
 */
final class LogOutput extends UnsynchronizedAppenderBase<ILoggingEvent> {

    private final OutputStream out;
    private final @Nullable String name;
    private final PatternLayoutEncoder encoder;
    private final Logger self;
    private final ReentrantLock lock = new ReentrantLock();
    private final Seldom failures = new Seldom(Clock.systemUTC());
    private long lost;
    private Instant since = Instant.EPOCH;
    private String why = "";

    /** @param name whose failure is told on standard error; null is that itself */
    LogOutput(OutputStream out, @Nullable String name, PatternLayoutEncoder encoder, Logger self) {
        this.out = out;
        this.name = name;
        this.encoder = encoder;
        this.self = self;
    }

    /** The descriptor itself, as System.err is given to the handlers. */
    static OutputStream standardError() {
        return new FileOutputStream(FileDescriptor.err);
    }

    /**
     * Has what is needed to log a failure loaded before there is one: where there is no room for classes, a class whose initialisation
     * fails can never be used again.
     */
    void rehearse() {
        encoder.encode(new LoggingEvent(
                LogOutput.class.getName(), self, Level.ERROR, "{}", new OutOfMemoryError(), new Object[] {""}));
    }

    @Override
    protected void append(ILoggingEvent event) {
        byte[] line = encoder.encode(event);
        lock.lock();
        try {
            out.write(lost == 0 ? line : behindLost(line));
            lost = 0;
        } catch (IOException e) {
            fail(e);
        } finally {
            lock.unlock();
        }
    }

    /** Of the line that failed first a part may stand there. */
    private byte[] behindLost(byte[] line) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write('\n');
        all.writeBytes(encoder.encode(new LoggingEvent(
                LogOutput.class.getName(),
                self,
                Level.WARN,
                Code.LOG_LOST.id() + " " + lost + " messages were lost since " + since + ": " + why,
                null,
                null)));
        all.writeBytes(line);
        return all.toByteArray();
    }

    private void fail(IOException e) {
        why = String.valueOf(e.getMessage());
        if (lost++ == 0) {
            since = Instant.now();
            if (name != null) {
                failures.happened(
                        times -> tell(name + ": " + why + "; lines are lost until it can be written" + times));
            }
        }
    }

    private static void tell(String what) {
        try {
            standardError()
                    .write(("postern: " + Code.LOG_LOST.id() + " " + what + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException nobodyListens) {
            // the log will tell, as soon as it can
        }
    }

    @Override
    public void stop() {
        super.stop();
        if (name != null) {
            try {
                out.close();
            } catch (IOException e) {
                addWarn(String.valueOf(name), e);
            }
        }
    }
}
