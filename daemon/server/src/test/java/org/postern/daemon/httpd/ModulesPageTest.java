package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.postern.daemon.compiler.SourceCheck;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.TestSite;

/** The snippets of docs/modules.md, as they stand there. */
class ModulesPageTest {

    private static final Path PAGE = Path.of("../../docs/modules.md");
    private static final Pattern SNIPPET = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    private static List<String> snippets() {
        try {
            return SNIPPET.matcher(Files.readString(PAGE))
                    .results()
                    .map(found -> found.group(1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String snippetWith(String part) {
        return snippets().stream()
                .filter(snippet -> snippet.contains(part))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no snippet has " + part));
    }

    @Test
    void snippets_compile(@TempDir Path folder) throws IOException {
        List<String> snippets = snippets();
        for (int i = 0; i < snippets.size(); i++) {
            Matcher inPackage = Pattern.compile("package (\\w+);.*?class (\\w+)", Pattern.DOTALL)
                    .matcher(snippets.get(i));
            Path file = inPackage.find()
                    ? folder.resolve(inPackage.group(1)).resolve(inPackage.group(2) + ".java")
                    : folder.resolve("snippet" + i + ".java");
            Files.createDirectories(file.resolveSibling(""));
            Files.writeString(file, snippets.get(i));
        }
        SourceCheck.Outcome outcome = SourceCheck.of(folder.toRealPath());
        assertEquals(List.of(), outcome.problems());
        assertTrue(outcome.sources() >= 8, "only " + outcome.sources());
    }

    @Test
    void numbersInAMap_surviveAnEdit() throws IOException {
        SITE.handled("map", "Use JavaHandler map/counting");
        String counting = snippetWith("HITS.merge");
        SITE.file("map/counting.java", counting);
        assertEquals("1 hits by GET\n", SITE.get("/map/").body());
        SITE.file(
                "map/counting.java",
                counting.replace(
                        "HITS.merge(req.method(), 1L, Long::sum) + \" hits", "HITS.get(req.method()) + \" kept"));
        Eventually.holds(
                "the edited text has the hits", () -> SITE.get("/map/").body().matches("\\d+ kept by GET\n"));
    }

    /** A module that answers with its till, and has these members beside it. */
    private static void till(String version, String members) throws IOException {
        SITE.file("till/till.java", members + """

                void handler(org.postern.api.Request req) throws Exception {
                    req.write("%s " + new java.util.TreeMap<>(TILL));
                }
                """.formatted(version));
    }

    @Test
    void stateOfAnEarlierFormat_isConverted_thatOfAnUnknownOneBeginsAnew() throws IOException {
        String second = snippetWith("inFormat2");
        SITE.handled("till", "Use JavaHandler till/till");
        till("one", """
                static final java.util.Map<String, Object> TILL = org.postern.api.Apache.keep(
                        "till", () -> new java.util.HashMap<>(java.util.Map.of("format", 1, "euros", 7)));
                """);
        assertEquals("one {euros=7, format=1}", SITE.get("/till/").body());
        till("two", second);
        SITE.awaitBody("/till/", "two {cents=700, format=2}");
        till("three", second.replace("next.put(", "TILL.put(\"format\", 3); next.put("));
        SITE.awaitBody("/till/", "three {cents=700, format=2}");
        till("four", second);
        SITE.awaitBody("/till/", "four {cents=0, format=2}");
        assertEquals(1, SITE.logged("till: format 3 is unknown").size());
    }
}
