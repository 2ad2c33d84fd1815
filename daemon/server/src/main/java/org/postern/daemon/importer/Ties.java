package org.postern.daemon.importer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.postern.daemon.compiler.Lookup;
import org.postern.daemon.compiler.SourceReader;

/**
 * What one version of a module came to depend on while it ran, besides what its source says: the modules that its static initialiser
 * imported, and the files that it said it depends on. Safe for any thread.
 */
final class Ties {

    private final Map<Path, String> files = new ConcurrentHashMap<>();
    private final Set<Path> modules = ConcurrentHashMap.newKeySet();
    private final Set<Path> missing = ConcurrentHashMap.newKeySet();
    private final Map<Path, Path> links = new ConcurrentHashMap<>();

    /** A file that it reads; false if that is known. */
    boolean dependsOn(Path file) {
        return files.putIfAbsent(file, SourceReader.hashNow(file)) == null;
    }

    /** A module that it imports, or has looked for in vain. */
    void imports(Lookup.Found found) {
        missing.addAll(found.missing());
        links.putAll(found.links());
        if (found.file() != null) {
            modules.add(found.file());
        }
    }

    /** The modules that it imports. */
    Collection<Path> modules() {
        return modules;
    }

    /** The paths whose change it would notice. */
    Set<Path> concerns() {
        Set<Path> concerns = new HashSet<>(files.keySet());
        concerns.addAll(missing);
        concerns.addAll(links.keySet());
        return concerns;
    }

    /** Those that are not any more as they were. */
    Set<Path> since() {
        Set<Path> since = new LinkedHashSet<>();
        files.forEach((file, hash) -> {
            if (!SourceReader.hashNow(file).equals(hash)) {
                since.add(file);
            }
        });
        missing.stream().filter(Files::isRegularFile).forEach(since::add);
        links.forEach((link, target) -> {
            if (!Lookup.real(link).equals(target)) {
                since.add(link);
            }
        });
        return since;
    }
}
