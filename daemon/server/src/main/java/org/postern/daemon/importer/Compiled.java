package org.postern.daemon.importer;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * A source file and what became of it.
 *
 * @param classes its classes by binary name
 * @param facts what those say about themselves, by name with slashes
 * @param uses the files, other than itself, that it was compiled against
 * @param missing paths that are not there and would have been taken if they were
 */
record Compiled(
        Source source, Map<String, byte[]> classes, Map<String, ClassFacts> facts, Set<Path> uses, Set<Path> missing) {

    Path file() {
        return source.file();
    }
}
