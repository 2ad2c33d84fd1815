package org.postern.daemon.httpd;

import java.io.IOException;
import java.util.Arrays;

import org.postern.daemon.kit.TestSite;

/** Folders whose module has a handler, and the filters that its body passes. */
final class FilteredFolders {

    /** Filters that many tests use: upper, and brackets around each chunk. */
    private static final String USUAL = """
            interface Change { String of(String text); }

            static void each(Filter filter, Change change) throws Exception {
                byte[] chunk = filter.read();
                for (; chunk != null && chunk.length > 0; chunk = filter.read()) {
                    filter.write(change.of(new String(chunk, "UTF-8")));
                }
                if (chunk == null) {
                    filter.close();
                }
            }
            static void upper(Filter filter) throws Exception { each(filter, t -> t.toUpperCase(Locale.ROOT)); }
            static void brackets(Filter filter) throws Exception { each(filter, t -> "[" + t + "]"); }
            """;

    private final TestSite site;
    private final String direction;

    /** @param direction Input or Output */
    FilteredFolders(TestSite site, String direction) {
        this.site = site;
        this.direction = direction;
    }

    /**
     * Makes a folder.
     *
     * @param used members that are the filters, in order, by semicolon; empty for none
     * @param directives more of them, by line
     * @param members of the module: a handler, and filters
     */
    void add(String folder, String used, String directives, String... members) throws IOException {
        StringBuilder defined = new StringBuilder();
        Arrays.stream(used.split(";"))
                .filter(name -> !name.isEmpty())
                .distinct()
                .forEach(name -> defined.append("Use Java" + direction + "Filter " + folder + "::" + name + " " + name)
                        .append('\n'));
        site.handled(
                folder,
                "Use JavaRoot " + site.root() + "/" + folder,
                "Use JavaHandler " + folder,
                defined.toString(),
                used.isEmpty() ? "" : "Use JavaSet" + direction + "Filter \"" + used + "\"",
                directives);
        site.module(folder, USUAL + String.join("\n", members));
    }
}
