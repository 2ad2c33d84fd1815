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

/** Every problem that Postern is to solve has a test. */
class ProblemsTest {

    private static final Path DOCS = Path.of("../../docs").toAbsolutePath().normalize();

    private static final List<Problem> PROBLEMS = Problem.all();
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
    void everyProblemToBeProved_hasATest() {
        Set<String> without = ids(PROBLEMS.stream().filter(Problem::isToBeProved));
        without.removeAll(TESTED);
        assertEquals(Set.of(), without, "have no test");
    }

    @Test
    void testsNames_nameProblemsThatThereAre() {
        Set<String> unknown = new TreeSet<>(TESTED);
        unknown.removeAll(ids(PROBLEMS.stream()));
        assertEquals(Set.of(), unknown, "are no problems");
    }

    @Test
    void documentedProblem_isToldUnderTheHeadingThatTheListNames() throws IOException {
        for (Problem problem : PROBLEMS) {
            if (!problem.isToBeProved()) {
                String[] place = problem.note().split("#", 2);
                List<String> lines = Files.readAllLines(DOCS.resolveSibling(place[0]));
                assertTrue(
                        lines.stream().anyMatch(line -> line.matches("#+ .*") && line.endsWith("# " + place[1])),
                        problem.id() + ": " + problem.note());
            }
        }
    }
}
