package org.postern.daemon.problems;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.postern.daemon.problems.Outcomes.Outcome;

/** A problem with its tests and how they went. */
record Proof(Problem problem, Map<ProblemTest, Outcome> tests) {

    /** What the tests say of a problem, the worst first. */
    enum State {
        NO_TEST("no test"),
        NOT_TOLD("not told"),
        FAILED("failed"),
        NOT_RUN("not run"),
        SKIPPED("skipped"),
        PARTLY_RUN("partly run"),
        TO_COME("to come"),
        TOLD("told"),
        PROVED("proved");

        private final String text;

        State(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }

        boolean isBad() {
            return this == NO_TEST || this == NOT_TOLD || this == FAILED;
        }

        boolean isGood() {
            return this == PROVED || this == TOLD;
        }
    }

    static List<Proof> all(List<Problem> problems, List<ProblemTest> tests, Outcomes outcomes) {
        return problems.stream()
                .map(problem -> {
                    Map<ProblemTest, Outcome> its = new LinkedHashMap<>();
                    tests.stream()
                            .filter(test -> test.ids().contains(problem.id()))
                            .forEach(test -> its.put(test, outcomes.of(test)));
                    return new Proof(problem, its);
                })
                .toList();
    }

    State state() {
        if (tests.isEmpty()) {
            if (problem.isToBeProved()) {
                return State.NO_TEST;
            }
            if (problem.level() == Problem.Level.PLANNED) {
                return State.TO_COME;
            }
            return problem.note().isEmpty() ? State.NOT_TOLD : State.TOLD;
        }
        State all = state(tests.values().stream().reduce(Outcome.NOT_RUN, Outcome::plus));
        boolean allPassed = tests.values().stream().allMatch(outcome -> state(outcome) == State.PROVED);
        return all == State.PROVED && !allPassed ? State.PARTLY_RUN : all;
    }

    /** What one test says, or all of them in one sum. */
    static State state(Outcome outcome) {
        if (outcome.failed() > 0) {
            return State.FAILED;
        }
        if (outcome.passed() > 0) {
            return State.PROVED;
        }
        return outcome.skipped() > 0 ? State.SKIPPED : State.NOT_RUN;
    }
}
