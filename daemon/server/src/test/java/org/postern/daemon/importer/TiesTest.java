package org.postern.daemon.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.daemon.kit.Eventually;

/** What modules come to depend on while they run: files that appear where they looked, and files that they name late. */
@Timeout(60)
class TiesTest {

    /** A module that says what another one says, which it imports as it is initialised; or that it does without. */
    private static void importing(Bench bench, String name) throws IOException {
        bench.file(
                "page.java",
                "import static org.postern.api.Apache.*;",
                "public class page { static final Object SAID = said();",
                "static Object said() {",
                "try { return importModule(\"" + name + "\").getMethod(\"text\").invoke(null); }",
                "catch (org.postern.api.ModuleException | ReflectiveOperationException e) { return \"without\"; } }",
                "public static Object text() { return SAID; } }");
    }

    private static void assertWouldBeLoadedAnew(Bench bench, String file) {
        List<Path> page = List.of(bench.path("page.java"));
        assertEquals(page, bench.importer().ifChanged(bench.path(file)));
    }

    @Test
    void P12_importedModule_thatAppearsEarlierInTheOrder_isTaken() throws IOException {
        try (Bench bench = Bench.byHand()) {
            bench.text("path/Plugin.java", "\"path\"");
            importing(bench, "Plugin");
            assertEquals("path", bench.ask("page"));
            assertWouldBeLoadedAnew(bench, "Plugin.java");
            bench.text("Plugin.java", "\"own folder\"");
            bench.refresh("Plugin.java");
            assertEquals("own folder", bench.ask("page"));
        }
    }

    @Test
    void importedModule_thatWasNotThere_isTakenWhenItIs() throws IOException {
        try (Bench bench = Bench.byHand()) {
            importing(bench, "Plugin");
            assertEquals("without", bench.ask("page"));
            assertWouldBeLoadedAnew(bench, "Plugin.java");
            bench.text("Plugin.java", "\"plugin\"");
            bench.refresh("Plugin.java");
            assertEquals("plugin", bench.ask("page"));
        }
    }

    @Test
    void importedModule_thatLackedAClass_isTakenWhenThatIsThere() throws IOException {
        try (Bench bench = Bench.byHand()) {
            bench.text("Plugin.java", "Part.text()");
            importing(bench, "Plugin");
            assertEquals("without", bench.ask("page"));
            assertWouldBeLoadedAnew(bench, "Part.java");
            bench.text("Part.java", "\"part\"");
            bench.refresh("Part.java");
            assertEquals("part", bench.ask("page"));
        }
    }

    @Test
    void P27_fileThatARequestDeclares_isWatchedFromThenOn() throws IOException {
        try (Bench bench = Bench.watched(Duration.ofMillis(30))) {
            Path data = bench.file("data", "1");
            bench.file(
                    "page.java",
                    "public class page { static int count; public static Object text() {",
                    "org.postern.api.Apache.dependsOn(\"" + data + "\"); return ++count; } }");
            assertEquals("1", bench.ask("page"));
            assertEquals("2", bench.ask("page"));
            bench.file("data", "2");
            Eventually.holds(
                    "it is loaded anew",
                    () -> bench.log()
                                    .lines("reloaded " + bench.path("page.java"))
                                    .size()
                            == 1);
            assertEquals("1", bench.ask("page"));
        }
    }
}
