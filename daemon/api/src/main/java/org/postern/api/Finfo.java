package org.postern.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;

/**
 * What the file system says of a file, as it was when it was asked.
 *
 * @param fname the path by which it was asked
 * @param filetype one of {@link Apache}'s {@code APR_} constants; of {@code APR_NOFILE} everything else is 0
 * @param protection the permissions, as in {@code chmod}: 0644 octal for instance
 * @param user the number of the owner
 * @param group the number of the group
 * @param inode the file's number on its device
 * @param device the number of the device
 * @param nlink how many names it has
 * @param size in bytes
 * @param atime when it was read last, as far as the file system keeps that
 * @param mtime when its content changed last
 * @param ctime when its content or its rights changed last
 */
public record Finfo(
        String fname,
        int filetype,
        int protection,
        int user,
        int group,
        long inode,
        long device,
        int nlink,
        long size,
        Instant atime,
        Instant mtime,
        Instant ctime) {

    private static final int PERMISSIONS = 07777;
    private static final int KIND = 0170000;

    /** Asks for {@code fname}; the target where it is a symbolic link. */
    static Finfo of(String fname) {
        if (fname.isEmpty()) {
            return nothing(fname); // which Java takes for the working folder
        }
        try {
            return of(fname, Files.readAttributes(Path.of(fname), "unix:*"));
        } catch (NoSuchFileException | InvalidPathException e) {
            return nothing(fname);
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).endsWith("Not a directory")) {
                return nothing(fname); // a file stands where the path has a folder
            }
            throw new UncheckedIOException(fname + ": cannot be asked for its facts", e);
        }
    }

    private static Finfo nothing(String fname) {
        return new Finfo(fname, Apache.APR_NOFILE, 0, 0, 0, 0, 0, 0, 0, Instant.EPOCH, Instant.EPOCH, Instant.EPOCH);
    }

    private static Finfo of(String fname, Map<String, Object> facts) {
        int mode = number(facts, "mode").intValue();
        return new Finfo(
                fname,
                filetype(mode & KIND),
                mode & PERMISSIONS,
                number(facts, "uid").intValue(),
                number(facts, "gid").intValue(),
                number(facts, "ino").longValue(),
                number(facts, "dev").longValue(),
                number(facts, "nlink").intValue(),
                number(facts, "size").longValue(),
                time(facts, "lastAccessTime"),
                time(facts, "lastModifiedTime"),
                time(facts, "ctime"));
    }

    private static Number number(Map<String, Object> facts, String name) {
        return (Number) facts.getOrDefault(name, 0);
    }

    private static Instant time(Map<String, Object> facts, String name) {
        return facts.get(name) instanceof FileTime time ? time.toInstant() : Instant.EPOCH;
    }

    /** By the file type bits of {@code st_mode} (POSIX, sys/stat.h). */
    private static int filetype(int kind) {
        return switch (kind) {
            case 0100000 -> Apache.APR_REG;
            case 0040000 -> Apache.APR_DIR;
            case 0020000 -> Apache.APR_CHR;
            case 0060000 -> Apache.APR_BLK;
            case 0010000 -> Apache.APR_PIPE;
            case 0120000 -> Apache.APR_LNK;
            case 0140000 -> Apache.APR_SOCK;
            default -> Apache.APR_UNKFILE;
        };
    }
}
