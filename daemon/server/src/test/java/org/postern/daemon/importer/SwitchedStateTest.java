package org.postern.daemon.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What modules keep, through the switch of a link to another release: it belongs to the path that the configuration has. */
class SwitchedStateTest {

    @AutoClose
    private final Bench bench = Bench.byHand();

    /** A module of two releases, with a counter that it keeps. */
    private void releases(String file) throws IOException {
        String name = file.substring(file.lastIndexOf('/') + 1);
        for (String release : List.of("1", "2")) {
            bench.file(
                    release + "/" + file + ".java",
                    "import java.util.concurrent.atomic.*;",
                    "import org.postern.api.*;",
                    "public class " + name + " {",
                    "static final AtomicInteger HITS = Apache.keep(\"hits\", AtomicInteger::new);",
                    "public static Object text() { return \"release " + release
                            + ", hit \" + HITS.incrementAndGet(); } }");
        }
    }

    private void link(String name, String release) throws IOException {
        Path fresh = Files.createSymbolicLink(bench.path("fresh"), bench.path(release));
        Files.move(fresh, bench.path(name), StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void whatAModuleOfALinkedRootKeeps_isThereAfterTheSwitch_evenIfAnotherImportedByNameBefore() throws IOException {
        releases("page");
        releases("Other");
        bench.file(
                "1/importing.java",
                "public class importing { public static Object text() {",
                "return org.postern.api.Apache.importModule(\"Other\").getSimpleName(); } }");
        link("current", "1");
        assertEquals("Other", bench.ask("current", "importing"));
        assertEquals("release 1, hit 1", bench.ask("current", "page"));
        link("current", "2");
        bench.refresh("current");
        assertEquals("release 2, hit 2", bench.ask("current", "page"));
    }

    @Test
    void folderOfJavaPath_isSwitchedAlone() throws IOException {
        releases("Helper");
        bench.text("page.java", "Helper.text()");
        bench.counting("other.java", "\"other\"");
        link("path", "1");
        assertEquals("release 1, hit 1", bench.ask("page"));
        assertEquals("other 1", bench.ask("other"));
        link("path", "2");
        bench.refresh("path");
        assertEquals("release 2, hit 2", bench.ask("page"));
        assertEquals("other 1", bench.ask("other"), "whatever it names could have been there");
        bench.text("other.java", "Helper.text()");
        bench.refresh("other.java");
        assertEquals("release 2, hit 3", bench.ask("other"), "what is edited later looks there, too");
    }

    @Test
    void whatAModuleOfALinkedFolderOfJavaPathKeeps_isThereAfterTheSwitch() throws IOException {
        releases("lib/Helper");
        for (String release : List.of("1", "2")) {
            bench.text(release + "/page.java", "Helper.text()");
        }
        link("path", "1/lib");
        link("current", "1");
        assertEquals("release 1, hit 1", bench.ask("current", "page"));
        link("path", "2/lib");
        link("current", "2");
        bench.refresh("path", "current");
        assertEquals("release 2, hit 2", bench.ask("current", "page"));
    }
}
