package org.postern.daemon.kit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/** The daemon's log, line by line as it is written. */
public final class LogCapture implements AutoCloseable {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<String> traces = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender;

    public LogCapture() {
        this.appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                lines.add(event.getLevel() + " [" + event.getLoggerName() + "] " + event.getFormattedMessage());
                IThrowableProxy thrown = event.getThrowableProxy();
                if (thrown != null) {
                    traces.add(event.getFormattedMessage() + "\n" + ThrowableProxyUtil.asString(thrown));
                }
            }
        };
        appender.start();
        root().addAppender(appender);
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    /** The lines so far. */
    public List<String> lines() {
        return lines;
    }

    /** The lines so far that hold a text. */
    public List<String> lines(String text) {
        return lines.stream().filter(line -> line.contains(text)).toList();
    }

    /** The lines so far that hold a text and came with a stack trace, with that. */
    public List<String> traces(String text) {
        return traces.stream().filter(trace -> trace.contains(text)).toList();
    }

    /** Forgets the lines so far. */
    public void clear() {
        lines.clear();
        traces.clear();
    }

    /** Waits for a line that holds a text, and returns it. */
    public String await(String text) throws InterruptedException {
        Eventually.holds("a log line with \"" + text + "\"", () -> !lines(text).isEmpty());
        return lines(text).get(0);
    }

    @Override
    public void close() {
        root().detachAppender(appender);
        appender.stop();
    }
}
