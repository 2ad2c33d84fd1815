package org.postern.daemon.problems;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Nested;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * A test whose name says which entries of catalogues it is about: {@code P18_P69_anyOtherTime_isAChange}; {@code S1_...} is about
 * {@code S-1}; {@code test_req_read_ofAll} about {@code test_req_read}.
 *
 * @param className its class's binary name
 */
record ProblemTest(String className, String method, List<String> ids) {

    private static final Pattern ID = Pattern.compile("\\G(P\\d\\d)(b?)_|\\GS(\\d\\d?)_|\\G(X\\d\\d?)_");
    private static final List<String> OF_SUITE = Catalogue.SUITE.entries().stream()
            .map(Problem::id)
            .filter(id -> id.startsWith("test"))
            .sorted(Comparator.comparing(String::length).reversed())
            .toList();

    /** The entries that a test's name says; empty for most tests. */
    static List<String> ids(String method) {
        List<String> ids = new ArrayList<>();
        OF_SUITE.stream()
                .filter(id -> method.equals(id) || method.startsWith(id + "_"))
                .findFirst()
                .ifPresent(ids::add);
        for (Matcher matcher = ID.matcher(method); matcher.find(); ) {
            if (matcher.group(4) != null) {
                ids.add(matcher.group(4));
            } else {
                ids.add(matcher.group(3) == null ? matcher.group(1) + matcher.group(2) : "S-" + matcher.group(3));
            }
        }
        return ids;
    }

    /** Where the tests of this module are compiled to. */
    static Path classes() {
        try {
            return Path.of(ProblemTest.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a folder of classes has a URI", e);
        }
    }

    /** All that are compiled below a folder, but for those that are disabled. */
    static List<ProblemTest> in(Path classes) {
        try (Stream<Path> files = Files.walk(classes)) {
            return files.map(file -> classes.relativize(file).toString())
                    .filter(file -> file.endsWith(".class") && !file.contains("-"))
                    .map(file ->
                            file.substring(0, file.length() - ".class".length()).replace('/', '.'))
                    .map(ProblemTest::type)
                    .filter(ProblemTest::isRun)
                    .flatMap(type -> Stream.of(type.getDeclaredMethods()))
                    .filter(ProblemTest::isRun)
                    .map(method -> new ProblemTest(
                            method.getDeclaringClass().getName(), method.getName(), ids(method.getName())))
                    .filter(test -> !test.ids().isEmpty())
                    .sorted(Comparator.comparing(ProblemTest::className).thenComparing(ProblemTest::method))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(classes.toString(), e);
        }
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(name, false, ProblemTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("class " + name + " was there a moment ago", e);
        }
    }

    /** Surefire runs no member class that is not nested in JUnit's sense. */
    private static boolean isRun(Class<?> type) {
        return !type.isAnnotationPresent(Disabled.class)
                && (type.getEnclosingClass() == null || type.isAnnotationPresent(Nested.class));
    }

    private static boolean isRun(Method method) {
        return AnnotationSupport.isAnnotated(method, Testable.class) && !method.isAnnotationPresent(Disabled.class);
    }
}
