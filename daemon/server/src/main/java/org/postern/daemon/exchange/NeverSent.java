package org.postern.daemon.exchange;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Files that the default handler never sends: those that httpd would have executed or hidden, by their extensions; files whose name
 * begins with a dot; and what editors leave beside either.
 */
final class NeverSent {

    private final List<Pattern> extensions;

    /** @param extensions with their dots; a star at the end stands for anything, as in {@code .php*} */
    NeverSent(List<String> extensions) {
        this.extensions = extensions.stream().map(NeverSent::pattern).toList();
    }

    /** The extension at the end, or before what an editor puts behind it: {@code x.java~}, {@code x.java.bak}, {@code #x.java#}. */
    private static Pattern pattern(String extension) {
        boolean open = extension.endsWith("*");
        String literal = Pattern.quote(open ? extension.substring(0, extension.length() - 1) : extension);
        return Pattern.compile(
                literal + (open ? "\\w*" : "") + "([~.#,_].*)?", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }

    boolean matches(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (name.startsWith(".") || name.endsWith("~") || name.startsWith("#") && name.endsWith("#")) {
            return true;
        }
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            String rest = name.substring(dot);
            if (extensions.stream().anyMatch(pattern -> pattern.matcher(rest).matches())) {
                return true;
            }
        }
        return false;
    }
}
