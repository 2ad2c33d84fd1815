package org.postern.daemon.form;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.config.Setting;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of a daemon's uploads, with one for each interpreter in it. Safe for any thread.
 *
 * <p>It is made when the first upload is large, with a name that nobody can foresee and mode 0700, so that a folder that all may write,
 * such as {@code /tmp}, can be around it. A lock that the system gives back when the process is gone tells other daemons that it is in use.
 */
final class UploadFolder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(UploadFolder.class);

    private static final String PREFIX = "postern-uploads-";
    private static final String LOCK = "lock";

    /** A folder without lock may be one that is just being made. */
    private static final Duration SURELY_LEFT = Duration.ofHours(1);

    /** Of this JVM's daemons: to open and close such a lock from the same process would give it back. */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path around;
    private @Nullable Path folder;
    private @Nullable FileChannel lock;

    UploadFolder(Path around) {
        this.around = around;
    }

    // --- files

    /** A new file in the interpreter's folder. */
    Path file(String interpreter) throws IOException {
        return Files.createTempFile(folder(interpreter), "upload-", "", mode("rw-------"));
    }

    private synchronized Path folder(String interpreter) throws IOException {
        Path all = folder;
        if (all == null || !Files.isDirectory(all, LinkOption.NOFOLLOW_LINKS)) {
            close(); // what cleans up /tmp may have taken it
            all = make();
        }
        Path own = all.resolve(name(interpreter));
        if (!Files.isDirectory(own, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(own, mode("rwx------"));
        }
        return own;
    }

    private Path make() throws IOException {
        Path made = Files.createTempDirectory(around, PREFIX, mode("rwx------"));
        OURS.add(made);
        folder = made;
        try {
            lock = FileChannel.open(
                    made.resolve(LOCK),
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    mode("rw-------"));
            Objects.requireNonNull(lock.tryLock(), "the lock of a new folder is free");
        } catch (IOException e) {
            close(); // without its lock it would be another daemon's to remove
            throw e;
        }
        return made;
    }

    /** Where uploads are, and the setting that says so. */
    String where() {
        return Setting.FORMS_FOLDER.key() + " = " + around;
    }

    private static FileAttribute<?> mode(String mode) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
    }

    /** An interpreter's name may be a path; names that look alike then are told apart by the number behind them. */
    private static String name(String interpreter) {
        String plain = interpreter.replaceAll("[^A-Za-z0-9.-]", "_");
        return plain.substring(0, Math.min(plain.length(), 100)) + "-" + Integer.toHexString(interpreter.hashCode());
    }

    /** Removes it. */
    @Override
    public synchronized void close() {
        Path gone = folder;
        if (gone == null) {
            return;
        }
        remove(gone);
        OURS.remove(gone);
        folder = null;
        try {
            if (lock != null) {
                lock.close();
                lock = null;
            }
        } catch (IOException e) {
            LOG.warn("{}: {}", gone, e.toString());
        }
    }

    // --- what others have left

    /** Removes the folders of daemons that were killed. */
    void clear(Instant now) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(around, PREFIX + "*")) {
            for (Path each : all) {
                if (!OURS.contains(each)) {
                    clear(each, now);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("{}: what a killed daemon left there stays: {}", around, e.toString());
        }
    }

    private static void clear(Path each, Instant now) {
        try {
            if (isOfOurUser(each)) {
                clearOurs(each, now);
            }
        } catch (IOException e) {
            LOG.warn("{}: stays, whoever left it: {}", each, e.toString());
        }
    }

    /** To others' folders, and to links, nothing is done, whoever the daemon runs as. */
    private static boolean isOfOurUser(Path each) throws IOException {
        try {
            return Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)
                    && Files.getAttribute(each, "unix:uid", LinkOption.NOFOLLOW_LINKS)
                            .equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    private static void clearOurs(Path left, Instant now) throws IOException {
        try (FileChannel channel =
                        FileChannel.open(left.resolve(LOCK), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock free = channel.tryLock()) {
            if (free != null) {
                LOG.info("{}: left by a daemon that was killed, removed", left);
                remove(left);
            }
        } catch (OverlappingFileLockException inUse) {
            LOG.debug("{}: in use", left);
        } catch (NoSuchFileException noLock) {
            if (Files.exists(left)
                    && Files.getLastModifiedTime(left).toInstant().isBefore(now.minus(SURELY_LEFT))) {
                remove(left);
            }
        }
    }

    private static void remove(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.deleteIfExists(each);
            }
        } catch (NoSuchFileException gone) {
            LOG.debug("{}: another daemon has removed it", folder);
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("{} stays behind: {}", folder, e.toString());
        }
    }
}
