package org.postern.handlers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.postern.api.Apache;
import org.postern.api.Request;
import org.postern.api.ServerReturn;

/**
 * Which module a URL means, and which names in it.
 *
 * @param folder of the module's file
 * @param module the file's name without its ending
 * @param names what the rest of the URL's path names, one after another
 */
record PublishedPath(String folder, String module, List<String> names) {

    static final String JAVA = ".java";

    private static final String INDEX = "index";

    /** Endings that a URL may have in place of {@code .java}, and that do not belong to the module's name. */
    private static final String ENDINGS = "PublisherEndings";

    /**
     * The file that the URL names; else the folder's {@code index.java}, to which the name then belongs. Null if there is neither.
     *
     * @throws ServerReturn with a 403 if a file's name says that it is not for visitors
     */
    static @Nullable PublishedPath of(Request req) {
        String filename = req.filename();
        if (filename == null) {
            return null;
        }
        boolean isFolder = filename.endsWith("/") || Files.isDirectory(Path.of(filename));
        int slash = isFolder ? filename.length() : filename.lastIndexOf('/');
        String folder = filename.substring(0, slash) + (isFolder && filename.endsWith("/") ? "" : "/");
        String stem = isFolder ? "" : withoutEnding(filename.substring(slash + 1), req);
        List<String> behind = names(req.pathInfo());
        if (!stem.isEmpty() && isThere(folder, stem)) {
            check(stem);
            return new PublishedPath(folder, stem, behind);
        }
        if (!isThere(folder, INDEX) || !stem.isEmpty() && Files.exists(Path.of(filename))) {
            return null;
        }
        List<String> names = new ArrayList<>(stem.isEmpty() ? List.of() : List.of(stem));
        names.addAll(behind);
        return new PublishedPath(folder, INDEX, names);
    }

    private static boolean isThere(String folder, String module) {
        return Files.isRegularFile(Path.of(folder, module + JAVA));
    }

    private static void check(String module) {
        if (module.startsWith("_") || module.startsWith(".")) {
            throw new ServerReturn(Apache.HTTP_FORBIDDEN);
        }
    }

    private static String withoutEnding(String name, Request req) {
        List<String> endings = new ArrayList<>(List.of(JAVA));
        if (req.extension() != null) {
            endings.add(req.extension());
        }
        endings.addAll(List.of(req.getOptions().get(ENDINGS, "").strip().split("\\s+")));
        for (String ending : endings) {
            if (!ending.isEmpty() && name.endsWith(ending) && name.length() > ending.length()) {
                return name.substring(0, name.length() - ending.length());
            }
        }
        return name;
    }

    private static List<String> names(@Nullable String pathInfo) {
        List<String> names = new ArrayList<>();
        for (String name : pathInfo == null ? new String[0] : pathInfo.split("/")) {
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return names;
    }
}
