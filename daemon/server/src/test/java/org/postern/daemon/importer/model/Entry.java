package org.postern.daemon.importer.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a request asks for: a name, looked up in a root.
 *
 * @param root {@code live} is a link to a folder
 */
public record Entry(String root, String name) {

    /** Every name by which a file of the universe can be had. */
    static List<Entry> of(Set<String> universe) {
        List<Entry> all = new ArrayList<>();
        for (String name : List.of("A", "B", "C", "D", "P", "S", "F", "G", "sub/A", "sub/E", "pk/P", "pk/Q")) {
            if (Stream.of("app/", "path/").anyMatch(place -> universe.contains(place + name))
                    || name.equals("S") && universe.contains("store/a/S")) {
                all.add(new Entry("app", name));
            }
        }
        for (String name : List.of("C", "F", "G", "pk/P", "pk/R")) {
            if (universe.contains("path/" + name)) {
                all.add(new Entry("path", name));
            }
        }
        for (String name : List.of("L", "M")) {
            if (universe.contains("rel1/" + name)) {
                all.add(new Entry(Tree.LIVE, name));
            }
        }
        return all;
    }

    /** The folders in which it is looked up, which hang on where the link leads. */
    List<String> places(Tree tree) {
        String folder = root.equals(Tree.LIVE) ? tree.links().getOrDefault(Tree.LIVE, root) : root;
        return folder.equals("path") ? List.of("path") : List.of(folder, "path");
    }

    @Override
    public String toString() {
        return root + ":" + name;
    }
}
