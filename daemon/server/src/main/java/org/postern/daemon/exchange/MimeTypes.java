package org.postern.daemon.exchange;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** Content types by extension, from the list that httpd uses too. */
final class MimeTypes {

    private final Map<String, String> byExtension = new HashMap<>();

    /** @param list lines of a type and its extensions; without that file there are a few types that every site has */
    MimeTypes(Path list) {
        byExtension.putAll(Map.of(
                "html",
                "text/html",
                "htm",
                "text/html",
                "css",
                "text/css",
                "js",
                "text/javascript",
                "txt",
                "text/plain",
                "png",
                "image/png",
                "jpg",
                "image/jpeg",
                "gif",
                "image/gif",
                "svg",
                "image/svg+xml",
                "json",
                "application/json"));
        try {
            for (String line : Files.isReadable(list) ? Files.readAllLines(list) : List.<String>of()) {
                String[] words = line.split("#", 2)[0].strip().split("\\s+");
                for (int i = 1; i < words.length; i++) {
                    byExtension.put(words[i].toLowerCase(Locale.ROOT), words[0]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("list of content types " + list, e);
        }
    }

    /** The type of a file by its name's last extension; null where that says none. */
    @Nullable
    String of(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? null : byExtension.get(name.substring(dot + 1).toLowerCase(Locale.ROOT));
    }
}
