package org.postern.daemon.ops;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.postern.daemon.importer.ModuleReport;

/**
 * An interpreter's modules, a row each, and below a row what is out of the ordinary. Files are named from the folder that all share;
 * failures come last, each once, as one may stand in the way of many modules.
 */
final class ModulesTable {

    private static final List<String> HEAD = List.of("module", "version", "loaded", "uses", "used by", "because");
    private static final int NOTES = 6;

    private final List<ModuleReport> modules;
    private final Path folder;
    private final List<String> failures;

    private ModulesTable(List<ModuleReport> modules) {
        this.modules = modules;
        this.folder = shared(modules);
        this.failures = modules.stream()
                .map(ModuleReport::failure)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /** @param modules at least one */
    static String of(List<ModuleReport> modules) {
        return new ModulesTable(modules).text();
    }

    private static Path shared(List<ModuleReport> modules) {
        Path folder = modules.get(0).file().resolveSibling("");
        for (ModuleReport module : modules) {
            while (!module.file().startsWith(folder)) {
                folder = folder.resolveSibling("");
            }
        }
        return folder;
    }

    private String text() {
        List<List<String>> rows = new ArrayList<>(List.of(HEAD));
        modules.forEach(module -> rows.add(row(module)));
        String format = format(rows);
        StringBuilder text =
                new StringBuilder("  in ").append(ModulesText.name(folder)).append(":\n");
        for (int i = 0; i < rows.size(); i++) {
            text.append(String.format(Locale.ROOT, format, rows.get(i).toArray())
                            .stripTrailing())
                    .append('\n');
            if (i > 0) {
                notes(modules.get(i - 1))
                        .forEach(note -> text.append(ModulesText.printable(note).indent(NOTES)));
            }
        }
        for (int i = 0; i < failures.size(); i++) {
            text.append(ModulesText.printable("(" + (i + 1) + ") " + failures.get(i))
                    .indent(2));
        }
        return text.toString();
    }

    private static String format(List<List<String>> rows) {
        List<Integer> widths = IntStream.range(0, HEAD.size())
                .mapToObj(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toList();
        return String.format(
                Locale.ROOT,
                "  %%-%ds  %%%ds  %%-%ds  %%%ds  %%%ds  %%s",
                widths.subList(0, HEAD.size() - 1).toArray());
    }

    private List<String> row(ModuleReport module) {
        Instant loaded = module.loaded();
        return List.of(
                name(module.file()),
                loaded == null ? "-" : "" + module.version(),
                loaded == null ? "-" : ModulesText.time(loaded),
                "" + module.uses().size(),
                "" + module.usedBy().size(),
                ModulesText.printable(module.reason().replace(folder + "/", "")));
    }

    private List<String> notes(ModuleReport module) {
        List<String> notes = new ArrayList<>();
        if (!module.unit().isEmpty()) {
            notes.add("one unit with " + module.unit().stream().map(this::name).collect(Collectors.joining(", ")) + ": "
                    + String.join("; ", module.joins()));
        }
        if (module.rolledBack()) {
            notes.add("rolled back: the newer text on disk is passed over until it changes");
        }
        if (module.failure() != null) {
            String what = module.loaded() == null ? "not loaded" : "its last good version serves";
            notes.add(what + ": see (" + (failures.indexOf(module.failure()) + 1) + ")");
        }
        return notes;
    }

    private String name(Path file) {
        return ModulesText.name(file.startsWith(folder) ? folder.relativize(file) : file);
    }
}
