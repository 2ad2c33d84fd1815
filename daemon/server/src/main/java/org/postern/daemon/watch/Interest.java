package org.postern.daemon.watch;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import org.jspecify.annotations.Nullable;

/**
 * The paths of which one listener wants to hear, each with the print that it had just before the listener last looked at it. So what
 * differs from that print is either about to be told, or the system kept it from us.
 */
final class Interest {

    private final Folders folders;
    private final ConcurrentMap<Path, Print> seen = new ConcurrentHashMap<>();
    private volatile Set<Path> holds = Set.of();

    /** The poller's own notes. */
    final Map<Path, Poller.Doubt> doubts = new HashMap<>();

    Interest(Folders folders) {
        this.folders = folders;
    }

    /** Wants these paths and the folders above them from now on, and no others. */
    synchronized void want(Set<Path> concerns, Set<Path> holds) {
        Set<Path> all = new HashSet<>();
        addWithFolders(concerns, all);
        addWithFolders(holds, all);
        this.holds = Set.copyOf(holds);
        Set<Path> fresh = new TreeSet<>(); // a folder comes before what is in it, so that no change falls between
        all.stream().filter(path -> !seen.containsKey(path)).forEach(fresh::add);
        for (Path path : fresh) {
            seen.put(path, Print.UNSEEN);
            Print print = Print.of(path);
            folders.want(path, print.isFolder());
            seen.replace(path, Print.UNSEEN, print);
        }
        for (Path path : seen.keySet()) {
            if (!all.contains(path)) {
                seen.remove(path);
                folders.drop(path);
            }
        }
        folders.tryRefused();
    }

    private static void addWithFolders(Set<Path> paths, Set<Path> all) {
        for (Path path : paths) {
            for (Path at = path; at != null && all.add(at); ) {
                at = at.getParent();
            }
        }
    }

    boolean has(Path path) {
        return seen.containsKey(path);
    }

    /** The files whose presence stops reloads. */
    Set<Path> holds() {
        return holds;
    }

    /** Every path with its print; changes while it is walked through. */
    Map<Path, Print> seen() {
        return seen;
    }

    @Nullable
    Print print(Path path) {
        return seen.get(path);
    }

    /** Looks at these, and at all that lies in them. */
    void look(Set<Path> changed) {
        for (Path path : seen.keySet()) {
            if (Folders.isAtOrBelow(path, changed)) {
                seen.computeIfPresent(path, (same, before) -> Print.of(path));
            }
        }
    }
}
