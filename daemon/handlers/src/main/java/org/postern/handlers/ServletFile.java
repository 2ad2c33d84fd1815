package org.postern.handlers;

import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import org.postern.api.Request;
import org.postern.api.ServerReturn;

/**
 * The servlet that a URL means.
 *
 * @param source its file
 */
record ServletFile(Class<?> type, String source) {

    private static final String INDEX = "index";

    /**
     * {@code NAME.java} for a URL that ends in a name without ending, even where a folder has its name; {@code index.java} for a folder.
     * Null if there is none.
     *
     * @throws ServerReturn with a 403 if the name says that it is not for visitors
     */
    static @Nullable ServletFile of(Request req) {
        String filename = req.filename();
        if (filename == null) {
            return null;
        }
        if (filename.endsWith("/")) {
            return in(filename, INDEX);
        }
        int slash = filename.lastIndexOf('/') + 1;
        ServletFile named = in(filename.substring(0, slash), filename.substring(slash));
        return named == null && Files.isDirectory(Path.of(filename)) ? in(filename + "/", INDEX) : named;
    }

    /** A name with a dot in it is that of another file. */
    private static @Nullable ServletFile in(String folder, String name) {
        Class<?> type = name.indexOf('.', 1) < 0 ? Sources.find(folder, name) : null;
        return type == null ? null : new ServletFile(type, folder + name + Sources.JAVA);
    }

    /** The part of a URL's path that led to it. */
    String contextPath(String uri, String pathInfo) {
        String path = uri.endsWith(pathInfo) ? uri.substring(0, uri.length() - pathInfo.length()) : uri;
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
