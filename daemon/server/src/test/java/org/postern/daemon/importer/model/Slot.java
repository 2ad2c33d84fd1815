package org.postern.daemon.importer.model;

import java.util.List;

/**
 * A place where a module can be: a path below the folder, without its ending.
 *
 * <p>Names occur in several folders, so that a new file can come before an old one: an {@code A} in {@code app/sub} before that in
 * {@code app}, a {@code C} in {@code app} before that in {@code path}, a {@code P} without a package before one with.
 */
record Slot(String path) {

    static final List<Slot> ALL = List.of(
            new Slot("app/A"),
            new Slot("app/B"),
            new Slot("app/C"),
            new Slot("app/D"),
            new Slot("app/P"),
            new Slot("app/sub/A"),
            new Slot("app/sub/E"),
            new Slot("app/pk/P"),
            new Slot("app/pk/Q"),
            new Slot("path/C"),
            new Slot("path/F"),
            new Slot("path/G"),
            new Slot("path/pk/P"),
            new Slot("path/pk/R"),
            new Slot("rel1/L"),
            new Slot("rel1/M"),
            new Slot("rel2/L"),
            new Slot("rel2/M"),
            new Slot("store/a/S"),
            new Slot("store/b/S"));

    /** Whoever stands later never refers back in a way that must not go in circles. */
    private static final String ORDER = "LMABEDCSFGPQR";

    /** The names of modules without, and with, a package. */
    static final List<String> PLAIN = List.of("A", "B", "C", "D", "E", "F", "G", "L", "M", "S", "P");

    static final List<String> PACKAGED = List.of("P", "Q", "R");

    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    String folder() {
        return path.substring(0, path.lastIndexOf('/'));
    }

    boolean isPackaged() {
        return isPackaged(path);
    }

    static boolean isPackaged(String path) {
        return path.contains("/pk/");
    }

    static boolean isBefore(String name, String other) {
        return ORDER.indexOf(name) < ORDER.indexOf(other);
    }

    /** The folders in which the names in a file are looked up, in order. */
    static List<String> places(String path) {
        if (path.startsWith("app/sub/")) {
            return List.of("app/sub", "app", "path");
        }
        if (path.startsWith("app/")) {
            return List.of("app", "path");
        }
        if (path.startsWith("path/")) {
            return List.of("path");
        }
        if (path.startsWith("store/")) {
            return List.of(path.substring(0, path.lastIndexOf('/')), "app", "path");
        }
        return List.of(path.substring(0, path.indexOf('/')), "path");
    }
}
