package org.postern.daemon.session;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;

/**
 * Keeps changes of one session's file apart: within this process by a monitor, and between processes, of which there are two while a
 * daemon is restarted, by a lock that the system gives back when its process is gone.
 *
 * <p>Such a lock is the whole process's, and goes with the first of its channels on a file that is closed. So a file is opened under its
 * monitor only, which all stores of the process share.
 */
final class SessionFileLocks {

    private static final Object[] MONITORS = new Object[64];

    static {
        Arrays.setAll(MONITORS, i -> new Object());
    }

    private final Path folder;

    /** A change of a file. */
    interface Change {
        boolean make() throws IOException;
    }

    /** @param folder for the files that are locked */
    SessionFileLocks(Path folder) {
        this.folder = folder;
    }

    /** Makes a change while nobody else changes a file of this name. */
    boolean alone(Path file, Change change) throws IOException {
        int stripe = Math.floorMod(String.valueOf(file.getFileName()).hashCode(), MONITORS.length);
        synchronized (MONITORS[stripe]) {
            try (FileChannel channel = open(stripe)) {
                channel.lock();
                return change.make();
            }
        }
    }

    private FileChannel open(int stripe) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        return FileChannel.open(
                folder.resolve(String.valueOf(stripe)),
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE),
                SessionFolders.OWN_FILE);
    }
}
