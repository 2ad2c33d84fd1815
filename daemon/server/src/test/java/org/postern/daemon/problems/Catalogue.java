package org.postern.daemon.problems;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A list of what is to be proved, which has a page.
 *
 * @param table the resource in which it stands, beside this class
 * @param page the name of its page, without an ending
 */
record Catalogue(String table, String page, String title) {

    /** The known problems of importing and reloading. */
    static final Catalogue PROBLEMS =
            new Catalogue("problems.tsv", "problems", "Problems of importing, and their tests");

    /** What mod_python's own suite tests, by the names of its tests, and what it should have tested besides. */
    static final Catalogue SUITE = new Catalogue("suite.tsv", "suite", "What mod_python's suite tests, and more");

    static final List<Catalogue> ALL = List.of(PROBLEMS, SUITE);

    /** Its entries, in order. */
    List<Problem> entries() {
        try (InputStream in = Catalogue.class.getResourceAsStream(table)) {
            if (in == null) {
                throw new IllegalStateException("resource " + table + " is missing");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().map(line -> Problem.of(table, line)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(table, e);
        }
    }
}
