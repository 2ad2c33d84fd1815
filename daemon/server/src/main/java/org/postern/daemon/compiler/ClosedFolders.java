package org.postern.daemon.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/** The folders that the daemon's user may not enter: to it everything in them looks as if it were not there. */
public final class ClosedFolders {

    private ClosedFolders() {}

    /** The first such folder on the way to each of these, behind links too; each once. */
    public static Set<Path> onTheWayTo(Collection<Path> paths) {
        Set<Path> closed = new LinkedHashSet<>();
        for (Path path : paths) {
            Path folder = onTheWayTo(path.toAbsolutePath(), new LinkedHashSet<>());
            if (folder != null) {
                closed.add(folder);
            }
        }
        return closed;
    }

    /** @param links those that were followed, as they can lead in a circle */
    private static @Nullable Path onTheWayTo(Path path, Set<Path> links) {
        for (Path at : fromTheTop(path)) {
            if (Files.isDirectory(at)) {
                if (!Files.isExecutable(at) && Files.isDirectory(at)) { // or it went in between
                    return at;
                }
            } else {
                return Files.isSymbolicLink(at) && links.add(at) ? onTheWayTo(target(at), links) : null;
            }
        }
        return null;
    }

    private static List<Path> fromTheTop(Path path) {
        List<Path> steps = new ArrayList<>();
        for (Path at = path; at != null; at = at.getParent()) {
            steps.add(at);
        }
        Collections.reverse(steps);
        return steps;
    }

    private static Path target(Path link) {
        try {
            return link.resolveSibling(Files.readSymbolicLink(link)).normalize();
        } catch (IOException gone) {
            return link;
        }
    }

    /** What keeps the daemon's user from these, and what to do about it; empty if nothing does. */
    public static String told(Collection<Path> paths) {
        Set<Path> closed = onTheWayTo(paths);
        if (closed.isEmpty()) {
            return "";
        }
        String folders = closed.stream().map(Path::toString).collect(Collectors.joining(" "));
        return "the daemon's user \"" + System.getProperty("user.name") + "\" may not enter " + folders
                + " (expected: it may, as after chmod o+x " + folders + ")";
    }
}
