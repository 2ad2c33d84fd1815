package org.postern.daemon.problems;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** How the tests went, method by method; each run of a build adds its own, so they are kept in a file between the runs. */
final class Outcomes {

    /** How often a method passed, failed and was skipped; a parameterised one runs often. */
    record Outcome(int passed, int failed, int skipped) {

        static final Outcome NOT_RUN = new Outcome(0, 0, 0);
        static final Outcome PASSED = new Outcome(1, 0, 0);
        static final Outcome FAILED = new Outcome(0, 1, 0);
        static final Outcome SKIPPED = new Outcome(0, 0, 1);

        Outcome plus(Outcome other) {
            return new Outcome(passed + other.passed, failed + other.failed, skipped + other.skipped);
        }
    }

    private record Key(String className, String method) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byClass = className.compareTo(other.className);
            return byClass != 0 ? byClass : method.compareTo(other.method);
        }
    }

    private final Map<Key, Outcome> outcomes = new TreeMap<>();

    /** Those in a file; none if there is no such file. */
    static Outcomes read(Path file) throws IOException {
        Outcomes read = new Outcomes();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                String[] fields = line.split("\t", -1);
                read.add(
                        fields[0],
                        fields[1],
                        new Outcome(
                                Integer.parseInt(fields[2]), Integer.parseInt(fields[3]), Integer.parseInt(fields[4])));
            }
        }
        return read;
    }

    void write(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        outcomes.forEach((key, outcome) -> lines.add(String.join(
                "\t",
                key.className(),
                key.method(),
                "" + outcome.passed(),
                "" + outcome.failed(),
                "" + outcome.skipped())));
        Files.write(file, lines);
    }

    void add(String className, String method, Outcome outcome) {
        outcomes.merge(new Key(className, method), outcome, Outcome::plus);
    }

    void forget(Predicate<String> classNames) {
        outcomes.keySet().removeIf(key -> classNames.test(key.className()));
    }

    Outcome of(ProblemTest test) {
        return outcomes.getOrDefault(new Key(test.className(), test.method()), Outcome.NOT_RUN);
    }
}
