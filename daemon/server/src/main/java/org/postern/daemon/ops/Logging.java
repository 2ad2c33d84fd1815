package org.postern.daemon.ops;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import org.jspecify.annotations.Nullable;
import org.postern.daemon.config.Setting;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
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
        start(root, file == null ? terminal(root, EVENT + TRACE) : file(root, file));
    }

    /** To a file, and what goes wrong, without stack traces, to standard error too, where somebody sits and looks. */
    static void toFileAndTerminal(Path file) {
        Logger root = fresh();
        start(root, file(root, file));
        LogOutput terminal = terminal(root, EVENT + "%nopex");
        ThresholdFilter wrongs = new ThresholdFilter();
        wrongs.setLevel(Level.WARN.levelStr);
        wrongs.start();
        terminal.addFilter(wrongs);
        start(root, terminal);
    }

    /** Has ready what it takes to log a failure. */
    static void rehearse() {
        root().iteratorForAppenders().forEachRemaining(each -> {
            if (each instanceof LogOutput output) {
                output.rehearse();
            }
        });
    }

    private static Logger root() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private static Logger fresh() {
        Logger root = root();
        root.getLoggerContext().reset();
        root.setLevel(Level.INFO);
        return root;
    }

    private static void start(Logger root, LogOutput output) {
        output.setContext(root.getLoggerContext());
        output.start();
        root.addAppender(output);
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

    private static LogOutput terminal(Logger root, String pattern) {
        return new LogOutput(LogOutput.standardError(), null, encoder(root.getLoggerContext(), pattern), root);
    }

    private static LogOutput file(Logger root, Path file) {
        return new LogOutput(open(file), setting(file), encoder(root.getLoggerContext(), EVENT + TRACE), root);
    }

    private static String setting(Path file) {
        return Setting.LOG_ERROR.key() + " = " + file;
    }

    private static OutputStream open(Path file) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            return new FileOutputStream(file.toFile(), true);
        } catch (IOException e) {
            throw new Fault(
                    Code.CANNOT_START,
                    setting(file) + " cannot be written by user " + System.getProperty("user.name")
                            + " (expected: a file in a folder of that user): " + e,
                    e);
        }
    }
}
