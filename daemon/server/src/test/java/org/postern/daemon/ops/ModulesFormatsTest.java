package org.postern.daemon.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.daemon.importer.ModuleReport;
import org.postern.daemon.leak.Suspect;

/** What `postern modules` prints. */
class ModulesFormatsTest {

    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final String LOCAL =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").format(AT.atZone(ZoneId.systemDefault()));

    /** A statement of the graphs, whatever is in their strings. */
    private static final Pattern DOT_LINE =
            Pattern.compile(("digraph \\w+ \\{|\\}|subgraph \\w+ \\{|rankdir=LR|node \\[shape=box\\]|m\\d+ -> m\\d+"
                            + "|(label|style|tooltip)=V(; (style|tooltip)=V)*|m\\d+ \\[\\w+=V(, \\w+=V)*\\]")
                    .replace("V", "(\"\"|\\w+)"));

    private static Path path(String file) {
        return Path.of("/srv/shop", file);
    }

    private static List<Path> paths(String... files) {
        return List.of(files).stream().map(ModulesFormatsTest::path).toList();
    }

    private static ModuleReport module(String file, List<Path> uses, List<Path> usedBy) {
        return new ModuleReport(
                path(file), 7, AT, "a request asked for it", List.of(), List.of(), uses, usedBy, null, false);
    }

    private static ModuleReport broken(String file, String failure) {
        return new ModuleReport(path(file), 0, null, "", List.of(), List.of(), List.of(), List.of(), failure, false);
    }

    private static InterpreterReport shop(@Nullable List<Path> ifChanged, ModuleReport... modules) {
        return new InterpreterReport("shop", List.of(modules), 0, List.of(), List.of(), List.of(), ifChanged);
    }

    private static List<InterpreterReport> several() {
        ModuleReport cart = new ModuleReport(
                path("cart.java"),
                12,
                AT,
                "it changed",
                paths("Hidden.java"),
                List.of("cart.java uses the package-private type Hidden of Hidden.java"),
                paths("Hidden.java", "lib/Money.java"),
                List.of(),
                "PN0404 /srv/shop/cart.java:3:1: first\n  second",
                false);
        ModuleReport hidden = new ModuleReport(
                path("Hidden.java"),
                12,
                AT,
                "it changed",
                paths("cart.java"),
                List.of("cart.java uses the package-private type Hidden of Hidden.java"),
                List.of(),
                paths("cart.java"),
                null,
                true);
        InterpreterReport other = new InterpreterReport(
                "other#2",
                List.of(),
                2,
                paths(".postern-hold"),
                paths("lib/x.jar"),
                List.of(new Suspect("other#2#3 of [/srv/shop/x.java]", "thread \"poll\" runs its code", AT)),
                null);
        return List.of(
                shop(
                        null,
                        hidden,
                        new ModuleReport(
                                path("lib/Money.java"),
                                7,
                                AT,
                                "/srv/shop/cart.java uses it",
                                List.of(),
                                List.of(),
                                List.of(),
                                paths("cart.java"),
                                null,
                                false),
                        cart,
                        broken("gone.java", "PN0408 gone")),
                other);
    }

    // --- text

    @Test
    void P60_text_isATable_withALineForWhatIsOutOfTheOrdinary() {
        String expected = """
                shop: 3 modules
                  in /srv/shop:
                  module          version  loaded               uses  used by  because
                  Hidden.java          12  AT     0        1  it changed
                      one unit with cart.java: cart.java uses the package-private type Hidden of Hidden.java
                      rolled back: the newer text on disk is passed over until it changes
                  lib/Money.java        7  AT     0        1  cart.java uses it
                  cart.java            12  AT     2        0  it changed
                      one unit with Hidden.java: cart.java uses the package-private type Hidden of Hidden.java
                      its last good version serves: see (1)
                  gone.java             -  -                       0        0
                      not loaded: see (2)
                  (1) PN0404 /srv/shop/cart.java:3:1: first
                    second
                  (2) PN0408 gone

                other#2: 0 modules, 2 old versions in use
                  held back by /srv/shop/.postern-hold, until it is removed
                  changed library /srv/shop/lib/x.jar: restart the daemon to use it
                  still in memory: other#2#3 of [/srv/shop/x.java], ended AT: thread "poll" runs its code
                """.replace("AT", LOCAL);
        assertEquals(expected, ModulesText.of(several(), null));
    }

    @Test
    void text_ofNoInterpreters_saysSo() {
        assertEquals("there is no interpreter yet; its first request makes one\n", ModulesText.of(List.of(), null));
    }

    @Test
    void text_doesNothingToATerminal() {
        String text = ModulesText.of(
                List.of(shop(
                        null, module("\u001b[2J\n\tx.java", List.of(), List.of()), broken("a", "b\u0007\r\u0000"))),
                null);
        assertTrue(text.contains("  in /srv/shop:\n") && text.contains("  ?[2J??x.java"), text);
        assertTrue(text.contains("  (1) b???\n"), text);
        assertFalse(Pattern.compile("[\\p{Cntrl}&&[^\n]]").matcher(text).find(), text);
    }

    @Test
    void P60_ifChanged_listsWhatWouldBeLoadedAnew() {
        List<InterpreterReport> reports = List.of(
                shop(paths("Money.java", "cart.java")),
                new InterpreterReport("other", List.of(), 0, List.of(), List.of(), List.of(), List.of()));
        assertEquals("""
                shop: a change of /srv/shop/Money.java would load anew 2 modules
                  /srv/shop/Money.java
                  /srv/shop/cart.java
                other: a change of /srv/shop/Money.java would load anew nothing
                """, ModulesText.of(reports, path("Money.java")));
    }

    // --- JSON

