package org.postern.daemon.ops;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.file.Path;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Sets the log up: one line an event, stack traces on lines of their own behind it. Those are indented, and control characters are
 * left out, so that nothing from outside can look like an event, or steer a terminal.
 */
final class Logging {

    /** An interpreter is named in full, a class without its package. */
    private static final String EVENT = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level"
            + " [%replace(%logger){'^interpreter\\.|^org\\.postern\\.[a-z.]*', ''}]"
            + " %replace(%replace(%msg){'[\\r\\n]+', ' | '}){'[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]', '?'}%n";

    private static final String TRACE =
            "%replace(%replace(%ex{full}){'(?m)^(?=.)', '    '}){'[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]', '?'}";

    private Logging() {}

    /** @param file where the log goes; null is standard error */
    static void to(@Nullable Path file) {
        Logger root = fresh();
        start(root, file == null ? console() : file(file), EVENT + TRACE);
    }

    /** To a file, and what goes wrong, without stack traces, to standard error too, where somebody sits and looks. */
    static void toFileAndTerminal(Path file) {
        Logger root = fresh();
        start(root, file(file), EVENT + TRACE);
        OutputStreamAppender<ILoggingEvent> terminal = console();
        ThresholdFilter wrongs = new ThresholdFilter();
        wrongs.setLevel(Level.WARN.levelStr);
        wrongs.start();
        terminal.addFilter(wrongs);
        start(root, terminal, EVENT + "%nopex");
    }

    private static Logger fresh() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        return root;
    }

    private static void start(Logger root, OutputStreamAppender<ILoggingEvent> appender, String pattern) {
        PatternLayoutEncoder encoder = encoder(root.getLoggerContext(), pattern);
        appender.setContext(root.getLoggerContext());
        appender.setEncoder(encoder);
        appender.start();
        root.addAppender(appender);
    }

    /** Makes text of events, with traces. */
    static PatternLayoutEncoder encoder(LoggerContext context) {
        return encoder(context, EVENT + TRACE);
    }

    private static PatternLayoutEncoder encoder(LoggerContext context, String pattern) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(pattern);
        encoder.start();
        return encoder;
    }

    /** The descriptor itself, as System.err is given to the handlers. */
    private static OutputStreamAppender<ILoggingEvent> console() {
        return new OutputStreamAppender<>() {
            @Override
            public void start() {
                setOutputStream(new FileOutputStream(FileDescriptor.err));
                super.start();
            }
        };
    }

    private static OutputStreamAppender<ILoggingEvent> file(Path path) {
        FileAppender<ILoggingEvent> file = new FileAppender<>();
        file.setFile(path.toString());
        return file;
    }
}
