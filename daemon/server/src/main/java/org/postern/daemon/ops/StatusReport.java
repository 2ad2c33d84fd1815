package org.postern.daemon.ops;

import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;

import org.postern.daemon.Daemon;
import org.postern.daemon.importer.Importer;

/** What {@code postern status} tells of a daemon. */
final class StatusReport {

    private final Daemon daemon;
    private final LongSupplier nanos;
    private final long started;

    /** @param nanos {@link System#nanoTime}, which goes on evenly where a clock is set */
    StatusReport(Daemon daemon, LongSupplier nanos) {
        this.daemon = daemon;
        this.nanos = nanos;
        this.started = nanos.getAsLong();
    }

    String text() {
        StringBuilder text = new StringBuilder();
        text.append(VersionCommand.line())
                .append(", process ")
                .append(ProcessHandle.current().pid());
        text.append(", up ")
                .append(span(Duration.ofNanos(nanos.getAsLong() - started)))
                .append('\n');
        text.append("listening on ")
                .append(String.join(", ", daemon.listening()))
                .append(", ")
                .append(ModulesText.count(daemon.connections(), "connection"))
                .append('\n');
        text.append("requests: ").append(daemon.requests()).append('\n');
        text.append("sessions: ").append(daemon.sessions()).append('\n');
        Map<String, Importer> interpreters = daemon.importers();
        text.append("interpreters: ").append(interpreters.size()).append('\n');
        interpreters.forEach((label, importer) -> text.append(
                ModulesText.heading(InterpreterReport.of(label, importer, null)).indent(2)));
        return text.toString();
    }

    private static String span(Duration span) {
        return span.toDays() > 0
                ? span.toDays() + " d " + span.toHoursPart() + " h"
                : span.toHours() > 0
                        ? span.toHours() + " h " + span.toMinutesPart() + " min"
                        : span.toMinutes() + " min " + span.toSecondsPart() + " s";
    }
}
