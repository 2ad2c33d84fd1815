package org.postern.daemon.importer;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What there is to know of a module.
 *
 * @param file its real path
 * @param version of its unit, counted by interpreter; 0 if it never loaded
 * @param loaded when; null if it never was
 * @param reason why it was loaded, in words
 * @param unit the files with which it shares a loader, without itself
 * @param joins why, in sentences
 * @param uses the modules that it uses itself
 * @param usedBy the modules that use it themselves
 * @param failure why its newest text is not what serves; null if it is
 * @param rolledBack whether a newer text is there and passed over, as its interpreter was rolled back
 */
public record ModuleReport(
        Path file,
        long version,
        @Nullable Instant loaded,
        String reason,
        List<Path> unit,
        List<String> joins,
        List<Path> uses,
        List<Path> usedBy,
        @Nullable String failure,
        boolean rolledBack) {

    /** Those of a snapshot, in order of their files. */
    static List<ModuleReport> of(Snapshot snapshot) {
        List<ModuleReport> reports = new ArrayList<>();
        snapshot.modules().values().forEach(module -> reports.add(of(snapshot, module)));
        snapshot.failures().forEach((file, failure) -> {
            if (snapshot.module(file) == null) {
                reports.add(new ModuleReport(
                        file,
                        0,
                        null,
                        "",
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        failure.fault().line(),
                        false));
            }
        });
        reports.sort(Comparator.comparing(ModuleReport::file));
        return reports;
    }

    private static ModuleReport of(Snapshot snapshot, Module module) {
        Path file = module.file();
        Snapshot.Failure failure = snapshot.failures().get(file);
        return new ModuleReport(
                file,
                module.version(),
                module.origin().loaded(),
                module.origin().reason(),
                module.unit().files().stream()
                        .filter(mate -> !mate.equals(file))
                        .sorted()
                        .toList(),
                module.unit().joins(),
                module.uses().stream().sorted().toList(),
                snapshot.modules().values().stream()
                        .filter(other -> other.uses().contains(file))
                        .map(Module::file)
                        .sorted()
                        .toList(),
                failure == null ? null : failure.fault().line(),
                module.origin().isRolledBack());
    }
}
