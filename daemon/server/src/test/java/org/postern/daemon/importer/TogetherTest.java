package org.postern.daemon.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** What hangs together comes together: files that use each other, or did, are of one state of the disk, or all as they were. */
class TogetherTest {

    @AutoClose
    private final Bench bench = Bench.byHand();

    private void page(String name, String answer, String... members) throws IOException {
        bench.file(
                name + ".java",
                "public class " + name.substring(name.lastIndexOf('/') + 1) + " {",
                String.join("\n", members),
                "public static Object text() { return " + answer + "; } }");
    }

    // --- one loader has one class of a name

    @Test
    void filesOfOneLoader_thatMeanDifferentClassesByOneName_areRefused() throws IOException {
        page("app/Mate", "A.text()", "static Object hidden() { return text(); }");
        page("app/A", "\"outer\"");
        page("app/sub/A", "\"inner\"");
        page("app/sub/page", "A.text() + \" \" + Mate.hidden()");
        Fault fault = bench.inRequest(view -> fault(view, "app", "sub/page"));
        assertEquals(Code.NAME_CLASH, fault.code());
        assertTrue(fault.text().contains("uses the package-private or protected hidden of Mate.java"), fault.text());
        assertTrue(fault.text().contains("but A is in " + bench.path("app/")), fault.text());
    }

    private Fault fault(ModuleView view, String root, String name) {
        try {
            throw new AssertionError(
                    "nothing is wrong with " + bench.module(view, root, name).file());
        } catch (Fault fault) {
            return fault;
        }
    }

    // --- what gets a new loader takes its users along

    @Test
    void importerOfAModule_getsTheClassOfItsNewLoader() throws IOException {
        page("A", "\"a\"", "static Object hidden() { return 1; }");
        page("other", "1");
        page(
                "page",
                "CLASS == org.postern.api.Apache.importModule(\"A\")",
                "static final Class<?> CLASS = org.postern.api.Apache.importModule(\"A\");");
        assertEquals("true", bench.ask("page"));
        assertEquals("1", bench.ask("other"));
        page("other", "A.hidden()");
        bench.refresh("other.java");
        assertEquals("1", bench.ask("other"));
        assertEquals("true", bench.ask("page"), "other and A share a new loader");
    }

    @Test
    void importThatFailed_isTriedAgainForWhatItNeeded_only() throws IOException {
        page("Broken", "Needed.text()");
        page("Needed", "1", "static int x = ;");
        page("Beside", "\"beside\"");
        bench.file(
                "page.java",
                "public class page {",
                "static final Object FOUND = find();",
                "static Object find() { try { return org.postern.api.Apache.importModule(\"Broken\").getName(); }",
                "catch (org.postern.api.ModuleException e) { return \"none\"; } }",
                "static int count;",
                "public static Object text() { return FOUND + \" \" + Beside.text() + \" \" + ++count; } }");
        assertEquals("none beside 1", bench.ask("page"));
        page("Other", "1");
        bench.refresh("Other.java");
        assertEquals("none beside 2", bench.ask("page"));
        page("Needed", "1");
        bench.refresh("Needed.java");
        assertEquals("Broken beside 1", bench.ask("page"));
    }

    @Test
    void typeWithoutAPackage_isNothingToAFileWithOne() throws IOException {
        bench.file("kit/Price.java", "package kit; public class Price { public static final int P = 1; }");
        bench.file(
                "kit/Shop.java",
                "package kit;",
                "public class Shop { static int count; public static Object text() { return Price.P + \" \" + ++count; } }");
        page("Price", "\"another\"");
        assertEquals("another", bench.ask("Price"));
        assertEquals("1 1", bench.ask("kit/Shop"));
        page("Price", "\"edited\"");
        bench.refresh("Price.java");
        assertEquals("edited", bench.ask("Price"));
        assertEquals("1 2", bench.ask("kit/Shop"));
    }

    // --- groups

    @Test
    void filesThatUsedOneThatIsGone_comeTogether() throws IOException {
        page("Gone", "1");
        page("one", "Gone.text()");
        page("two", "Gone.text()");
        assertEquals("1", bench.ask("one"));
        assertEquals("1", bench.ask("two"));
        bench.delete("Gone.java");
        page("one", "2");
        bench.refresh("Gone.java", "one.java");
        assertEquals("1", bench.ask("two"));
        assertEquals("1", bench.ask("one"), "two cannot do without");
        page("two", "3");
        bench.refresh("two.java");
        assertEquals("2", bench.ask("one"));
        assertEquals("3", bench.ask("two"));
    }

    @Test
    void fileThatComesToUseAChangedOne_comesTogetherWithItsUsers() throws IOException {
        page("page", "1");
        page("Shared", "1");
        page("other", "Shared.text()");
        assertEquals("1", bench.ask("page"));
        assertEquals("1", bench.ask("other"));
        page("page", "Shared.text()");
        page("Shared", "2");
        page("other", "nonsense");
        bench.refresh("page.java", "Shared.java", "other.java");
        assertEquals("1", bench.ask("page"));
        assertEquals("1", bench.ask("other"));
        assertEquals("1", bench.ask("Shared"));
        page("other", "3");
        bench.refresh("other.java");
        assertEquals("2", bench.ask("page"));
        assertEquals("3", bench.ask("other"));
    }

