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
import org.postern.daemon.psp.PageFile;

/**
 * What one version of a module depends on besides the types of its source: the modules that its static initialiser imported, the files
 * that it said it depends on, or includes, and those that the compiler took for none of its types. Safe for any thread.
 */
final class Ties {

    private final Map<Path, String> files = new ConcurrentHashMap<>();
    private final Set<Path> modules = ConcurrentHashMap.newKeySet();
    private final Set<Path> missing = ConcurrentHashMap.newKeySet();
    private final Map<Path, Path> links = new ConcurrentHashMap<>();

    /** A file that it reads, by the name by which it does; false if that is known. */
    boolean dependsOn(Path file) {
        Lookup.linksTo(file).forEach(links::putIfAbsent);
        Path real = Lookup.real(file);
        return files.putIfAbsent(real, SourceReader.hashNow(real)) == null;
    }

    /** The files that it reads, and what was in them; empty for what was not there. */
    Map<Path, String> files() {
        return files;
    }

    /** A module that it imports, or has looked for in vain. */
    void imports(Lookup.Found found) {
        missing.addAll(found.missing());
        links.putAll(found.links());
        if (found.file() != null) {
            modules.add(found.file());
        }
    }

    /**
     * A module that it imports cannot be used.
     *
     * @param read what was read meanwhile, with the hashes of what was in it
     * @param lookedFor what is not there
     */
    void couldNotImport(Map<Path, String> read, Set<Path> lookedFor) {
        read.forEach(files::putIfAbsent);
        missing.addAll(lookedFor);
    }

    /** Files that bear the name of a type and are not that, with the hashes of what was in them. */
    void passedBy(Map<Path, String> strangers) {
        strangers.forEach(files::putIfAbsent);
    }

    /**
     * What a page includes.
     *
     * @param passedOver the hashes of newer texts that are not to be used
     */
    void includes(Collection<PageFile> included, Map<Path, String> passedOver) {
        for (PageFile each : included) {
            files.putIfAbsent(each.file(), passedOver.getOrDefault(each.file(), each.hash()));
            each.links().forEach(links::putIfAbsent);
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
