package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Sources;
import org.postern.daemon.kit.TestSite;

/** Random directives in sections within sections: each request gets, of every directive, the value of the innermost section that has it. */
class MergingTest {

    private static final int SITES = 60;
    private static final long SEED = 20_261_121;

    private static final List<String> HANDLERS = List.of(
            "show", "show::other", "show | .page", "show::other | .txt; show", "show show::other | .txt .page", "None");
    private static final List<String> FIXUPS = List.of("show::one", "show::two show::one", "show::two | .txt", "None");
    private static final List<String> VALUES = List.of("1", "2", "x y", "");

    /** The sections of a folder as httpd merges them; the directives of each, by what they set. */
    private record Folder(String name, Map<Section, Map<String, String>> directives) {

        /** The value that counts, or null. */
        private String value(String directive, boolean inSub) {
            String value = null;
            for (Map.Entry<Section, Map<String, String>> section : directives.entrySet()) {
                if (inSub || !section.getKey().ofSub) {
                    value = section.getValue().getOrDefault(directive, value);
                }
            }
            return value;
        }

        private String text(Section section) {
            StringBuilder text = new StringBuilder();
            directives
                    .get(section)
                    .forEach((what, value) -> text.append("Use ")
                            .append(what)
                            .append(" \"")
                            .append(value)
                            .append("\"\n"));
            return text.toString();
        }
    }

    /** In the order in which httpd merges them. */
    private enum Section {
        DIRECTORY(false),
        HTACCESS(false),
        SUB_DIRECTORY(true),
        SUB_HTACCESS(true),
        FILES(false),
        LOCATION(false),
        IF(false);

        private final boolean ofSub;

        Section(boolean ofSub) {
            this.ofSub = ofSub;
        }
    }

    private static final List<Folder> FOLDERS = folders(new Random(SEED));

    @RegisterExtension
    static final TestSite SITE = new TestSite().vhost(configuration());

    private static List<Folder> folders(Random random) {
        List<Folder> folders = new ArrayList<>();
        for (int i = 0; i < SITES; i++) {
            Map<Section, Map<String, String>> sections = new LinkedHashMap<>();
            for (Section section : Section.values()) {
                Map<String, String> directives = new LinkedHashMap<>();
                add(directives, random, "JavaHandler", HANDLERS);
                add(directives, random, "JavaFixupHandler", FIXUPS);
                add(directives, random, "JavaOption a", VALUES);
                add(directives, random, "JavaOption b", VALUES);
                sections.put(section, directives);
            }
            folders.add(new Folder("merge" + i, sections));
        }
        return folders;
    }

    private static void add(Map<String, String> directives, Random random, String what, List<String> values) {
        if (random.nextInt(3) == 0) {
            directives.put(what, values.get(random.nextInt(values.size())));
        }
    }

    private static String configuration() {
        StringBuilder all = new StringBuilder("Use JavaRoot @ROOT@/lib\n");
        for (Folder folder : FOLDERS) {
            all.append("""
                    <Directory @ROOT@/%1$s>
                        SetHandler ${postern}
                        %2$s
                        <Files "*">
                            %3$s
                        </Files>
                    </Directory>
                    <Directory @ROOT@/%1$s/sub>
                        %4$s
                    </Directory>
                    <Location "/%1$s">
                        %5$s
                        <If "true">
                            %6$s
                        </If>
                    </Location>
                    """.formatted(
                            folder.name(),
                            folder.text(Section.DIRECTORY),
                            folder.text(Section.FILES),
                            folder.text(Section.SUB_DIRECTORY),
                            folder.text(Section.LOCATION),
                            folder.text(Section.IF)));
        }
        return all.toString();
    }

    @BeforeAll
    static void files() throws IOException {
        SITE.file("lib/show.java", Sources.module("show", """
                static void one(Request req) { req.notes().add("fixed", "one"); }
                static void two(Request req) { req.notes().add("fixed", "two"); }
                static void handler(Request req) throws Exception {
                    TreeMap<String, String> options = new TreeMap<>();
                    req.getOptions().forEach(option -> options.put(option.getKey(), option.getValue()));
                    req.write("show " + req.notes().getAll("fixed") + options + " ");
                }
                static void other(Request req) throws Exception { req.write("other " + req.notes().getAll("fixed")); }
                """));
        for (Folder folder : FOLDERS) {
            SITE.file(folder.name() + "/.htaccess", folder.text(Section.HTACCESS));
            SITE.file(folder.name() + "/sub/.htaccess", folder.text(Section.SUB_HTACCESS));
            for (String file : List.of("x.txt", "sub/x.txt", "sub/x.page")) {
                SITE.file(folder.name() + "/" + file, "the file");
            }
        }
    }

    @Test
    void X13_innermostSection_decidesOnEachDirective() throws IOException {
        for (Folder folder : FOLDERS) {
            for (String file : List.of("x.txt", "sub/x.txt", "sub/x.page")) {
                String target = "/" + folder.name() + "/" + file;
                assertEquals(expected(folder, file), SITE.get(target).body(), target + " " + folder.directives());
            }
        }
    }

    // --- what a directive means, said once more

    private static String expected(Folder folder, String file) {
        boolean inSub = file.startsWith("sub/");
        String extension = file.substring(file.indexOf('.'));
        List<String> fixed = handlers(folder.value("JavaFixupHandler", inSub), extension).stream()
                .map(handler -> handler.substring("show::".length()))
                .toList();
        Map<String, String> options = new TreeMap<>();
        for (String name : List.of("a", "b")) {
            String value = folder.value("JavaOption " + name, inSub);
            if (value != null && !value.isEmpty()) {
                options.put(name, value);
            }
        }
        StringBuilder body = new StringBuilder();
        for (String handler : handlers(folder.value("JavaHandler", inSub), extension)) {
            body.append(handler.equals("show") ? "show " + fixed + options + " " : "other " + fixed);
        }
        return body.isEmpty() ? "the file" : body.toString();
    }

    private static List<String> handlers(String value, String extension) {
        List<String> plain = List.of();
        if (value != null && !value.equals("None")) {
            for (String list : value.split("; ")) {
                String[] parts = list.split(" \\| ");
                if (parts.length == 1) {
                    plain = List.of(parts[0].split(" "));
                } else if (List.of(parts[1].split(" ")).contains(extension)) {
                    return List.of(parts[0].split(" "));
                }
            }
        }
        return plain;
    }
}
