package org.postern.daemon.session;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.postern.api.spi.SessionStore;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/**
 * Sessions in files, one in each: {@code FOLDER/INTERPRETER/ab/abcdef...}.
 *
 * <p>A session is written beside its place and then renamed into it, so whenever the process ends, what lies there is the old session or
 * the new one. Nothing waits for the disk: after a power failure the latest changes may be gone, and a file that is not whole is told by
 * its sum. Such a file is moved to {@code damaged} beside its folder, and its visitor gets a 503, once.
 *
 * <p>A file's time of change is that at which its session expires.
 *
 * <p>The folder is one daemon's, and for as long as that is restarted two processes', which {@link SessionFileLocks} keep apart.
 */
public final class FileStore implements SessionStore {

    private static final String TEMPORARY = ".tmp";
    private static final Duration ABANDONED = Duration.ofHours(1);
    private static final Duration DAMAGED = Duration.ofDays(30);

    /** Of names of temporary files; other processes have others. */
    private static final AtomicLong COUNT = new AtomicLong();

    private final SessionFolders folders;
    private final Consumer<String> progress;
    private final SessionFileLocks locks;
    private final Deque<Path> toClear = new ArrayDeque<>();

    /** @param folder which is made where it is not there, but not before it is needed */
    public FileStore(Path folder) {
        this(folder, step -> {});
    }

    /** @param progress is told what the store is about to do */
    FileStore(Path folder, Consumer<String> progress) {
        this.folders = new SessionFolders(folder);
        this.locks = new SessionFileLocks(folders.locks());
        this.progress = progress;
    }

    @Override
    public @Nullable Entry load(Key key) throws IOException {
        return read(folders.file(key));
    }

    private @Nullable Entry read(Path file) throws IOException {
        byte[] bytes = bytes(file);
        if (bytes == null) {
            folders.checkIsThere();
            return null;
        }
        try {
            return SessionFile.read(bytes);
        } catch (IOException damaged) {
            Path aside = folders.putAside(file);
            throw new Fault(
                    Code.SESSION_DAMAGED,
                    file + ": is no whole session: " + damaged.getMessage() + "; moved to " + aside,
                    damaged);
        }
    }

    private static byte @Nullable [] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return in.readAllBytes();
        } catch (NoSuchFileException none) {
            return null;
        }
    }

    @Override
    public boolean create(Key key, Entry entry) throws IOException {
        Path file = folders.file(key);
        folders.makeFor(file);
        return locks.alone(file, () -> {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            write(file, entry);
            return true;
        });
    }

    @Override
    public boolean replace(Key key, Entry entry) throws IOException {
        Path file = folders.file(key);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            folders.checkIsThere();
            return false;
        }
        return locks.alone(file, () -> {
            Entry there = read(file);
            if (there == null || there.version() != entry.version() - 1) {
                return false;
            }
            write(file, entry);
            return true;
        });
    }

    private void write(Path file, Entry entry) throws IOException {
        folders.makeFor(file);
        String unique = ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
        Path fresh = file.resolveSibling("." + file.getFileName() + "." + unique + TEMPORARY);
        try {
            progress.accept("begin");
            try (FileChannel out = FileChannel.open(
                    fresh,
                    Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING),
                    SessionFolders.OWN_FILE)) {
                progress.accept("write");
                ByteBuffer bytes = ByteBuffer.wrap(SessionFile.bytes(entry));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
            }
            Files.setLastModifiedTime(fresh, FileTime.from(entry.expires()));
            progress.accept("rename");
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            progress.accept("end");
        } catch (IOException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
    }

    @Override
    public void delete(Key key) throws IOException {
        Path file = folders.file(key);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            locks.alone(file, () -> Files.deleteIfExists(file));
        }
    }

    /** Goes through one folder of them, a 256th of an interpreter's sessions. */
    @Override
    public boolean expire(Instant now) throws IOException {
        if (toClear.isEmpty()) {
            toClear.addAll(folders.all());
        }
        Path folder = toClear.poll();
        if (folder != null) {
            clear(folder, now);
        }
        return !toClear.isEmpty();
    }

    private void clear(Path folder, Instant now) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (isOver(file, now)) {
                    locks.alone(file, () -> isOver(file, now) && Files.deleteIfExists(file));
                }
            }
        } catch (NoSuchFileException gone) {
            return;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /**
     * What has not expired is told by its time alone, so that most files are not opened. A damaged one is left for a while to its
     * visitor, who is to hear of it.
     */
    private static boolean isOver(Path file, Instant now) throws IOException {
        Instant time;
        try {
            time = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
        } catch (NoSuchFileException gone) {
            return false;
        }
        if (time.isAfter(now)) {
            return false;
        }
        if (String.valueOf(file.getFileName()).endsWith(TEMPORARY)) {
            return time.plus(ABANDONED).isBefore(now);
        }
        byte[] bytes = bytes(file);
        try {
            return bytes != null && !SessionFile.read(bytes).expires().isAfter(now);
        } catch (IOException damaged) {
            return time.plus(DAMAGED).isBefore(now);
        }
    }

    @Override
    public void close() {
        toClear.clear();
    }
}
