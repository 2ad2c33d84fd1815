package org.postern.handlers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.postern.api.Request;
import org.postern.api.ServerReturn;

/**
 * Which module a URL means, and which names in it.
 *
 * @param names what the rest of the URL's path names, one after another
 */
record PublishedPath(Class<?> module, List<String> names) {

    private static final String INDEX = "index";

    /** Endings that a URL may have in place of {@code .java}, and that do not belong to the module's name. */
    private static final String ENDINGS = "PublisherEndings";

    /**
     * The file that the URL names, even where a folder has its name; else the folder's {@code index.java}, to which the name then
     * belongs. Null if there is neither.
     *
     * @throws ServerReturn with a 403 if a file's name says that it is not for visitors
     */
    static @Nullable PublishedPath of(Request req) {
        String filename = req.filename();
        if (filename == null) {
            return null;
        }
        List<String> names = names(req.pathInfo());
        int slash = filename.lastIndexOf('/');
        String folder = filename.substring(0, slash + 1);
        String stem = withoutEnding(filename.substring(slash + 1), req);
        if (stem.isEmpty()) {
            return in(folder, INDEX, names);
        }
        Class<?> module = Sources.find(folder, stem);
        if (module != null) {
            return new PublishedPath(module, names);
        }
        if (Files.isDirectory(Path.of(filename))) {
            return in(filename + "/", INDEX, names);
        }
        if (Files.exists(Path.of(filename))) {
            return null;
        }
        names = new ArrayList<>(names);
        names.add(0, stem);
        return in(folder, INDEX, names);
    }

    private static @Nullable PublishedPath in(String folder, String module, List<String> names) {
        Class<?> type = Sources.find(folder, module);
        return type == null ? null : new PublishedPath(type, names);
    }

    private static String withoutEnding(String name, Request req) {
        if (isLonger(name, Sources.JAVA)) {
            return name.substring(0, name.length() - Sources.JAVA.length());
        }
        String extension = req.extension();
        if (extension != null && isLonger(name, extension)) {
            return name.substring(0, name.length() - extension.length());
        }
        String endings = req.getOptions().get(ENDINGS);
        if (endings != null) {
            for (String ending : endings.strip().split("\\s+")) {
                if (!ending.isEmpty() && isLonger(name, ending)) {
                    return name.substring(0, name.length() - ending.length());
                }
            }
        }
        return name;
    }

    private static boolean isLonger(String name, String ending) {
        return name.endsWith(ending) && name.length() > ending.length();
    }

    private static List<String> names(@Nullable String pathInfo) {
        if (pathInfo == null || pathInfo.isEmpty()) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        for (String name : pathInfo.split("/")) {
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return names;
    }
}
