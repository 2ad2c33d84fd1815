package org.postern.daemon.ops;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/** What is loaded, for reading. */
final class ModulesText {

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

    /** An interpreter in one line. */
    static String heading(String name, long modules, int oldVersions, Collection<Path> changedJars) {
        String old = oldVersions == 0 ? "" : ", " + count(oldVersions, "old version") + " in use";
        String jars = changedJars.stream()
                .map(jar -> ", library " + jar + " has changed: restart the daemon to use it")
                .sorted()
                .collect(Collectors.joining());
        return printable(name + ": " + count(modules, "module") + old + jars) + "\n";
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
        long loaded = report.modules().stream()
                .filter(module -> module.loaded() != null)
                .count();
        text.append(text.isEmpty() ? "" : "\n");
        text.append(heading(report.name(), loaded, report.oldVersions(), report.changedJars()));
        if (!report.modules().isEmpty()) {
            text.append(ModulesTable.of(report.modules()));
        }
    }

    /** A path on one line. */
    static String name(Path file) {
        return printable(file.toString()).replaceAll("[\n\t]", "?");
    }
}