    // --- what is gone, and still used

    @Test
    void fileThatIsGone_staysForThoseThatCannotDoWithout() throws IOException {
        page("Gone", "\"gone\"");
        page("page", "Gone.text()", "static Object hidden() { return \"hidden\"; }");
        page("other", "1");
        assertEquals("gone", bench.ask("page"));
        assertEquals("1", bench.ask("other"));
        bench.delete("Gone.java");
        bench.refresh("Gone.java");
        assertEquals("gone", bench.ask("page"));
        page("other", "page.hidden()");
        bench.refresh("other.java");
        assertEquals("hidden", bench.ask("other"), "its loader is page's");
        assertEquals("gone", bench.ask("page"));
        page("Gone", "\"back\"");
        bench.refresh("Gone.java");
        assertEquals("back", bench.ask("page"));
        assertEquals("back", bench.ask("Gone"));
    }

    @Test
    void fileThatFailed_andThatNobodyAsksFor_standsInNobodysWay() throws IOException {
        page("v1/page", "nonsense");
        page("v2/page", "2");
        page("v1/other", "1");
        page("v2/other", "2");
        Files.createSymbolicLink(bench.path("current"), bench.path("v1"));
        assertEquals(
                Code.COMPILE,
                bench.inRequest(view -> fault(view, "current", "page")).code());
        assertEquals("1", bench.ask("current", "other"));
        assertEquals(1, bench.importer().size());
        Files.createSymbolicLink(bench.path("fresh"), bench.path("v2"));
        Files.move(bench.path("fresh"), bench.path("current"), StandardCopyOption.ATOMIC_MOVE);
        page("v1/page", "more nonsense");
        bench.refresh("current", "v1/page.java");
        assertEquals("2", bench.ask("current", "other"));
        assertEquals(
                List.of(),
                bench.importer().report().stream()
                        .filter(module -> module.failure() != null)
                        .toList());
    }

    @Test
    void fileThatNobodyUsesAnyMore_isNotInTheWay() throws IOException {
        page("Mate", "1", "static Object hidden() { return 1; }");
        page("v1/Other", "\"v1 \" + Mate.hidden()");
        page("v2/Other", "\"v2\"");
        page("page", "Other.text() + \" \" + Mate.hidden()");
        Files.createSymbolicLink(bench.path("Other.java"), bench.path("v1/Other.java"));
        assertEquals("v1 1 1", bench.ask("page"));
        Files.createSymbolicLink(bench.path("fresh"), bench.path("v2/Other.java"));
        Files.move(bench.path("fresh"), bench.path("Other.java"), StandardCopyOption.ATOMIC_MOVE);
        bench.refresh("Other.java");
        assertEquals("v2 1", bench.ask("page"), "one loader cannot have both");
    }

    @Test
    void whatADanglingLinkLeadsTo_isSeenToAppear() throws IOException {
        Files.createDirectories(bench.path("v1"));
        Files.createSymbolicLink(bench.path("Other.java"), bench.path("v1/Other.java"));
        page("page", "Other.text()");
        assertEquals(Code.COMPILE, bench.fault("page").code());
        assertEquals(Code.NO_MODULE, bench.fault("Other").code());
        page("v1/Other", "\"there\"");
        bench.refresh("v1/Other.java");
        assertEquals("there", bench.ask("page"));
        assertEquals("there", bench.ask("Other"));
    }

    // --- a state that was on disk

    @Test
    void filesThatChangeWhileOthersAreRead_areReadAgain() throws IOException {
        page("page", "\"page 1 \" + Helper.text()");
        page("Helper", "1");
        assertEquals("page 1 1", bench.ask("page"));
        Deque<String> steps = new ArrayDeque<>(List.of("2"));
        bench.importer().stopAt(new Importer.Stops() {
            @Override
            public void compiled() {
                String step = steps.poll();
                if (step != null) {
                    try {
                        page("Helper", step);
                        page("page", "\"page " + step + " \" + Helper.text()");
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }
            }

            @Override
            public void beforePublish() {
                assertEquals("page 1 1", bench.ask("page"));
            }
        });
        page("Helper", "\"never live\"");
        bench.refresh("Helper.java");
        assertEquals("page 1 1", bench.ask("page"), "more is to come");
        bench.refresh("page.java");
        assertEquals("page 2 2", bench.ask("page"));
    }

    @Test
    void fileThatChangesAllTheTime_holdsUpTheOthersForAWhileOnly() throws IOException {
        page("page", "\"page \" + Helper.text()");
        page("Helper", "0");
        assertEquals("page 0", bench.ask("page"));
        AtomicInteger count = new AtomicInteger();
        bench.importer().stopAt(new Importer.Stops() {
            @Override
            public void compiled() {
                try {
                    page("Helper", "" + count.incrementAndGet());
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }

            @Override
            public void beforePublish() {}
        });
        page("page", "\"new page \" + Helper.text()");
        page("Helper", "\"began\"");
        bench.refresh("page.java", "Helper.java");
        while (bench.ask("page").equals("page 0")) {
            assertTrue(count.get() < 10_000, "it waits for good");
            bench.refresh("Helper.java");
        }
        assertTrue(bench.ask("page").startsWith("new page "), bench.ask("page"));
    }
}
