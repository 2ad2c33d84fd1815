package org.postern.daemon.importer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.postern.daemon.compiler.Compiled;
import org.postern.daemon.compiler.SourceReader;

/** What has to be made again to be back where a snapshot was before its last reload. */
final class Rollback {

    private final List<Compiled> files = new ArrayList<>();
    private final Map<Path, String> now = new HashMap<>();
    private final Set<Path> dropped = new HashSet<>();
    private final Map<Snapshot.Name, Snapshot.Target> targets = new HashMap<>();

    /** What served before: the names, and the files as they were compiled; not their classes, which have ended. */
    record Earlier(Map<Snapshot.Name, Snapshot.Target> targets, Map<Path, Compiled> files) {

        static final Earlier NOTHING = new Earlier(Map.of(), Map.of());
    }

    Rollback(Snapshot base, Earlier earlier) {
        Map<Path, Compiled> previous = earlier.files();
        Set<Path> changed = new HashSet<>();
        previous.forEach((file, compiled) -> {
            if (base.compiled(file) != compiled) {
                files.add(compiled);
                changed.add(file);
                passOver(file, compiled.source().hash());
                compiled.source().included().forEach(part -> passOver(part.file(), part.hash()));
            }
        });
        // what was not there then may need what is there now: it is loaded again when somebody asks for it
        for (Path dependent : base.dependents(changed)) {
            if (!previous.containsKey(dependent)) {
                dropped.add(dependent);
            }
        }
        targets.putAll(base.targets());
        targets.putAll(earlier.targets());
        targets.values().removeIf(target -> {
            Path file = target.found().file();
            return file != null && !previous.containsKey(file) && (dropped.contains(file) || base.module(file) == null);
        });
    }

    private void passOver(Path file, String hash) {
        String newer = SourceReader.hashNow(file);
        if (!newer.equals(hash)) {
            now.put(file, newer);
        }
    }

    /** The files as they are to be again. */
    List<Compiled> files() {
        return files;
    }

    /** The hashes of their texts as they are now, which are passed over. */
    Map<Path, String> now() {
        return now;
    }

    /** What names mean there; those that are left out are looked up again. */
    Map<Snapshot.Name, Snapshot.Target> targets() {
        return targets;
    }

    /** The files that have no place there. */
    Set<Path> dropped() {
        return dropped;
    }
}
