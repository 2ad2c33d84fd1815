package org.postern.ajp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Every entry of the list {@code ajp.tsv} that is to be proved has a test whose name begins with it: {@code E15_R05_...} is about two.
 *
 * <p>R are rules, T and U what two other servers' suites try, E what neither tries, A attacks, C complaints of users, W what the wire and
 * httpd do, O what was open until it was tried. Of what is the daemon's, the note names the test there.
 */
class ListTest {

    private static final Pattern ID = Pattern.compile("\\G([RTUEACWO]\\d\\d)_");
    private static final Path DAEMON = Path.of("../../daemon/server/src/test/java/org/postern/daemon");
    private static final Path DAEMON_BY_MAVEN = Path.of("../daemon/server/src/test/java/org/postern/daemon");

    /** How many entries each kind has. */
    private static final Map<String, Integer> KINDS =
            Map.of("R", 22, "T", 30, "U", 21, "E", 22, "A", 16, "C", 31, "W", 30, "O", 11);

    private record Entry(String id, String level, String note) {}

    private static final List<Entry> LIST = list();
    private static final Set<String> TESTED = tested();

    private static List<Entry> list() {
        try (InputStream in = ListTest.class.getResourceAsStream("ajp.tsv")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .map(line -> line.split("\t", -1))
                    .map(fields -> new Entry(fields[0], fields[1], fields[3]))
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("ajp.tsv", e);
        }
    }

    private static Set<String> tested() {
        Set<String> ids = new TreeSet<>();
        try {
            Path classes = Path.of(ListTest.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            try (Stream<Path> files = Files.walk(classes.resolve("org/postern/ajp"))) {
                for (Path file : files.filter(each -> each.toString().endsWith("Test.class"))
                        .toList()) {
                    String name = classes.relativize(file).toString().replace('/', '.');
                    ids.addAll(tested(Class.forName(name.substring(0, name.length() - ".class".length()))));
                }
            }
        } catch (IOException | URISyntaxException | ClassNotFoundException e) {
            throw new IllegalStateException("the tests of this module", e);
        }
        return ids;
    }

    private static List<String> tested(Class<?> type) {
        return Stream.of(type.getDeclaredMethods())
                .filter(method -> AnnotationSupport.isAnnotated(method, Testable.class))
                .filter(method -> !method.isAnnotationPresent(Disabled.class))
                .flatMap(method -> ids(method.getName()).stream())
                .toList();
    }

    private static List<String> ids(String method) {
        List<String> ids = new ArrayList<>();
        for (Matcher matcher = ID.matcher(method); matcher.find(); ) {
            ids.add(matcher.group(1));
        }
        return ids;
    }

    private static Set<String> idsOf(String... levels) {
        return LIST.stream()
                .filter(entry -> levels.length == 0 || List.of(levels).contains(entry.level()))
                .map(Entry::id)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void list_hasEveryEntryOnce() {
        Set<String> expected = new TreeSet<>();
        KINDS.forEach((kind, count) -> IntStream.rangeClosed(1, count)
                .mapToObj((kind + "%02d")::formatted)
                .forEach(expected::add));
        assertEquals(expected, idsOf());
        assertEquals(expected.size(), LIST.size());
        assertEquals(expected, idsOf("must", "daemon", "no"));
    }

    @Test
    void everyEntryToBeProved_hasATest() {
        Set<String> without = idsOf("must");
        without.removeAll(TESTED);
        assertEquals(Set.of(), without, "have no test");
    }

    @Test
    void testsNames_nameEntriesThatThereAre() {
        Set<String> unknown = new TreeSet<>(TESTED);
        unknown.removeAll(idsOf());
        assertEquals(Set.of(), unknown, "are not in the list");
    }

    @Test
    void entryOfTheDaemon_namesATestThatIsThere() throws IOException {
        Path tests = Files.isDirectory(DAEMON_BY_MAVEN) ? DAEMON_BY_MAVEN : DAEMON;
        for (Entry entry : LIST) {
            if (entry.level().equals("daemon")) {
                String[] test = entry.note().split(";")[0].split("#");
                String source = Files.readString(tests.resolve(test[0] + ".java"));
                assertTrue(source.contains(" void " + test[1] + "("), entry.id() + ": " + entry.note());
            }
        }
    }

    @Test
    void entryThatIsNotForUs_saysWhy() {
        LIST.stream()
                .filter(entry -> entry.level().equals("no"))
                .forEach(entry -> assertFalse(entry.note().isBlank(), entry.id()));
    }
}
