package org.postern.daemon.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.postern.daemon.compiler.Diagnostic;
import org.postern.daemon.compiler.SourceCheck;

/** How {@code postern check} says what it found. */
class CheckCommandTest {

    private static final Path REAL = Path.of("/srv/shop");

    private static Diagnostic problem(String file, int column, String excerpt) {
        return new Diagnostic(REAL.resolve(file), 2, column, "wrong", excerpt);
    }

    private static String text(Diagnostic problem) {
        return CheckCommand.text(problem, REAL, Path.of("shop"));
    }

    @Test
    void path_isAsTyped_andTheMarkStandsBelow() {
        assertEquals("shop/a/b.java:2:9: wrong\nint x = y;\n        ^\n", text(problem("a/b.java", 9, "int x = y;")));
    }

    @Test
    void tabs_stayTabs() {
        assertEquals("shop/b.java:2:4: wrong\n\ti\tx\n\t \t^\n", text(problem("b.java", 4, "\ti\tx")));
    }

    @Test
    void columnBehindTheLine_andNoExcerpt() {
        assertEquals("shop/b.java:2:9: wrong\nint\n   ^\n", text(problem("b.java", 9, "int")));
        assertEquals("shop/b.java:2:9: wrong\n", text(problem("b.java", 9, "")));
    }

    @Test
    void elsewhere_keepsItsPath() {
        assertEquals("/else/b.java:2:1: wrong\n", text(problem("/else/b.java", 1, "")));
    }

    @Test
    void summary_counts() {
        Diagnostic one = problem("b.java", 1, "");
        Diagnostic two = problem("b.java", 2, "");
        assertEquals("1 source, nothing wrong", CheckCommand.summary(new SourceCheck.Outcome(1, List.of())));
        assertEquals("0 sources, nothing wrong", CheckCommand.summary(new SourceCheck.Outcome(0, List.of())));
        assertEquals("7 sources, 1 error in 1 file", CheckCommand.summary(new SourceCheck.Outcome(7, List.of(one))));
        assertEquals(
                "7 sources, 2 errors in 1 file", CheckCommand.summary(new SourceCheck.Outcome(7, List.of(one, two))));
    }
}
