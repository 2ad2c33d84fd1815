package org.postern.handlers;

import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import org.postern.api.Apache;
import org.postern.api.Request;
import org.postern.api.ServerReturn;

/**
 * The source that a URL means.
 *
 * @param folder with a slash at its end
 * @param module the file's name without its ending
 */
record ServletFile(String folder, String module) {

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
        boolean isFolder = filename.endsWith("/")
                || Files.isDirectory(Path.of(filename)) && !Files.isRegularFile(Path.of(filename + PublishedPath.JAVA));
        int slash = isFolder ? filename.replaceAll("/+$", "").length() : filename.lastIndexOf('/');
        String name = isFolder ? INDEX : filename.substring(slash + 1);
        ServletFile file = new ServletFile(filename.substring(0, slash) + "/", name);
        if (!Files.isRegularFile(Path.of(file.path()))) {
            return null;
        }
        if (name.startsWith("_") || name.startsWith(".")) {
            throw new ServerReturn(Apache.HTTP_FORBIDDEN);
        }
        return name.indexOf('.') < 0 ? file : null;
    }

    /** The source. */
    String path() {
        return folder + module + PublishedPath.JAVA;
    }

    /** The part of a URL's path that led to it. */
    String contextPath(String uri, String pathInfo) {
        String path = uri.endsWith(pathInfo) ? uri.substring(0, uri.length() - pathInfo.length()) : uri;
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
