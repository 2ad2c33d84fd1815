package org.postern.daemon.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * What one look at a path showed. Two prints are compared for equality only: an older time is as much of a change as a newer one.
 *
 * <p>What is in a folder is not part of its print, as that comes and goes without concerning anybody.
 *
 * @param modified nanoseconds since 1970; 0 for a folder, as are {@code changed}, {@code size} and {@code links}
 * @param changed the time that nobody can set
 */
record Print(
        boolean isFolder,
        long device,
        long inode,
        long mode,
        long owner,
        long group,
        long size,
        long modified,
        long changed,
        long links) {

    /** Nothing is there, or nothing that can be looked at. */
    static final Print ABSENT = nothing(-1);

    /** Nobody has looked yet. */
    static final Print UNSEEN = nothing(-2);

    private static Print nothing(long inode) {
        return new Print(false, -1, inode, 0, 0, 0, 0, 0, 0, 0);
    }

    /** Looks at the path itself, not at what a link there leads to. */
    static Print of(Path path) {
        try {
            Map<String, Object> found = Files.readAttributes(
                    path,
                    "unix:isDirectory,dev,ino,mode,uid,gid,size,lastModifiedTime,ctime,nlink",
                    LinkOption.NOFOLLOW_LINKS);
            boolean isFolder = Boolean.TRUE.equals(found.get("isDirectory"));
            return new Print(
                    isFolder,
                    number(found, "dev"),
                    number(found, "ino"),
                    number(found, "mode"),
                    number(found, "uid"),
                    number(found, "gid"),
                    isFolder ? 0 : number(found, "size"),
                    isFolder ? 0 : number(found, "lastModifiedTime"),
                    isFolder ? 0 : number(found, "ctime"),
                    isFolder ? 0 : number(found, "nlink"));
        } catch (IOException e) {
            return ABSENT;
        }
    }

    private static long number(Map<String, Object> found, String name) {
        Object value = Objects.requireNonNull(found.get(name), name);
        return value instanceof FileTime time ? time.to(TimeUnit.NANOSECONDS) : ((Number) value).longValue();
    }

    /** Whether both are of one and the same folder. */
    boolean isSameFolder(Print other) {
        return isFolder && other.isFolder && device == other.device && inode == other.inode;
    }

    /**
     * Whether a system that tells of changes would have told of this one, the print being what followed {@code before}. It does not
     * tell when something is mounted, when a file gets one more name, or when it is written to under another of its names.
     */
    boolean isAlwaysTold(Print before) {
        if (equals(ABSENT) || before.equals(ABSENT)) {
            return true;
        }
        return device == before.device
                && links <= 1
                && before.links <= 1
                && (inode != before.inode || size != before.size || modified != before.modified);
    }

    /** Whether the file system seems to count in whole seconds, so that a second change may leave no trace. */
    boolean isCoarse() {
        long second = TimeUnit.SECONDS.toNanos(1);
        return !isFolder && !equals(ABSENT) && modified % second == 0 && changed % second == 0;
    }
}
