package org.postern.daemon.ops;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/** What is loaded, for reading. */
final class ModulesText {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final String GAP = "  ";

    private final StringBuilder text = new StringBuilder();

    private ModulesText() {}

    /** @param changed the file of which the reports tell what its change would do; null for none */
    static String of(List<InterpreterReport> reports, @Nullable Path changed) {
        if (reports.isEmpty()) {
            return "there is no interpreter yet; its first request makes one\n";
        }
        ModulesText all = new ModulesText();
        for (InterpreterReport report : reports) {
            List<Path> loadedAnew = report.ifChanged();
            if (changed != null && loadedAnew != null) {
                all.ifChanged(report, changed, loadedAnew);
            } else {
                all.modules(report);
            }
        }
        return all.text.toString();
    }

    /** An interpreter in a line, and one for each thing that somebody should do something about. */
    static String heading(InterpreterReport report) {
        long loaded = report.modules().stream()
                .filter(module -> module.loaded() != null)
                .count();
        List<String> lines = new ArrayList<>();
        lines.add(report.name() + ": " + count(loaded, "module")
                + (report.oldVersions() == 0 ? "" : ", " + count(report.oldVersions(), "old version") + " in use"));
        report.heldBackBy().forEach(file -> lines.add(GAP + "held back by " + name(file) + ", until it is removed"));
        report.changedJars()
                .forEach(jar -> lines.add(GAP + "changed library " + name(jar) + ": restart the daemon to use it"));
        report.leaks()
                .forEach(leak -> lines.add(GAP + "still in memory: " + leak.what() + ", ended " + time(leak.since())
                        + ": " + leak.holder()));
        return lines.stream().map(line -> printable(line) + "\n").collect(Collectors.joining());
    }

    /** By the clock of the daemon's machine. */
    static String time(Instant instant) {
        return TIME.format(instant.atZone(ZoneId.systemDefault()));
    }

    static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    /** A text without what would do something to a terminal. */
    static String printable(String text) {
        return text.replaceAll("[\\p{Cntrl}&&[^\n\t]]", "?");
    }

    private void ifChanged(InterpreterReport report, Path changed, List<Path> loadedAnew) {
        text.append(printable(report.name() + ": a change of " + changed + " would load anew "
                + (loadedAnew.isEmpty() ? "nothing" : count(loadedAnew.size(), "module"))));
        text.append('\n');
        loadedAnew.forEach(file -> text.append(GAP).append(name(file)).append('\n'));
    }

    private void modules(InterpreterReport report) {
        text.append(text.isEmpty() ? "" : "\n").append(heading(report));
        if (!report.modules().isEmpty()) {
            text.append(ModulesTable.of(report.modules()));
        }
    }

    /** A path on one line. */
    static String name(Path file) {
        return printable(file.toString()).replaceAll("[\n\t]", "?");
    }
}