    @Test
    void P60_json_hasAllOfIt() {
        String json = ModulesJson.of(several());
        assertTrue(
                json.startsWith(
                        "{\"interpreters\":[{\"name\":\"shop\",\"oldVersions\":0,\"heldBackBy\":[],\"changedJars\":[],\"leaks\":[],"),
                json);
        assertTrue(
                json.contains(
                        "{\"file\":\"/srv/shop/cart.java\",\"version\":12,\"loaded\":\"2026-01-02T03:04:05.678Z\","
                                + "\"reason\":\"it changed\",\"unit\":[\"/srv/shop/Hidden.java\"],\"joins\":[\"cart.java uses the"
                                + " package-private type Hidden of Hidden.java\"],\"uses\":[\"/srv/shop/Hidden.java\","
                                + "\"/srv/shop/lib/Money.java\"],\"usedBy\":[],\"failure\":\"PN0404 /srv/shop/cart.java:3:1: first"
                                + "\\u000a  second\",\"rolledBack\":false}"),
                json);
        assertTrue(
                json.contains(
                        "{\"file\":\"/srv/shop/gone.java\",\"version\":0,\"loaded\":null,\"reason\":\"\",\"unit\":[],"
                                + "\"joins\":[],\"uses\":[],\"usedBy\":[],\"failure\":\"PN0408 gone\",\"rolledBack\":false}]}"),
                json);
        assertTrue(
                json.endsWith(",{\"name\":\"other#2\",\"oldVersions\":2,\"heldBackBy\":[\"/srv/shop/.postern-hold\"],"
                        + "\"changedJars\":[\"/srv/shop/lib/x.jar\"],\"leaks\":[{\"what\":\"other#2#3 of [/srv/shop/x.java]\","
                        + "\"holder\":\"thread \\\"poll\\\" runs its code\",\"since\":\"2026-01-02T03:04:05.678Z\"}],"
                        + "\"modules\":[]}]}\n"),
                json);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-02T03:04:05Z, 2026-01-02T03:04:05.000Z",
        "2026-01-02T03:04:05.678901234Z, 2026-01-02T03:04:05.678Z"
    })
    void P60_json_hasTimesInMilliseconds(Instant loaded, String expected) {
        ModuleReport module = new ModuleReport(
                path("cart.java"), 1, loaded, "it changed", List.of(), List.of(), List.of(), List.of(), null, false);
        String json = ModulesJson.of(List.of(shop(null, module)));
        assertTrue(json.contains("\"loaded\":\"" + expected + "\""), json);
    }

    @Test
    void P60_json_holdsOddNames() {
        String json = ModulesJson.of(List.of(shop(paths("\"q\"\\\n\t\u001b\u007f é\ud83d\ude00.java"))));
        assertEquals(
                "{\"interpreters\":[{\"name\":\"shop\",\"oldVersions\":0,\"heldBackBy\":[],\"changedJars\":[],\"leaks\":[],\"modules\":[],"
                        + "\"ifChanged\":[\"/srv/shop/\\\"q\\\"\\\\\\u000a\\u0009\\u001b\\u007f \\u00e9\\ud83d\\ude00.java\"]}]}\n",
                json);
        assertEquals("{\"interpreters\":[]}\n", ModulesJson.of(List.of()));
    }

    // --- DOT

    @Test
    void P60_dot_drawsWhatUsesWhat_unitsAndWhatIsWrong() throws Exception {
        String dot = ModulesDot.of(several());
        assertTrue(dot.contains("label=\"shop\"\n"), dot);
        assertTrue(dot.contains("m1 [label=\"Money.java\\nversion 7\", tooltip=\"/srv/shop/lib/Money.java\"]"), dot);
        assertTrue(dot.contains("m3 [label=\"gone.java\\nnot loaded\", tooltip=\"PN0408 gone\", color=red]"), dot);
        assertTrue(dot.contains("m2 -> m0\n") && dot.contains("m2 -> m1\n"), dot);
        assertEquals(1, dot.split("style=dashed", -1).length - 1, dot);
        checkDot(dot);
    }

    @Test
    void P60_dot_fillsWhatWouldBeLoadedAnew_andHoldsOddNames() throws Exception {
        String odd = "\"q\"\\N&lt;\n\t<b>\u001b é{}|;.java";
        String dot = ModulesDot.of(List.of(
                shop(
                        paths(odd),
                        module(odd, paths("elsewhere.java"), List.of()),
                        module("x.java", List.of(), List.of())),
                shop(List.of(), module("x.java", List.of(), List.of())),
                shop(null)));
        assertEquals(1, dot.split("style=filled", -1).length - 1, dot);
        assertFalse(dot.contains("->"), dot);
        assertTrue(dot.contains("label=\"\\\"q\\\"\\\\N&amp;lt;\\n <b>? é{}|;.java\\nversion 7\""), dot);
        checkDot(dot);
        checkDot(ModulesDot.of(List.of()));
    }

    /** By its grammar, and by Graphviz itself where it is. */
    private static void checkDot(String dot) throws IOException, InterruptedException {
        String bare = dot.replaceAll("\"([^\"\\\\]|\\\\.)*\"", "\"\"");
        bare.lines()
                .map(String::strip)
                .forEach(line -> assertTrue(DOT_LINE.matcher(line).matches(), line));
        assertEquals(bare.split("\\{", -1).length, bare.split("\\}", -1).length, dot);
        Path graphviz = Path.of("/usr/bin/dot");
        if (Files.isExecutable(graphviz)) {
            Process process = new ProcessBuilder(graphviz.toString(), "-Tsvg")
                    .redirectErrorStream(true)
                    .start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(dot.getBytes(StandardCharsets.UTF_8));
            }
            String svg = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), svg);
            assertTrue(svg.contains("<svg") && !svg.contains("Warning"), svg);
        }
    }
}
