package org.postern.daemon.importer;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.compiler.ClassFacts;
import org.postern.daemon.compiler.Compiled;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/**
 * Which file's class each name means in a unit.
 *
 * <p>Each file has a look-up of its own, so one name can mean different files; but a loader has one class of a name. Where the classes of
 * two files of a unit name different ones, the unit cannot be. Naming counts, even if it is for a constant that the compiler inlined.
 */
final class UnitNames {

    private final List<String> joins;
    private final Function<Path, @Nullable Compiled> known;
    private final Map<String, Compiled> meanings = new HashMap<>();
    private final Map<String, Compiled> namedBy = new HashMap<>();

    /**
     * @param joins why the files share a loader
     * @param known what files were compiled to, those of other units too
     */
    UnitNames(List<Compiled> unit, List<String> joins, Function<Path, @Nullable Compiled> known) {
        this.joins = joins;
        this.known = known;
        unit.forEach(file -> file.classes().keySet().forEach(name -> mean(file, name, file)));
        unit.forEach(this::look);
        unit.forEach(file -> file.uses().forEach(this::addOthers));
    }

    /** By the binary names of classes. */
    Map<String, Compiled> meanings() {
        return meanings;
    }

    private void look(Compiled file) {
        for (ClassFacts facts : file.facts().values()) {
            for (String name : facts.classes()) {
                Compiled meant = file.facts().containsKey(name) ? file : declares(file, name);
                if (meant != null) {
                    mean(file, name.replace('/', '.'), meant);
                }
            }
        }
    }

    private @Nullable Compiled declares(Compiled file, String name) {
        for (Path path : file.uses()) {
            Compiled used = known.apply(path);
            if (used != null && used.facts().containsKey(name)) {
                return used;
            }
        }
        return null;
    }

    private void mean(Compiled file, String name, Compiled meant) {
        Compiled other = meanings.putIfAbsent(name, meant);
        Compiled before = namedBy.putIfAbsent(name, file);
        if (other != null && before != null && !other.file().equals(meant.file())) {
            throw new Fault(
                    Code.NAME_CLASH,
                    file.file() + " and " + before.file() + " have to share a loader, as " + String.join("; ", joins)
                            + "; but " + name + " is in " + meant.file() + " for the one, in " + other.file()
                            + " for the other (expected: one class of a name)");
        }
    }

    /** What no class names may still be named by a string. */
    private void addOthers(Path path) {
        Compiled used = known.apply(path);
        if (used != null) {
            used.classes().keySet().forEach(name -> meanings.putIfAbsent(name, used));
        }
    }
}
