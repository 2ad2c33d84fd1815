package org.postern.daemon.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** What only the daemon's user may know: the secret that httpd's worker has as well, and passwords. */
public final class Secret {

    /** httpd takes no longer ones. */
    private static final int LONGEST = 63;

    private static final int LONGEST_PASSWORD = 1000;

    private Secret() {}

    /** Reads the secret of httpd's worker, a file's first line; refuses a file that others than its owner can read or write. */
    public static byte[] read(Path file) {
        return line(file, LONGEST).getBytes(StandardCharsets.UTF_8);
    }

    /** Reads a password in the same way. */
    public static String password(Path file) {
        return line(file, LONGEST_PASSWORD);
    }

    private static String line(Path file, int longest) {
        try {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
            if (mode.contains(PosixFilePermission.GROUP_READ) || mode.contains(PosixFilePermission.OTHERS_READ)) {
                throw new Fault(Code.BAD_SECRET_FILE, file + ": others can read it (expected: mode 0600)");
            }
            if (mode.contains(PosixFilePermission.GROUP_WRITE) || mode.contains(PosixFilePermission.OTHERS_WRITE)) {
                throw new Fault(Code.BAD_SECRET_FILE, file + ": others can write it (expected: mode 0600)");
            }
            String secret =
                    Files.readString(file).lines().findFirst().orElse("").strip();
            if (secret.isEmpty() || secret.length() > longest) {
                throw new Fault(
                        Code.BAD_SECRET_FILE,
                        file + ": its first line has " + secret.length() + " characters (expected: 1 to " + longest
                                + ")");
            }
            return secret;
        } catch (AccessDeniedException e) {
            throw new Fault(
                    Code.BAD_SECRET_FILE, file + ": user " + System.getProperty("user.name") + " may not read it", e);
        } catch (IOException e) {
            throw new Fault(Code.BAD_SECRET_FILE, file + ": " + e, e);
        }
    }
}
