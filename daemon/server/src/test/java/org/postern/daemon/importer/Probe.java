package org.postern.daemon.importer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A piece of Java, and what becomes of it.
 *
 * @param ecj what its method gives when ECJ compiled it, or {@link #ERROR}
 * @param janino the same for Janino, or {@link #SAME}, {@link #ERROR}, {@link #REFUSED}
 * @param source a compact file
 */
record Probe(String section, String title, String ecj, String janino, String source) {

    /** The compiler does not compile it. */
    static final String ERROR = "error";

    /** As with ECJ. */
    static final String SAME = "same";

    /** We do not let Janino compile it. */
    static final String REFUSED = "refused";

    static List<Probe> all() throws IOException {
        String text = new String(Probe.class.getResourceAsStream("probes.txt").readAllBytes(), StandardCharsets.UTF_8);
        List<Probe> probes = new ArrayList<>();
        for (String section : parts(text, "\n== ")) {
            String name = section.lines().findFirst().orElseThrow();
            for (String row : parts(section, "\n-- ")) {
                List<String> lines = row.lines().toList();
                probes.add(new Probe(
                        name,
                        lines.get(0),
                        after("ecj: ", lines.get(1)),
                        after("janino: ", lines.get(2)),
                        String.join("\n", lines.subList(3, lines.size()))));
            }
        }
        return probes;
    }

    /** What stands behind each mark. */
    private static List<String> parts(String text, String mark) {
        List<String> parts = List.of(text.split(mark));
        return parts.subList(1, parts.size());
    }

    private static String after(String mark, String line) {
        if (!line.startsWith(mark)) {
            throw new IllegalArgumentException(line + " (expected: " + mark + "...)");
        }
        return line.substring(mark.length());
    }

    @Override
    public String toString() {
        return title;
    }
}
