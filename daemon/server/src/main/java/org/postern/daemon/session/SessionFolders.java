package org.postern.daemon.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

import org.postern.api.spi.SessionStore.Key;

/**
 * Where sessions lie in the file system. Folders are readable for the daemon's user alone: whoever can list them knows the ids, and
 * with these is whom he likes.
 */
final class SessionFolders {

    static final FileAttribute<Set<PosixFilePermission>> OWN_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final Set<PosixFilePermission> OWN = PosixFilePermissions.fromString("rwx------");
    private static final String DAMAGED = "damaged";
    private static final String LOCKS = "locks";
    private static final int SHARD = 2;
    private static final int LEGIBLE = 60;
    private static final int HASH = 8;

    private final Path root;
    private volatile boolean checked;

    SessionFolders(Path root) {
        this.root = root;
    }

    /** The place of a session. */
    Path file(Key key) throws IOException {
        check();
        return root.resolve(name(key.interpreter()))
                .resolve(key.id().substring(0, SHARD))
                .resolve(key.id());
    }

    /** The legible part is for people; the hash tells apart what it does not. */
    static String name(String interpreter) {
        String legible = interpreter.replaceAll("[^A-Za-z0-9.-]", "_");
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(interpreter.getBytes(StandardCharsets.UTF_8));
            return legible.substring(0, Math.min(LEGIBLE, legible.length())) + "-"
                    + HexFormat.of().formatHex(hash, 0, HASH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** Makes the folders in which a file lies. */
    void makeFor(Path file) throws IOException {
        Path shard = file.resolveSibling("");
        if (!Files.isDirectory(shard)) {
            checkIsThere();
            try {
                Files.createDirectories(shard, PosixFilePermissions.asFileAttribute(OWN));
            } catch (IOException e) {
                throw new IOException(
                        "sessions.folder = " + root + ": cannot be made, or a folder in it: " + e
                                + " (expected: room, and folders that the daemon's user may write)",
                        e);
            }
            check();
        }
    }

    /** Refuses a folder that is there and that others may enter. */
    private void check() throws IOException {
        if (checked) {
            return;
        }
        Set<PosixFilePermission> mode;
        try {
            mode = Files.getPosixFilePermissions(root);
        } catch (NoSuchFileException notYet) {
            return;
        }
        if (!mode.equals(OWN)) {
            throw new IOException("sessions.folder = " + root + ": its mode is " + PosixFilePermissions.toString(mode)
                    + " (expected: rwx------, the daemon's user alone)");
        }
        checked = true;
    }

    /** Refuses a folder that was there and is not: a disk that is not mounted any more has not lost its sessions. */
    void checkIsThere() throws IOException {
        if (checked && !Files.isDirectory(root)) {
            throw new NoSuchFileException(root.toString(), null, "sessions.folder was there, and is gone");
        }
    }

    /** Where files are that are locked while sessions change. */
    Path locks() {
        return root.resolve(LOCKS);
    }

    /** Moves a file out of the way, and tells where it is. */
    Path putAside(Path file) throws IOException {
        Path folder = root.resolve(DAMAGED);
        Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWN));
        Path aside =
                folder.resolve(file.resolveSibling("").resolveSibling("").getFileName() + "-" + file.getFileName());
        return Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Every folder that has files of sessions. */
    List<Path> all() throws IOException {
        List<Path> all = new ArrayList<>();
        for (Path interpreter : in(root)) {
            if (!interpreter.endsWith(DAMAGED) && !interpreter.endsWith(LOCKS)) {
                all.addAll(in(interpreter));
            }
        }
        return all;
    }

    private static List<Path> in(Path folder) throws IOException {
        List<Path> folders = new ArrayList<>();
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(folder, each -> Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS))) {
            found.forEach(folders::add);
        } catch (NoSuchFileException none) {
            return folders;
        }
        return folders;
    }
}
