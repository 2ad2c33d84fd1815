package org.postern.daemon.problems;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** Every entry of a catalogue that is to be proved has a test. */
class ProblemsTest {

    private static final Path DOCS = Path.of("../../docs").toAbsolutePath().normalize();

    private static final List<Problem> PROBLEMS = Catalogue.PROBLEMS.entries();
    private static final List<Problem> SUITE = Catalogue.SUITE.entries();
    private static final List<Problem> ALL = Catalogue.ALL.stream()
            .flatMap(catalogue -> catalogue.entries().stream())
            .toList();
    private static final Set<String> TESTED = ProblemTest.in(ProblemTest.classes()).stream()
            .flatMap(test -> test.ids().stream())
            .collect(Collectors.toCollection(TreeSet::new));

    private static Set<String> ids(Stream<Problem> problems) {
        return problems.map(Problem::id).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void list_hasEveryProblemOnce() {
        List<String> expected = Stream.of(
                        IntStream.rangeClosed(1, 27).mapToObj("P%02d"::formatted),
                        Stream.of("P27b"),
                        IntStream.rangeClosed(28, 70).mapToObj("P%02d"::formatted),
                        IntStream.rangeClosed(1, 13).mapToObj("S-%d"::formatted))
                .flatMap(ids -> ids)
                .toList();
        assertEquals(expected, PROBLEMS.stream().map(Problem::id).toList());
    }

    @Test
    void suite_hasEveryTestOnce_andWhatItLacks() {
        Set<String> ids = ids(SUITE.stream());
        assertEquals(SUITE.size(), ids.size());
        assertEquals(92, ids.stream().filter(id -> id.startsWith("test")).count());
        for (int i = 1; i <= 32; i++) {
            assertTrue(ids.contains("X" + i), "X" + i);
        }
    }

    @Test
    void whatIsPlanned_hasNoTestYet() {
        Set<String> planned = ids(ALL.stream().filter(entry -> entry.level() == Problem.Level.PLANNED));
        planned.retainAll(TESTED);
        assertEquals(Set.of(), planned, "have a test, and are to be proved from now on");
    }

    @Test
    void everyProblemToBeProved_hasATest() {
        Set<String> without = ids(ALL.stream().filter(Problem::isToBeProved));
        without.removeAll(TESTED);
        assertEquals(Set.of(), without, "have no test");
    }

    @Test
    void testsNames_nameProblemsThatThereAre() {
        Set<String> unknown = new TreeSet<>(TESTED);
        unknown.removeAll(ids(ALL.stream()));
        assertEquals(Set.of(), unknown, "are in no catalogue");
    }

    @Test
    void documentedProblem_isToldUnderTheHeadingThatTheListNames() throws IOException {
        for (Problem problem : ALL) {
            if (problem.level() == Problem.Level.DOCUMENTATION) {
                String[] place = problem.note().split("#", 2);
                List<String> lines = Files.readAllLines(DOCS.resolveSibling(place[0]));
                assertTrue(
                        lines.stream().anyMatch(line -> line.matches("#+ .*") && line.endsWith("# " + place[1])),
                        problem.id() + ": " + problem.note());
            }
        }
    }
}
