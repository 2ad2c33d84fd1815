package org.postern.daemon.importer;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A source file and what became of it.
 *
 * @param classes its classes by binary name
 * @param facts what those say about themselves, by name with slashes
 * @param uses the files, other than itself, that it was compiled against
 * @param missing paths that are not there and would have been taken if they were
 * @param links the symbolic links on the way to what it uses, and where each led
 */
record Compiled(
        Source source,
        Map<String, byte[]> classes,
        Map<String, ClassFacts> facts,
        Set<Path> uses,
        Set<Path> missing,
        Map<Path, Path> links) {

    Path file() {
        return source.file();
    }

    /** Its own type, with slashes. */
    String mainType() {
        return source.mainClass().replace('.', '/');
    }

    /** The types that it has beside its own, nested ones included, with slashes. */
    List<String> besides() {
        String main = mainType();
        return facts.keySet().stream()
                .filter(name -> !name.equals(main) && !name.startsWith(main + "$"))
                .toList();
    }

    /** The class of a name with slashes. */
    byte @Nullable [] bytes(String name) {
        return classes.get(name.replace('/', '.'));
    }
}
