package org.postern.daemon.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Where the names in a file are looked up: the file's own folder (without what its package adds), the root under which the file
 * was found, the folders of JavaPath. All are real paths. The same for every file of one folder, so it says which files can be
 * compiled together.
 */
public record Lookup(Path base, Path root, List<Path> path) {

    /**
     * What a look-up came to.
     *
     * @param file the file, a real path; null where there is none
     * @param as the path under which it was found, which may be a link; null where there is none
     * @param foundIn the place in which the file was found; null where there is none
     * @param missing the paths that were tried before it and are not there: should one appear, the answer changes
     * @param links the symbolic links on the way from a place to what was looked for there, and where each leads; as for {@code
     *     missing}, their folders are real paths, under which the system reports changes. A folder behind them that may not be entered
     *     is among them, and leads to itself
     */
    public record Found(
            @Nullable Path file,
            @Nullable Path as,
            @Nullable Path foundIn,
            List<Path> missing,
            Map<Path, Path> links) {}

    /** The places in order, each once. */
    public Set<Path> places() {
        Set<Path> places = new LinkedHashSet<>();
        places.add(base);
        places.add(root);
        places.addAll(path);
        return places;
    }

    /** Looks for the file of a type, whose name has slashes between packages. */
    Found type(String name) {
        return find(places(), name + ".java");
    }

    /** Looks for a relative path in some places, whose paths are real ones. */
    public static Found find(Iterable<Path> places, String relative) {
        List<Path> missing = new ArrayList<>();
        Map<Path, Path> links = new HashMap<>();
        for (Path place : places) {
            Path candidate;
            try {
                candidate = place.resolve(relative);
            } catch (InvalidPathException notAFileName) {
                continue;
            }
            Path file = file(candidate);
            if (!candidate.equals(file)) {
                collectLinks(place, candidate, links);
            }
            if (file != null) {
                return new Found(file, candidate, place, missing, links);
            }
            if (!links.isEmpty()) {
                ClosedFolders.onTheWayTo(List.of(candidate)).forEach(closed -> links.putIfAbsent(closed, closed));
            }
            missing.add(place.equals(candidate.getParent()) ? candidate : underRealFolder(candidate));
            if (Files.isSymbolicLink(candidate)) {
                missing.add(leadsTo(candidate));
            }
        }
        return new Found(null, null, null, missing, links);
    }

    /** Where a link leads whose end is not there. */
    private static Path leadsTo(Path link) {
        try {
            return underRealFolder(link.resolveSibling(Files.readSymbolicLink(link)));
        } catch (IOException gone) {
            return link;
        }
    }

    private static @Nullable Path file(Path candidate) {
        try {
            return Files.isRegularFile(candidate) ? candidate.toRealPath() : null;
        } catch (IOException gone) {
            return null;
        }
    }

    private static void collectLinks(Path place, Path candidate, Map<Path, Path> links) {
        for (Path at = candidate; at != null && !at.equals(place); at = at.getParent()) {
            if (Files.isSymbolicLink(at)) {
                links.put(underRealFolder(at), real(at));
            }
        }
    }

    /** The symbolic links on the way to a path, each in its folder's real path, and where each leads. */
    public static Map<Path, Path> linksTo(Path path) {
        Map<Path, Path> links = new HashMap<>();
        for (Path at = path; at.getParent() != null; at = at.getParent()) {
            if (Files.isSymbolicLink(at)) {
                links.put(real(at.getParent()).resolve(at.getFileName()), real(at));
            }
        }
        return links;
    }

    /** The real path; where there is nothing, as much of it as is there. */
    public static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException notThere) {
            return underRealFolder(path);
        }
    }

    /** The path with its folder's real path, as far as there is such a folder. */
    private static Path underRealFolder(Path path) {
        for (Path at = path.getParent(); at != null; at = at.getParent()) {
            try {
                return at.toRealPath().resolve(at.relativize(path)).normalize();
            } catch (IOException notThere) {
                // the folder above it may be
            }
        }
        return path;
    }

    /** The look-up of a file that was found in {@code place} by a name looked up here. */
    public Lookup of(Path place, Path folderOfItsPackages) {
        boolean onPath = !place.equals(base) && !place.equals(root);
        return new Lookup(folderOfItsPackages, onPath ? place : root, path);
    }
}
