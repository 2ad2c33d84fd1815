package org.postern.daemon.ops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.postern.daemon.config.Settings;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** The file that tells {@code postern stop} whom to stop. */
final class PidFile {

    private final FreshFile file;
    private volatile boolean published;

    private PidFile(Path path) {
        this.file = new FreshFile(path);
    }

    static PidFile of(Settings settings, Path config) {
        Path file = settings.pidFile();
        Path beside = config.toAbsolutePath();
        return new PidFile(file == null ? beside.resolveSibling(beside.getFileName() + ".pid") : file);
    }

    Path path() {
        return file.path();
    }

    void write() {
        prepare();
        publish();
    }

    /** Writes it where nobody looks, for {@link #publish}. */
    void prepare() {
        try {
            Files.writeString(file.fresh(), ProcessHandle.current().pid() + "\n");
        } catch (IOException e) {
            throw new Fault(
                    Code.CANNOT_START,
                    "pid-file " + path() + " cannot be written by user " + System.getProperty("user.name")
                            + " (expected: the setting pid-file names a file in a folder of that user): " + e,
                    e);
        }
    }

    /** Puts it in its place, in one step. */
    void publish() {
        try {
            file.publish();
            published = true;
        } catch (IOException e) {
            throw new Fault(Code.CANNOT_START, "pid-file " + path() + " cannot be replaced: " + e, e);
        }
    }

    /** Removes what this process has written. */
    void delete() {
        try {
            Files.deleteIfExists(published ? path() : file.fresh());
        } catch (IOException e) {
            throw new Fault(Code.CANNOT_START, "pid-file " + path() + " stays behind: " + e, e);
        }
    }
}
