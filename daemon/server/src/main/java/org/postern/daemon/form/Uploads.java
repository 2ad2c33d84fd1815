package org.postern.daemon.form;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files in which one request's uploads are, and no longer. */
final class Uploads implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);

    private final UploadFolder folder;
    private final String interpreter;
    private List<Path> files = List.of(); // most requests have none

    Uploads(UploadFolder folder, String interpreter) {
        this.folder = folder;
        this.interpreter = interpreter;
    }

    /** A new empty file that only the daemon's user can open. */
    Path file() throws IOException {
        Path file = folder.file(interpreter);
        files = files.isEmpty() ? new ArrayList<>() : files;
        files.add(file);
        return file;
    }

    /** Where they are, and the setting that says so. */
    String where() {
        return folder.where();
    }

    /** Removes them all. */
    @Override
    public void close() {
        if (files.isEmpty()) {
            return;
        }
        for (Path file : files) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.warn("upload {} stays behind until the next start: {}", file, e.toString());
            }
        }
        files = List.of();
    }
}
