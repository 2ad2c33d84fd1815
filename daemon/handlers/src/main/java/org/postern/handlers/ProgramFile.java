package org.postern.handlers;

import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import org.postern.api.Apache;
import org.postern.api.Request;
import org.postern.api.ServerReturn;

/**
 * The source of the program that a URL means.
 *
 * @param folder with a slash at its end
 * @param module the file's name without its ending
 */
record ProgramFile(String folder, String module) {

    /**
     * The file that the URL names, or would if it had the ending; null if there is none.
     *
     * @throws ServerReturn with a 403 if the name says that it is not for visitors
     */
    static @Nullable ProgramFile of(Request req) {
        String filename = req.filename();
        if (filename == null || filename.endsWith("/")) {
            return null;
        }
        boolean isNamed = filename.endsWith(PublishedPath.JAVA);
        String stem = isNamed ? filename.substring(0, filename.length() - PublishedPath.JAVA.length()) : filename;
        int slash = stem.lastIndexOf('/');
        ProgramFile file = new ProgramFile(stem.substring(0, slash + 1), stem.substring(slash + 1));
        if (!Files.isRegularFile(Path.of(file.path())) || !isNamed && Files.exists(Path.of(filename))) {
            return null;
        }
        if (file.module().startsWith("_") || file.module().startsWith(".")) {
            throw new ServerReturn(Apache.HTTP_FORBIDDEN);
        }
        return file;
    }

    /** The source. */
    String path() {
        return folder + module + PublishedPath.JAVA;
    }
}
