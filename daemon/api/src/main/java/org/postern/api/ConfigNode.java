package org.postern.api;

import java.util.List;

/**
 * A directive of httpd's configuration, or a section with what is in it: a node of {@link Apache#configTree}.
 *
 * @param directive its name as it is written, without the angle bracket of a section
 * @param arguments the rest of the line, with its quotes; empty where there is none
 * @param file in which it stands; for one that a macro brought, the macro and where it is used, in httpd's words
 * @param line there, or in the macro, from 1 on
 * @param section whether it is one, though perhaps an empty one
 * @param children of a section, in the order of the files; {@code Include}, {@code IfModule} and the like are worked off
 */
public record ConfigNode(
        String directive, String arguments, String file, int line, boolean section, List<ConfigNode> children) {

    public ConfigNode {
        children = List.copyOf(children);
    }

    /**
     * The directives in what httpd prints with {@code -t -D DUMP_CONFIG}, where mod_info is loaded.
     *
     * @throws IllegalArgumentException if that is something else
     */
    public static List<ConfigNode> parse(String dump) {
        return ConfigDump.parse(dump);
    }
}
