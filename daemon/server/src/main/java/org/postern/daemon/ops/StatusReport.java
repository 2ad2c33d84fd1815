package org.postern.daemon.ops;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.postern.daemon.Daemon;

/** What {@code postern status} tells of a daemon. */
final class StatusReport {

    private final Daemon daemon;
    private final Clock clock;
    private final Instant started;

    StatusReport(Daemon daemon, Clock clock) {
        this.daemon = daemon;
        this.clock = clock;
        this.started = clock.instant();
    }

    String text() {
        StringBuilder text = new StringBuilder();
        text.append(VersionCommand.line())
                .append(", process ")
                .append(ProcessHandle.current().pid());
        text.append(", up ")
                .append(span(Duration.between(started, clock.instant())))
                .append('\n');
        text.append("listening on ")
                .append(String.join(", ", daemon.listening()))
                .append(", ")
                .append(daemon.connections())
                .append(" connections\n");
        text.append("requests: ").append(daemon.requests()).append('\n');
        Map<String, Integer> interpreters = daemon.modulesByInterpreter();
        text.append("interpreters: ").append(interpreters.size()).append('\n');
        interpreters.forEach((label, modules) ->
                text.append("  ").append(label).append(": ").append(modules).append(" modules\n"));
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
