package org.postern.handlers;

import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import org.postern.api.Apache;
import org.postern.api.ServerReturn;
import org.postern.api.spi.Host;

/** Sources in the folder that a URL means. What is loaded is there: the disk is asked for the rest alone. */
final class Sources {

    static final String JAVA = ".java";

    private Sources() {}

    /**
     * The module of that name, loaded if need be; null if the folder has no source of it.
     *
     * @throws ServerReturn with a 403 if the name of one that is there says that it is not for visitors
     */
    static @Nullable Class<?> find(String folder, String name) {
        Class<?> loaded = Host.current().loadedModule(folder, "./" + name);
        if (loaded == null && !Files.isRegularFile(Path.of(folder, name + JAVA))) {
            return null;
        }
        if (name.startsWith("_") || name.startsWith(".")) {
            throw new ServerReturn(Apache.HTTP_FORBIDDEN);
        }
        return loaded == null ? Host.current().moduleOfRequest(folder, "./" + name) : loaded;
    }

    /** Whether a URL's file is one that is no source, which the default handler sends. */
    static boolean isFile(@Nullable String filename) {
        return filename != null && !filename.endsWith(JAVA) && Files.isRegularFile(Path.of(filename));
    }
}
