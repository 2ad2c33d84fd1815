package org.postern.daemon.problems;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** What is on the page of problems after which run; the tests that are run for it stand below. */
class ProblemsPageTest {

    @TempDir
    Path folder;

    /** A run of tests as a build has it. */
    private void run(Class<?>... tests) throws IOException {
        LauncherConfig config = LauncherConfig.builder()
                .enableTestExecutionListenerAutoRegistration(false)
                .addTestExecutionListeners(
                        new ProblemsListener(Files.createDirectories(folder.resolve("none")), folder))
                .build();
        ClassSelector[] selectors =
                Stream.of(tests).map(type -> selectClass(type)).toArray(ClassSelector[]::new);
        LauncherFactory.create(config)
                .execute(LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectors)
                        .build());
    }

    private String outcome(Class<?> type, String method) throws IOException {
        return Files.readAllLines(folder.resolve("problems-outcomes.tsv")).stream()
                .filter(line -> line.startsWith(type.getName() + "\t" + method + "\t"))
                .map(line -> line.substring(line.indexOf(method) + method.length() + 1))
                .findFirst()
                .orElse("not run");
    }

    @ParameterizedTest
    @CsvSource({
        "P23_chain_isRebuilt, P23",
        "P18_P69_anyTime_P07_isAChange, P18 P69",
        "P27b_logLine, P27b",
        "S1_counter, S-1",
        "S13_order, S-13",
        "S1_P42_counter, S-1 P42",
        "test_req_sendfile_ofAPart, test_req_sendfile",
        "test_req_sendfile2, test_req_sendfile2",
        "test_req_add_handler_directory, test_req_add_handler_directory",
        "X28_chunkedBody, X28",
        "P2_short, ''",
        "P23, ''",
        "stopsAtP23_andGoesOn, ''"
    })
    void name_saysTheProblems(String name, String ids) {
        assertEquals(ids, String.join(" ", ProblemTest.ids(name)));
    }

    @Test
    void methodsOutcomes_areCounted() throws IOException {
        run(Mixed.class);
        assertEquals("1\t0\t0", outcome(Mixed.class, "passes"));
        assertEquals("0\t1\t0", outcome(Mixed.class, "fails"));
        assertEquals("0\t0\t1", outcome(Mixed.class, "assumes"));
        assertEquals("2\t1\t0", outcome(Mixed.class, "numbers"));
    }

    @Test
    void classThatFailsBeforeItsTests_failsForEach() throws IOException {
        run(NeverStarts.class);
        assertEquals("0\t1\t0", outcome(NeverStarts.class, "one"));
        assertEquals("0\t1\t0", outcome(NeverStarts.class, "two"));
    }

    @Test
    void integrationTests_addToWhatTheRunBeforeThemFound_andTheNextBuildBeginsAnew() throws IOException {
        run(Mixed.class);
        run(PackagedIT.class);
        assertEquals("1\t0\t0", outcome(Mixed.class, "passes"));
        assertEquals("1\t0\t0", outcome(PackagedIT.class, "runs"));
        run(PackagedIT.class);
        assertEquals("1\t0\t0", outcome(PackagedIT.class, "runs"), "counted once");
        run(NeverStarts.class);
        assertEquals("not run", outcome(PackagedIT.class, "runs"));
        assertEquals("not run", outcome(Mixed.class, "passes"));
    }

    @Test
    void page_showsEveryProblem_redWithoutATest() throws IOException {
        run(Mixed.class);
        String html = Files.readString(folder.resolve("problems.html"));
        String text = Files.readString(folder.resolve("problems.txt"));
        for (Problem problem : Catalogue.PROBLEMS.entries()) {
            boolean bad = problem.isToBeProved();
            String row = "<tr class=\"" + (bad ? "bad" : "good") + "\"><th>" + problem.id() + "</th>";
            assertTrue(html.contains(row), row);
            String line = (bad ? "(?s).*\n%s +(must|beyond) +no test .*" : "(?s).*\n%s +documentation .*");
            assertTrue(text.matches(line.formatted(problem.id())), line + text);
        }
    }

    private static ProblemsPage page(Problem problem, Outcomes outcomes, ProblemTest... tests) {
        return new ProblemsPage(Catalogue.PROBLEMS, Proof.all(List.of(problem), List.of(tests), outcomes));
    }

    @Test
    void page_saysHowTheTestsOfAProblemWent() {
        Problem problem = new Problem("P99", Problem.Level.MUST, "A <b>title</b>", "a note");
        ProblemTest one = new ProblemTest("org.x.OneTest", "P99_one", List.of("P99"));
        ProblemTest two = new ProblemTest("org.x.TwoIT", "P99_two", List.of("P99"));
        Outcomes outcomes = new Outcomes();
        outcomes.add("org.x.OneTest", "P99_one", Outcomes.Outcome.PASSED);
        String text = page(problem, outcomes, one, two).text();
        assertTrue(text.contains("P99   must           partly run "), text);
        assertTrue(text.contains("OneTest.P99_one: passed\n"), text);
        assertTrue(text.contains("TwoIT.P99_two: not run\n"), text);
        assertTrue(text.contains("(a note)"), text);
        outcomes.add("org.x.TwoIT", "P99_two", Outcomes.Outcome.PASSED);
        assertTrue(page(problem, outcomes, one, two).text().contains("P99   must           proved "));
        outcomes.add("org.x.TwoIT", "P99_two", Outcomes.Outcome.FAILED);
        String html = page(problem, outcomes, one, two).html();
        assertTrue(html.contains("<td class=\"state\">failed</td>"), html);
        assertTrue(html.contains("TwoIT.P99_two: 1 of 2 failed"), html);
        assertTrue(html.contains("A &lt;b&gt;title"), html);
        assertFalse(html.contains("<b>"), html);
    }

    // --- what is run

    static class Mixed {
        @Test
        void passes() {}

        @Test
        void fails() {
            throw new IllegalStateException("on purpose");
        }

        @Test
        void assumes() {
            Assumptions.assumeTrue(false, "on purpose");
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3})
        void numbers(int number) {
            assertTrue(number < 3);
        }
    }

    static class NeverStarts {
        @BeforeAll
        static void fail() {
            throw new IllegalStateException("on purpose");
        }

        @Test
        void one() {}

        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        void two(int number) {}
    }

    static class PackagedIT {
        @Test
        void runs() {}
    }
}
