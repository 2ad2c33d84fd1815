package org.postern.daemon.ops;

import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.importer.Importer;
import org.postern.daemon.importer.ModuleReport;
import org.postern.daemon.leak.Suspect;

/**
 * What an interpreter has loaded.
 *
 * @param name with {@code #2} and so on behind it where several have it
 * @param oldVersions how many versions are not new any more, and still in use
 * @param heldBackBy the files that stop reloads now
 * @param changedJars the libraries that are not any more as they were loaded
 * @param leaks the old versions that stay in memory, though nobody is at work in them
 * @param ifChanged the modules that would be loaded anew if a file changed; null where nobody asked
 */
record InterpreterReport(
        String name,
        List<ModuleReport> modules,
        int oldVersions,
        List<Path> heldBackBy,
        List<Path> changedJars,
        List<Suspect> leaks,
        @Nullable List<Path> ifChanged) {

    /** @param changed the file of which {@code ifChanged} tells; null for none */
    static InterpreterReport of(String name, Importer importer, @Nullable Path changed) {
        return new InterpreterReport(
                name,
                importer.report(),
                importer.oldVersions(),
                importer.heldBackBy(),
                importer.changedJars().stream().sorted().toList(),
                importer.leaks(),
                changed == null ? null : importer.ifChanged(changed));
    }
}
