package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Gate;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.TestSite;

/** What a filter can do with a chunk: read it in parts, write, pass it on, go out of the way, keep something for the next one. */
class FilterChunksTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    private static final FilteredFolders FOLDERS = new FilteredFolders(SITE, "Output");

    /** A handler that writes these texts, and flushes behind each. */
    private static String writes(String... texts) {
        StringBuilder body = new StringBuilder("void handler(Request req) throws Exception {");
        for (String text : texts) {
            body.append("req.write(\"" + text.replace("\n", "\\n") + "\"); req.flush();");
        }
        return body.append("}\n").toString();
    }

    private static Answer run(String folder, String used, String... members) throws IOException {
        FOLDERS.add(folder, used, "", members);
        return SITE.get("/" + folder + "/");
    }

    private static final String PARTS = """
            static void parts(Filter filter) throws Exception {
                byte[] part = filter.read(3);
                for (; part != null && part.length > 0; part = filter.read(3)) {
                    filter.write("[" + new String(part) + "]");
                }
                filter.write(part == null ? "end" + filter.read(3) + filter.readline(3) : "," + filter.read().length);
            }
            """;

    @Test
    void readOfALength_givesSoMuch_emptyAtTheEndOfTheChunk_nullAtTheEndOfTheStream() throws IOException {
        assertEquals(
                "[abc][def][gh],0[i],0endnullnull",
                run("parts", "parts", PARTS, writes("abcdefgh", "i")).body());
    }

    @Test
    void readOfANegativeLength_isAllThereIs_ofZeroNothing() throws IOException {
        assertEquals(
                "0:abcdefgh;", run("whole", "whole", writes("abcdefgh"), """
                        static void whole(Filter filter) throws Exception {
                            byte[] none = filter.read(0);
                            byte[] all = filter.read(-1);
                            if (all != null) {
                                filter.write(none.length + ":" + new String(all) + ";");
                            }
                        }
                        """).body());
    }

    private static String lines(String read) {
        return """
                static void lines(Filter filter) throws Exception {
                    for (byte[] line = READ; line != null && line.length > 0; line = READ) {
                        filter.write("[" + new String(line).replace("\\n", "|") + "]");
                    }
                }
                """.replace("READ", read);
    }

    @Test
    void readline_givesWholeLines_howeverTheyAreCut() throws IOException {
        String text = "one\ntw";
        assertEquals(
                "[one|][two|][three|][|][four]",
                run("lines", "lines", lines("filter.readline()"), writes(text, "o", "\nthree\n", "\nfour"))
                        .body());
        assertEquals(
                "[on][e|][tw][o|][th][re][e]",
                run("pieces", "lines", lines("filter.readline(2)"), writes(text, "o\nthree"))
                        .body());
    }

    @Test
    void aLineWithoutAnEnd_comesInPieces() throws IOException {
        assertEquals("65536 65536 65536 3392 ", run("longline", "sizes", """
                                void handler(Request req) throws Exception {
                                    for (int i = 0; i < 20; i++) {
                                        req.write(new byte[10_000]);
                                    }
                                }
                                static void sizes(Filter filter) throws Exception {
                                    for (byte[] line = filter.readline(); line != null && line.length > 0; line = filter.readline()) {
                                        filter.write(line.length + " ");
                                    }
                                }
                                """).body());
    }

    @Test
    void aLineThatWaits_isNotLost_whenTheFilterGoesOutOfTheWay() throws IOException {
        assertEquals(
                "one two three",
                run("leaves", "leaves", writes("one ", "two ", "three"), """
                        static void leaves(Filter filter) throws Exception {
                            filter.readline();
                            if (filter.attributes().put("called", true) != null) {
                                filter.disable();
                            }
                        }
                        """).body());
    }

    @Test
    void handlerAndFolder_areTold() throws IOException {
        String told = SITE.root() + "/told/";
        assertEquals("told::told " + told, run("told", "told", writes(), """
                        static void told(Filter filter) throws Exception {
                            filter.write(filter.handler() + " " + filter.dir());
                        }
                        """).body());
    }

    @Test
    void attributes_areEachFiltersOwn() throws IOException {
        String counting = """
                static void counted(Filter filter) throws Exception {
                    filter.passOn();
                    filter.write("" + filter.attributes().merge("calls", 1, (a, b) -> (int) a + (int) b));
                }
                """;
        assertEquals(
                "a11b22334",
                run("counts", "counted;counted", counting, writes("a", "b")).body());
    }

    @Test
    void aFilterInAnInstance_isANewOneEachTime() throws IOException {
        assertEquals(
                "a1b1", run("fresh", "Inner.counted", writes("a", "b"), """
                        static class Inner {
                            int calls;
                            void counted(Filter filter) throws Exception {
                                byte[] chunk = filter.read();
                                if (chunk != null) {
                                    filter.write(chunk);
                                    filter.write("" + ++calls);
                                }
                            }
                        }
                        """).body());
    }

    @Test
    void whatIsNotRead_isDropped() throws IOException {
        Answer answer = run("drops", "drops", "static void drops(Filter filter) {}", """
                void handler(Request req) throws Exception {
                    req.setContentLength(3);
                    req.write("abc");
                }
                """);
        assertEquals(200, answer.status());
        assertEquals("0", answer.header("Content-Length"));
    }

    @Test
    void disable_inTheMiddle_letsTheRestThrough() throws IOException {
        assertEquals("[a]bc", run("tired", "tired", writes("a", "b", "c"), """
                        static void tired(Filter filter) throws Exception {
                            if (filter.attributes().put("called", true) == null) {
                                brackets(filter);
                            } else {
                                filter.disable();
                            }
                        }
                        """).body());
    }

    @Test
    void close_dropsWhatComesLater_andIsTheEndForThoseBehind() throws Exception {
        try (Gate gate = new Gate()) {
            FOLDERS.add("closes", "first;footer", "", """
                    void handler(Request req) throws Exception {
                        req.write("one");
                        req.flush();
                        %s
                        req.write("two");
                        req.flush();
                    }
                    static void first(Filter filter) throws Exception {
                        filter.passOn();
                        filter.close();
                        filter.close();
                    }
                    static void footer(Filter filter) throws Exception {
                        filter.passOn();
                        if (filter.read() == null) {
                            filter.write(" end");
                        }
                    }
                    """.formatted(gate.here()));
            try (Http http = new Http(SITE.port())) {
                http.write("GET", "/closes/", new byte[0], "Connection: close");
                gate.awaitArrival();
                http.awaitText(" end");
                gate.open();
                String rest = new String(http.stream().readAllBytes(), StandardCharsets.US_ASCII);
                assertEquals("0", rest.replaceAll("\\s", ""), "the last chunk only");
            }
        }
    }

    @Test
    void X21_writeAfterClose_isAnErrorThatSaysClosed() throws Exception {
        Answer answer = run("late", "late", writes(), """
                static void late(Filter filter) throws Exception {
                    filter.close();
                    filter.write("late");
                }
                """);
        assertEquals(500, answer.status());
        SITE.log()
                .await(
                        "filter late (late::late) threw java.lang.IllegalStateException: filter late (late::late) is closed");
    }

    @Test
    void X21_lengthChanges_bothWays_andTheHeaderFits() throws IOException {
        String promised = """
                void handler(Request req) throws Exception {
                    req.setContentLength(10);
                    req.write("0123456789");
                }
                """;
        Answer longer = run("longer", "brackets;brackets", promised);
        assertEquals("[[0123456789]]", longer.body());
        assertEquals("14", longer.header("Content-Length"));
        Answer shorter = run("shorter", "first", promised, """
                static void first(Filter filter) throws Exception {
                    byte[] two = filter.read(2);
                    if (two != null) {
                        filter.write(two);
                    }
                }
                """);
        assertEquals("01", shorter.body());
        assertEquals("2", shorter.header("Content-Length"));
    }

    @Test
    void X21_writingAllAtTheEnd_keepsNoPromisedLength() throws IOException {
        Answer answer = run("atend", "atEnd", """
                void handler(Request req) throws Exception {
                    req.setContentLength(10);
                    req.write("0123456789");
                }
                static void atEnd(Filter filter) throws Exception {
                    filter.read();
                    if (filter.read() == null) {
                        filter.write("x".repeat(1_000_000));
                    }
                }
                """);
        assertEquals(1_000_000, answer.bytes().length);
        assertNull(answer.header("Content-Length"));
    }

    @Test
    void X21_passOn_changesNothing() throws IOException {
        Answer answer = run("passes", "passes", """
                void handler(Request req) throws Exception { req.write("as it is"); }
                static void passes(Filter filter) throws Exception { filter.passOn(); }
                """);
        assertEquals("as it is", answer.body());
        assertEquals("8", answer.header("Content-Length"));
    }

    @Test
    void flush_ofAHandler_reachesTheClientThroughAllFilters() throws Exception {
        try (Gate gate = new Gate()) {
            FOLDERS.add("flushed", "upper;brackets", "", """
                    void handler(Request req) throws Exception {
                        req.write("first");
                        req.flush();
                        %s
                    }
                    """.formatted(gate.here()));
            try (Http http = new Http(SITE.port())) {
                http.write("GET", "/flushed/", new byte[0]);
                http.awaitText("[FIRST]");
                gate.awaitArrival();
            }
        }
    }

    @Test
    void flush_ofAFilter_reachesTheClientAtOnce() throws Exception {
        try (Gate gate = new Gate()) {
            FOLDERS.add("urgent", "urgent;brackets", "", """
                    void handler(Request req) throws Exception { req.write("first"); }
                    static void urgent(Filter filter) throws Exception {
                        filter.passOn();
                        filter.flush();
                        %s
                        filter.write("second");
                    }
                    """.formatted(gate.here()));
            try (Http http = new Http(SITE.port())) {
                http.write("GET", "/urgent/", new byte[0]);
                gate.awaitArrival();
                http.awaitText("[first]");
                gate.open();
                http.awaitText("[second]");
            }
        }
    }

    @Test
    void filtersStack_asConfigured() throws IOException {
        String handler = writes("a");
        String x = "static void x(Filter filter) throws Exception { each(filter, t -> t + \"x\"); }";
        assertEquals("AX", run("xfirst", "x;upper", handler, x).body());
        assertEquals("Ax", run("xlast", "upper;x", handler, x).body());
    }

    @Test
    void halfACharacter_isPutTogether_andRefusedAlone() throws Exception {
        assertEquals("\uD83D\uDE00", run("halves", "halves", writes("a"), """
                        static void halves(Filter filter) throws Exception {
                            if (filter.read() != null) {
                                filter.write("\\uD83D");
                                filter.write("\\uDE00");
                            }
                        }
                        """).body());
        run(
                "half",
                "half",
                writes(),
                "static void half(Filter filter) throws Exception { filter.write(\"\\uD83D\"); }");
        SITE.log().await("filter half (half::half) threw java.lang.IllegalArgumentException: text: character U+D83D");
    }

    @Test
    void severalRequests_onOneConnection_areFilteredEach() throws IOException {
        FOLDERS.add("kept", "once", "", """
                void handler(Request req) throws Exception { req.write(req.args()); }
                static void once(Filter filter) throws Exception {
                    if (filter.attributes().put("begun", true) == null) {
                        filter.write("<");
                    }
                    upper(filter);
                }
                """);
        try (Http http = new Http(SITE.port())) {
            for (String text : new String[] {"a", "bc", "d"}) {
                assertEquals(
                        "<" + text.toUpperCase(Locale.ROOT),
                        http.get("/kept/?" + text).body());
            }
        }
    }
}
