package org.postern.daemon.importer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.postern.daemon.compiler.ClosedFolders;
import org.postern.daemon.compiler.Lookup;

/**
 * Finds the files of handlers' modules. What a folder really is, it asks of the system once for each set of folders: all names of one
 * snapshot see a link at the same side of its switch.
 */
final class Targets {

    private record Folders(String folder, String root, List<String> path) {

        static Folders of(Snapshot.Name name) {
            return new Folders(name.folder(), name.root(), name.path());
        }
    }

    /** @param links every folder, and every link to one, on the way to the places */
    private record Places(Lookup finder, Set<Path> links) {}

    private final Map<Folders, Places> known = new HashMap<>();

    /** Folders as they are now. */
    static Targets now() {
        return new Targets();
    }

    /** Folders as they were for a snapshot; for those that are new to it, as they are now. */
    static Targets asIn(Snapshot snapshot) {
        Targets targets = new Targets();
        snapshot.targets()
                .forEach((name, target) ->
                        targets.known.put(Folders.of(name), new Places(target.finder(), target.ways())));
        return targets;
    }

    Snapshot.Target find(Snapshot.Name name) {
        Places places = known.computeIfAbsent(Folders.of(name), Targets::places);
        String relative = relative(name.module());
        return new Snapshot.Target(places.finder(), Lookup.find(places.finder().places(), relative), places.links());
    }

    private static String relative(String module) {
        if (!module.contains("/")) {
            return module.replace('.', '/') + ".java";
        }
        return module.endsWith(".psp") ? module : module + ".java";
    }

    private static Places places(Folders folders) {
        Set<Path> links = new LinkedHashSet<>();
        Path root = real(Path.of(folders.root()), links);
        List<Path> path = new ArrayList<>();
        folders.path().forEach(entry -> path.add(real(Path.of(entry), links)));
        Path folder = folders.folder().equals(folders.root()) ? root : real(Path.of(folders.folder()), links);
        return new Places(new Lookup(folder, root, path), Set.copyOf(links));
    }

    /**
     * The real path of a folder; notes each step on the way to it, by the real path of the folder in which the step is, and the one that
     * may not be entered.
     */
    private static Path real(Path path, Set<Path> links) {
        for (Path at = path; at.getParent() != null; at = at.getParent()) {
            links.add(Lookup.real(at.getParent()).resolve(at.getFileName()));
        }
        links.addAll(ClosedFolders.onTheWayTo(List.of(path)));
        return Lookup.real(path);
    }
}
