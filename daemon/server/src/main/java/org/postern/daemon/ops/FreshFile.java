package org.postern.daemon.ops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that is made beside its place, and put there in one step: by whoever makes it, or by the predecessor, which leaves its place so.
 *
 * @param path its place
 */
record FreshFile(Path path) {

    /** Where it is made. */
    Path fresh() {
        return path.resolveSibling(path.getFileName() + ".new");
    }

    /** Puts it in its place, unless that is done already. */
    void publish() throws IOException {
        try {
            Files.move(fresh(), path, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException done) {
            if (!Files.exists(path)) {
                throw done;
            }
        }
    }
}
