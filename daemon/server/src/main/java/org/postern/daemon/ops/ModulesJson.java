package org.postern.daemon.ops;

import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.importer.ModuleReport;
import org.postern.daemon.leak.Suspect;

/** What is loaded, for programs. The names of the fields are documented, and stay. All of it is ASCII. */
final class ModulesJson {

    /** Always with milliseconds, so that texts sort as times do. */
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private ModulesJson() {}

    static String of(List<InterpreterReport> reports) {
        return object(member("interpreters", array(reports.stream().map(ModulesJson::of)))) + "\n";
    }

    private static String of(InterpreterReport report) {
        String always = member("name", string(report.name()))
                + member("oldVersions", "" + report.oldVersions())
                + member("heldBackBy", paths(report.heldBackBy()))
                + member("changedJars", paths(report.changedJars()))
                + member("leaks", array(report.leaks().stream().map(ModulesJson::of)))
                + member("modules", array(report.modules().stream().map(ModulesJson::of)));
        List<Path> ifChanged = report.ifChanged();
        return object(ifChanged == null ? always : always + member("ifChanged", paths(ifChanged)));
    }

    private static String of(Suspect leak) {
        return object(member("what", string(leak.what()))
                + member("holder", string(leak.holder()))
                + member("since", time(leak.since())));
    }

    private static String of(ModuleReport module) {
        return object(member("file", string(module.file()))
                + member("version", "" + module.version())
                + member("loaded", time(module.loaded()))
                + member("reason", string(module.reason()))
                + member("unit", paths(module.unit()))
                + member("joins", array(module.joins().stream().map(ModulesJson::string)))
                + member("uses", paths(module.uses()))
                + member("usedBy", paths(module.usedBy()))
                + member("failure", string(module.failure()))
                + member("rolledBack", "" + module.rolledBack()));
    }

    private static String time(@Nullable Instant instant) {
        return string(instant == null ? null : TIME.format(instant));
    }

    private static String member(String name, String value) {
        return "," + string(name) + ":" + value;
    }

    /** @param members each with its comma before it */
    private static String object(String members) {
        return "{" + members.substring(1) + "}";
    }

    private static String paths(Collection<Path> paths) {
        return array(paths.stream().map(ModulesJson::string));
    }

    private static String array(Stream<String> values) {
        return values.collect(Collectors.joining(",", "[", "]"));
    }

    private static String string(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        StringBuilder string = new StringBuilder("\"");
        for (char c : value.toString().toCharArray()) {
            if (c == '"' || c == '\\') {
                string.append('\\').append(c);
            } else if (c >= ' ' && c <= '~') {
                string.append(c);
            } else {
                string.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            }
        }
        return string.append('"').toString();
    }
}
