package org.postern.daemon.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** What is wrong with one file is that file's fault: others are reloaded as though it were not there. */
class HostileTest {

    @AutoClose
    private final Bench bench = Bench.byHand();

    @BeforeEach
    void load() throws IOException {
        bench.text("bad.java", "\"good as yet\"");
        bench.text("other.java", "\"old\"");
        assertEquals("good as yet", bench.ask("bad"));
        assertEquals("old", bench.ask("other"));
    }

    private Fault editBoth(Code code) throws IOException {
        bench.text("other.java", "\"new\"");
        bench.refresh("bad.java", "other.java");
        assertEquals("new", bench.ask("other"));
        assertEquals("good as yet", bench.ask("bad"));
        Fault fault = bench.fault("bad");
        assertEquals(code, fault.code(), fault.text());
        assertTrue(fault.text().contains(bench.path("bad.java").toString()), fault.text());
        return fault;
    }

    @Test
    void sourceThatIsNestedTooDeeplyForTheCompiler() throws IOException {
        String nested = "{".repeat(20_000) + "}".repeat(20_000);
        bench.file("bad.java", "public class bad { public static Object text() { " + nested + " return 1; } }");
        Fault fault = editBoth(Code.COMPILE);
        assertTrue(fault.text().contains("the compiler failed: java.lang.StackOverflowError"), fault.text());
    }

    @Test
    void sourceThatIsLargerThanAnybodyWrites() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(bench.path("bad.java").toFile(), "rw")) {
            file.setLength(3L << 30);
        }
        editBoth(Code.UNREADABLE);
    }

    @Test
    void exceptionThatThrowsWhenItIsAskedForItsMessage() throws IOException {
        bench.file(
                "bad.java",
                "public class bad {",
                "static class Bad extends RuntimeException {",
                "public String getMessage() { throw new Error(); } public String toString() { throw new Error(); } }",
                "static { if (true) throw new Bad(); } }");
        Fault fault = editBoth(Code.INITIALISER);
        assertTrue(fault.text().contains("bad$Bad, which throws when it is asked for its message"), fault.text());
    }

    @Test
    void pipeInPlaceOfASource_isNotWaitedFor() throws Exception {
        bench.delete("bad.java");
        assertEquals(
                0,
                new ProcessBuilder("mkfifo", bench.path("bad.java").toString())
                        .start()
                        .waitFor());
        bench.text("other.java", "\"new\"");
        bench.refresh("bad.java", "other.java");
        assertEquals("new", bench.ask("other"));
        assertEquals(Code.NO_MODULE, bench.fault("bad").code());
        bench.delete("bad.java");
        bench.text("bad.java", "\"back\"");
        bench.refresh("bad.java");
        assertEquals("back", bench.ask("bad"));
    }
}
