package org.postern.handlers;

import org.jspecify.annotations.Nullable;
import org.postern.api.Request;
import org.postern.api.ServerReturn;

/**
 * The program that a URL means.
 *
 * @param source its file
 */
record ProgramFile(Class<?> type, String source) {

    /**
     * The source that the URL names, or would if it had the ending, whatever else has its name; null if there is none.
     *
     * @throws ServerReturn with a 403 if the name says that it is not for visitors
     */
    static @Nullable ProgramFile of(Request req) {
        String filename = req.filename();
        if (filename == null || filename.endsWith("/")) {
            return null;
        }
        boolean isNamed = filename.endsWith(Sources.JAVA);
        String stem = isNamed ? filename.substring(0, filename.length() - Sources.JAVA.length()) : filename;
        int slash = stem.lastIndexOf('/');
        Class<?> type = Sources.find(stem.substring(0, slash + 1), stem.substring(slash + 1));
        return type == null ? null : new ProgramFile(type, stem + Sources.JAVA);
    }
}
