package org.postern.daemon.psp;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A page, or what one includes, as it lies on disk.
 *
 * @param file its real path
 * @param links the symbolic links on the way to it, and where each leads
 * @param text what is in it
 * @param lines the same in as many characters, where a carriage return without a newline is one: so all count lines alike
 * @param hash of its bytes
 */
public record PageFile(Path file, Map<Path, Path> links, String text, String lines, String hash) {

    public static PageFile of(Path file, Map<Path, Path> links, String text, String hash) {
        if (text.indexOf('\r') < 0) {
            return new PageFile(file, links, text, text, hash);
        }
        StringBuilder lines = new StringBuilder(text);
        for (int i = 0; i < lines.length(); i++) {
            if (lines.charAt(i) == '\r' && (i + 1 == lines.length() || lines.charAt(i + 1) != '\n')) {
                lines.setCharAt(i, '\n');
            }
        }
        return new PageFile(file, links, text, lines.toString(), hash);
    }

    /** The same, to which the links to another lead as well. */
    PageFile alsoBehind(PageFile other) {
        Map<Path, Path> all = new HashMap<>(links);
        all.putAll(other.links);
        return new PageFile(file, all, text, lines, hash);
    }
}
