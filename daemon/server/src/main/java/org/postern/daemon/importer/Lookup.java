package org.postern.daemon.importer;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Where the names in a file are looked up: the file's own folder (without what its package adds), the root under which the file
 * was found, the folders of JavaPath. All are real paths. The same for every file of one folder, so it says which files can be
 * compiled together.
 */
record Lookup(Path base, Path root, List<Path> path) {

    /**
     * What a look-up came to.
     *
     * @param file the file, a real path; null where there is none
     * @param foundIn the place in which the file was found; null where there is none
     * @param missing the paths that were tried before it and are not there: should one appear, the answer changes
     */
    record Found(@Nullable Path file, @Nullable Path foundIn, List<Path> missing) {}

    /** The places in order, each once. */
    Set<Path> places() {
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

    /** Looks for a relative path in some places. */
    static Found find(Iterable<Path> places, String relative) {
        List<Path> missing = new ArrayList<>();
        for (Path place : places) {
            Path candidate;
            try {
                candidate = place.resolve(relative);
            } catch (InvalidPathException notAFileName) {
                continue;
            }
            Path real = real(candidate);
            if (real != null) {
                return new Found(real, place, missing);
            }
            missing.add(candidate);
        }
        return new Found(null, null, missing);
    }

    private static @Nullable Path real(Path candidate) {
        try {
            return Files.isRegularFile(candidate) ? candidate.toRealPath() : null;
        } catch (java.io.IOException gone) {
            return null;
        }
    }

    /** The look-up of a file that was found in {@code place} by a name looked up here. */
    Lookup of(Path place, Path folderOfItsPackages) {
        boolean onPath = !place.equals(base) && !place.equals(root);
        return new Lookup(folderOfItsPackages, onPath ? place : root, path);
    }
}
