package org.postern.daemon.compiler;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/**
 * The folder of the compile cache: files by name, each of them whole or not there. Safe for any thread, and for several daemons at
 * once.
 */
final class CompileCacheFolder {

    /** So many that a site with as many modules keeps them all; a gigabyte at most, as they have about ten kilobytes each. */
    private static final int MOST = 100_000;

    private static final Duration UNUSED = Duration.ofDays(30);
    private static final Duration ABANDONED = Duration.ofHours(1);

    /** Times of use are not kept more exactly than this, so that most uses write nothing. */
    private static final Duration GRAIN = Duration.ofDays(1);

    private static final long LARGEST = 64 << 20;
    private static final String FRESH = "fresh-";

    private final Path folder;

    private CompileCacheFolder(Path folder) {
        this.folder = folder;
    }

    /** Opens it, or makes it; throws a {@link Fault} if it is not the daemon's own alone. */
    static CompileCacheFolder open(Path wanted) {
        try {
            make(wanted);
            Path folder = wanted.toRealPath();
            check(folder, Account.ofThisProcess());
            return new CompileCacheFolder(folder);
        } catch (IOException e) {
            throw new Fault(Code.BAD_CACHE, "compile-cache = " + wanted + ": " + e, e);
        }
    }

    private static void make(Path folder) throws IOException {
        Path above = folder.getParent();
        if (above != null) {
            Files.createDirectories(above);
        }
        try {
            Files.createDirectory(folder, mode("rwx------"));
        } catch (FileAlreadyExistsException there) {
            if (!Files.isDirectory(folder)) {
                throw new Fault(Code.BAD_CACHE, "compile-cache = " + folder + ": it is no folder", there);
            }
        }
    }

    private static FileAttribute<Set<PosixFilePermission>> mode(String mode) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
    }

    private static void check(Path folder, Account self) throws IOException {
        Map<String, Object> facts = Files.readAttributes(folder, "unix:uid,mode");
        Object uid = facts.get("uid");
        if (!Integer.valueOf(self.uid()).equals(uid)) {
            throw new Fault(
                    Code.BAD_CACHE,
                    "compile-cache = " + folder + ": it belongs to uid " + uid + " (expected: " + self.uid()
                            + ", the daemon's user " + self.name() + ")");
        }
        int mode = facts.get("mode") instanceof Integer number ? number & 0777 : 0;
        if (mode != 0700) {
            throw new Fault(
                    Code.BAD_CACHE,
                    "compile-cache = " + folder + ": its mode is 0" + Integer.toOctalString(mode)
                            + " (expected: 0700)");
        }
    }

    /** What is in a file; null if it is not there or cannot be read. */
    byte @Nullable [] read(String name) {
        Path file = folder.resolve(name);
        try {
            return Files.size(file) > LARGEST ? null : Files.readAllBytes(file);
        } catch (IOException unreadable) {
            return null;
        }
    }

    /** Puts a file in its place at once. */
    void write(String name, byte[] bytes) throws IOException {
        Path fresh = Files.createTempFile(folder, FRESH, "", mode("rw-------"));
        try {
            Files.write(fresh, bytes);
            Files.move(fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
    }

    /** Notes that a file was used now. */
    void used(String name, Instant now) throws IOException {
        Path file = folder.resolve(name);
        try {
            if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(GRAIN))) {
                Files.setLastModifiedTime(file, FileTime.from(now));
            }
        } catch (NoSuchFileException gone) {
            // another daemon has dropped it
        }
    }

    /** Drops what nobody has used for long, and what is too much; returns how many files those were. */
    int prune(Instant now) throws IOException {
        return prune(now, MOST);
    }

    int prune(Instant now, int most) throws IOException {
        record Dated(Path file, Instant used) {}
        List<Dated> kept = new ArrayList<>();
        int dropped = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, CompileCacheFolder::isOurs)) {
            for (Path file : files) {
                boolean fresh = String.valueOf(file.getFileName()).startsWith(FRESH);
                try {
                    Instant used = Files.getLastModifiedTime(file).toInstant();
                    if (used.isBefore(now.minus(fresh ? ABANDONED : UNUSED))) {
                        dropped += Files.deleteIfExists(file) ? 1 : 0;
                    } else if (!fresh) {
                        kept.add(new Dated(file, used));
                    }
                } catch (NoSuchFileException gone) {
                    // another daemon drops files too
                }
            }
        }
        kept.sort(Comparator.comparing(Dated::used));
        for (Dated oldest : kept.subList(0, Math.max(0, kept.size() - most))) {
            dropped += Files.deleteIfExists(oldest.file()) ? 1 : 0;
        }
        return dropped;
    }

    @Override
    public String toString() {
        return folder.toString();
    }

    private static boolean isOurs(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.startsWith(FRESH) || name.matches("[0-9a-f]{64}");
    }
}
