package org.postern.daemon.password;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/**
 * Files that are read anew when they have changed, of which the file system is asked each time.
 *
 * <p>Two changes within one tick of its clock can leave size and times alike. So a file that changed shortly before it was read is read
 * again until it has been quiet for longer than any tick; what it says is made anew only if its bytes are others.
 *
 * @param <T> what a file says
 */
final class FileCache<T> {

    /** The coarsest clock of a file system is FAT's. */
    private static final Duration TICK = Duration.ofSeconds(3);

    /** More than any configuration names; beyond it they are read anew. */
    private static final int CACHED = 1000;

    private final BiFunction<String, byte[], T> reader;
    private final Clock clock;
    private final ConcurrentMap<String, Known<T>> files = new ConcurrentHashMap<>();

    private record Known<T>(Map<String, Object> print, boolean quiet, byte[] bytes, T content) {}

    /** @param reader makes what it says of a file's path and bytes */
    FileCache(BiFunction<String, byte[], T> reader, Clock clock) {
        this.reader = reader;
        this.clock = clock;
    }

    /** What a file says now. */
    T of(String path) {
        try {
            Path file = Path.of(path);
            Map<String, Object> print =
                    Files.readAttributes(file, "unix:isRegularFile,dev,ino,size,lastModifiedTime,ctime");
            if (!Objects.equals(print.get("isRegularFile"), true)) {
                throw fault(path, "it is no regular file", null);
            }
            Known<T> known = files.get(path);
            if (known == null || !known.quiet() || !known.print().equals(print)) {
                boolean quiet = isQuiet(print, "lastModifiedTime") && isQuiet(print, "ctime");
                known = read(path, print, quiet, Files.readAllBytes(file), known);
            }
            return known.content();
        } catch (NoSuchFileException e) {
            throw fault(path, "there is no such file", e);
        } catch (AccessDeniedException e) {
            throw fault(path, "user " + System.getProperty("user.name") + " may not read it", e);
        } catch (IOException | InvalidPathException e) {
            throw fault(path, String.valueOf(e.getMessage()), e);
        }
    }

    private Known<T> read(
            String path, Map<String, Object> print, boolean quiet, byte[] bytes, @Nullable Known<T> before) {
        T content =
                before != null && Arrays.equals(before.bytes(), bytes) ? before.content() : reader.apply(path, bytes);
        if (files.size() >= CACHED) {
            files.clear();
        }
        Known<T> known = new Known<>(print, quiet, bytes, content);
        files.put(path, known);
        return known;
    }

    private boolean isQuiet(Map<String, Object> print, String time) {
        return print.get(time) instanceof FileTime changed
                && changed.toInstant().plus(TICK).isBefore(clock.instant());
    }

    private static Fault fault(String path, String why, @Nullable Throwable cause) {
        return new Fault(Code.PASSWORD_FILE, path + " cannot be read: " + why, cause);
    }
}
