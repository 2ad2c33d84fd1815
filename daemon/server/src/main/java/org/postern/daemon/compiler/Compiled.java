package org.postern.daemon.compiler;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/**
 * A source file and what became of it.
 *
 * @param classes its classes by binary name
 * @param facts what those say about themselves, by name with slashes
 * @param uses the files, other than itself, that it was compiled against
 * @param missing paths that are not there and would have been taken if they were
 * @param strangers the files that bear the name of a type, and are of another package, with the hashes of what was in them
 * @param links the symbolic links on the way to what it uses, and where each led
 */
public record Compiled(
        Source source,
        Map<String, byte[]> classes,
        Map<String, ClassFacts> facts,
        Set<Path> uses,
        Set<Path> missing,
        Map<Path, String> strangers,
        Map<Path, Path> links) {

    public Path file() {
        return source.file();
    }

    /** Its own type, with slashes. */
    public String mainType() {
        return source.mainClass().replace('.', '/');
    }

    /** Refuses a file without the type that its name promises. */
    void checkMainType() {
        if (!facts.containsKey(mainType())) {
            throw noMainType();
        }
    }

    public Fault noMainType() {
        return new Fault(
                Code.COMPILE, file() + ":1:1: there is no type in this file (expected: type " + mainType() + ")");
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
