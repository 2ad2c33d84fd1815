package org.postern.daemon.problems;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.postern.daemon.problems.Outcomes.Outcome;

/**
 * Writes the pages of the catalogues after every run of tests.
 *
 * <p>A build has two runs: that of the integration tests, whose classes end in IT, adds to what the run before it has found; any other
 * run begins anew.
 */
public final class ProblemsListener implements TestExecutionListener {

    private final Path classes;
    private final Path folder;
    private final Set<String> seen = new HashSet<>();
    private Outcomes outcomes = new Outcomes();
    private boolean begun;
    private TestPlan plan;

    /** As JUnit makes it: for the tests beside it. */
    public ProblemsListener() {
        this(ProblemTest.classes(), ProblemTest.classes().resolveSibling(""));
    }

    /** @param folder where the pages go */
    ProblemsListener(Path classes, Path folder) {
        this.classes = classes;
        this.folder = folder;
    }

    private static boolean isIntegration(String className) {
        return className.endsWith("IT");
    }

    @Override
    public void testPlanExecutionStarted(TestPlan started) {
        plan = started;
        List<String> run = plan.getRoots().stream()
                .flatMap(root -> plan.getDescendants(root).stream())
                .flatMap(id -> id.getSource().stream())
                .flatMap(source -> source instanceof ClassSource type ? Stream.of(type.getClassName()) : Stream.empty())
                .toList();
        if (!begun && !run.isEmpty()) {
            begun = true;
            if (run.stream().allMatch(ProblemsListener::isIntegration)) {
                outcomes = read();
                outcomes.forget(ProblemsListener::isIntegration);
            }
        }
    }

    private Outcomes read() {
        try {
            return Outcomes.read(file());
        } catch (IOException e) {
            throw new UncheckedIOException(file().toString(), e);
        }
    }

    private Path file() {
        return folder.resolve("problems-outcomes.tsv");
    }

    @Override
    public void executionFinished(TestIdentifier id, TestExecutionResult result) {
        Outcome outcome = switch (result.getStatus()) {
            case SUCCESSFUL -> Outcome.PASSED;
            case ABORTED -> Outcome.SKIPPED;
            case FAILED -> Outcome.FAILED;
        };
        seen.add(id.getUniqueId());
        if (id.isTest()) {
            add(id, outcome);
        } else if (outcome != Outcome.PASSED) {
            addWithAllBelow(id, outcome);
        }
    }

    @Override
    public void executionSkipped(TestIdentifier id, String reason) {
        addWithAllBelow(id, Outcome.SKIPPED);
    }

    /** A class that fails before its tests fails for each of them that was to come. */
    private void addWithAllBelow(TestIdentifier id, Outcome outcome) {
        add(id, outcome);
        plan.getDescendants(id).stream()
                .filter(below -> !seen.contains(below.getUniqueId()))
                .forEach(below -> add(below, outcome));
    }

    private void add(TestIdentifier id, Outcome outcome) {
        if (id.getSource().orElse(null) instanceof MethodSource method) {
            outcomes.add(method.getClassName(), method.getMethodName(), outcome);
        }
    }

    @Override
    public void testPlanExecutionFinished(TestPlan finished) {
        if (!begun) {
            return;
        }
        List<ProblemTest> tests = ProblemTest.in(classes);
        try {
            outcomes.write(file());
            for (Catalogue catalogue : Catalogue.ALL) {
                ProblemsPage page = new ProblemsPage(catalogue, Proof.all(catalogue.entries(), tests, outcomes));
                Files.writeString(folder.resolve(catalogue.page() + ".html"), page.html());
                Files.writeString(folder.resolve(catalogue.page() + ".txt"), page.text());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder.toString(), e);
        }
    }
}
