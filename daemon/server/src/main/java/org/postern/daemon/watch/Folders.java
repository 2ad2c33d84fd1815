package org.postern.daemon.watch;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.postern.daemon.fault.Code;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The paths that somebody wants to hear of, and the system's watches on those of them that are folders.
 *
 * <p>A folder can have two names, by a bind mount or while it is being moved, and the system has one key for it then: its events are
 * taken to be of all the names. A link to a folder is not one here, as what it leads to is wanted under its own name.
 */
final class Folders {

    private static final Logger LOG = LoggerFactory.getLogger(FileWatcher.class);

    private final Events events;
    private final Map<Path, Integer> wanted = new HashMap<>();
    private final Map<Path, WatchKey> keys = new HashMap<>();
    private final Map<WatchKey, Set<Path>> names = new HashMap<>();
    private final Set<Path> refused = new HashSet<>();
    private final Set<String> refusals = new HashSet<>();

    Folders(Events events) {
        this.events = events;
    }

    /** Wants a path; the folders above it come first. Each time is taken back by a {@link #drop}. */
    synchronized void want(Path path, boolean isFolder) {
        wanted.merge(path, 1, Integer::sum);
        if (isFolder && !keys.containsKey(path)) {
            register(path);
        }
    }

    synchronized void drop(Path path) {
        if (wanted.merge(path, -1, Integer::sum) <= 0) {
            wanted.remove(path);
            release(path);
        }
    }

    synchronized boolean isWanted(Path path) {
        return wanted.containsKey(path);
    }

    /** The folders that the system does not watch. */
    synchronized Set<Path> refused() {
        return Set.copyOf(refused);
    }

    /** How many watches of the system's are in use. */
    synchronized int watches() {
        return names.size();
    }

    /** The names of the folder that a key tells of; none if it is no longer wanted. */
    synchronized Set<Path> named(WatchKey key) {
        return Set.copyOf(names.getOrDefault(key, Set.of()));
    }

    /** The folder of this key is not there any more. */
    synchronized void lost(WatchKey key) {
        names.getOrDefault(key, Set.of()).forEach(keys::remove);
        names.remove(key);
    }

    /**
     * Watches what is now under the names of these, where they are or were folders, and in them. What was there before may have been
     * moved away, and then its key still tells of it; what is there now may have come with folders in it.
     */
    synchronized void lookAgain(Set<Path> tops) {
        Set<Path> folders = new HashSet<>();
        for (Path top : tops) {
            if (keys.containsKey(top) || refused.contains(top) || isFolder(top)) {
                folders.add(top);
            }
        }
        if (folders.isEmpty()) {
            return;
        }
        Set<Path> below = new TreeSet<>(); // a folder comes before what is in it
        wanted.keySet().stream().filter(path -> isAtOrBelow(path, folders)).forEach(below::add);
        for (Path path : below) {
            if (isFolder(path)) {
                register(path);
            } else {
                release(path);
            }
        }
    }

    /** Tries again with what was refused; there may be room now. */
    synchronized void tryRefused() {
        List.copyOf(refused).forEach(this::register);
    }

    /** Whether a path is one of these, or lies in one. */
    static boolean isAtOrBelow(Path path, Collection<Path> tops) {
        for (Path at = path; at != null; at = at.getParent()) {
            if (tops.contains(at)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    private void register(Path folder) {
        try {
            WatchKey key = events.register(folder);
            if (!key.equals(keys.get(folder))) {
                release(folder);
                keys.put(folder, key);
                names.computeIfAbsent(key, k -> new HashSet<>()).add(folder);
            }
            refused.remove(folder);
        } catch (NoSuchFileException | NotDirectoryException gone) {
            release(folder);
        } catch (IOException e) {
            release(folder);
            refused.add(folder);
            complain(folder, e);
        }
    }

    private void release(Path folder) {
        refused.remove(folder);
        WatchKey key = keys.remove(folder);
        Set<Path> others = key == null ? null : names.get(key);
        if (key != null && others != null) {
            others.remove(folder);
            if (others.isEmpty()) {
                names.remove(key);
                key.cancel();
            }
        }
    }

    /** Once for each folder; but once only for a limit, which all that follow meet as well. */
    private void complain(Path folder, IOException e) {
        boolean isOfFolder = e instanceof FileSystemException;
        if (refusals.add(isOfFolder ? folder.toString() : String.valueOf(e.getMessage()))) {
            LOG.warn(
                    "{} {} cannot be watched ({}): {} looked at twice a second instead",
                    Code.WATCH.id(),
                    folder,
                    isOfFolder ? e.toString() : e.getMessage(),
                    isOfFolder ? "it is" : "it and others that meet this are");
        }
    }
}
