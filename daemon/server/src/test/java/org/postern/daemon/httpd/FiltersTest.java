package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.TestSite;

/** Filters, defined by directive or at run time, on what goes out and what comes in. */
class FiltersTest {

    private static final String[] DEFINED = {
        "Use JavaOutputFilter filters::upper UPPER",
        "Use JavaOutputFilter filters::twice twice",
        "Use JavaOutputFilter filters::thrower thrower",
        "Use JavaOutputFilter filters::late late",
        "Use JavaInputFilter filters::upper UPPER",
        "Use JavaInputFilter filters::brackets brackets",
    };

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    @BeforeAll
    static void files() throws IOException {
        SITE.file("filters.java", """
                import static org.postern.api.Apache.*;
                import java.io.IOException;
                import java.util.Locale;
                import org.postern.api.*;

                public class filters {
                    interface Change { String of(String text); }

                    private static void each(Filter filter, Change change) throws IOException {
                        byte[] chunk = filter.read();
                        while (chunk != null && chunk.length > 0) {
                            filter.write(change.of(new String(chunk, "UTF-8")));
                            chunk = filter.read();
                        }
                        if (chunk == null) {
                            filter.close();
                        }
                    }
                    static void upper(Filter filter) throws IOException { each(filter, t -> t.toUpperCase(Locale.ROOT)); }
                    static void outputFilter(Filter filter) throws IOException { upper(filter); }
                    static void twice(Filter filter) throws IOException { each(filter, t -> t + t); }
                    static void brackets(Filter filter) throws IOException { each(filter, t -> "[" + t + "]"); }
                    static void thrower(Filter filter) { throw new IllegalStateException("filter on purpose"); }
                    static void late(Filter filter) throws IOException {
                        byte[] chunk = filter.read();
                        for (; chunk != null && chunk.length > 0; chunk = filter.read()) {
                            filter.write("begun");
                        }
                        if (chunk == null) {
                            throw new IllegalStateException("late on purpose");
                        }
                    }
                    static void out(Filter filter) { filter.disable(); }
                    static void pass(Filter filter) throws IOException { filter.passOn(); }
                    static void footer(Filter filter) throws IOException {
                        filter.passOn();
                        if (filter.read() == null) {
                            filter.write(" -- " + filter.name() + " " + filter.isInput() + " " + filter.req().method());
                            filter.close();
                        }
                    }
                    static int hello(Request req) throws Exception {
                        req.contentType("text/plain");
                        req.write("hello ");
                        req.write("world");
                        return OK;
                    }
                    static int streamed(Request req) throws Exception {
                        req.setContentLength(10);
                        req.write("hello");
                        req.flush();
                        req.write("world");
                        return OK;
                    }
                    static int echo(Request req) throws Exception {
                        req.write(req.read());
                        return OK;
                    }
                    static int own(Request req) throws Exception {
                        req.registerOutputFilter("Mine", "filters");
                        req.addOutputFilter("mine");
                        try {
                            req.addOutputFilter("nobodys");
                        } catch (IllegalArgumentException e) {
                            req.write(e.getMessage().substring(0, 26));
                        }
                        return OK;
                    }
                }
                """);
    }

    private static Answer run(String folder, String use, String handler) throws IOException {
        SITE.handled(folder, String.join("\n", DEFINED), use, "Use JavaHandler " + handler);
        return SITE.get("/" + folder + "/");
    }

    @Test
    void outputFilter_changesTheBody_andTheLengthFits() throws IOException {
        Answer answer = run("upper", "Use JavaSetOutputFilter upper", "filters::hello");
        assertEquals("HELLO WORLD", answer.body());
        assertEquals("11", answer.header("Content-Length"));
        Answer head = SITE.send("HEAD", "/upper/", new byte[0]);
        assertEquals("11", head.header("Content-Length"));
    }

    @Test
    void filters_stackInOrder() throws IOException {
        assertEquals(
                "HELLO WORLDHELLO WORLD",
                run("stack", "Use JavaSetOutputFilter \"upper;twice\"", "filters::hello")
                        .body());
    }

    @Test
    void chunks_passAsTheyAreFlushed_withoutAFalseLength() throws IOException {
        Answer answer = run("chunks", "Use JavaSetOutputFilter twice", "filters::streamed");
        assertEquals("hellohelloworldworld", answer.body());
        assertNull(answer.header("Content-Length"));
    }

    @Test
    void noneTakesFiltersAway() throws IOException {
        assertEquals(
                "hello world",
                run("none", "Use JavaSetOutputFilter None", "filters::hello").body());
    }

    @Test
    void filterThatOnlyPassesOn_orLeaves_changesNothing() throws IOException {
        for (String member : new String[] {"out", "pass"}) {
            assertEquals(
                    "hello world",
                    run(
                                    member,
                                    "Use JavaOutputFilter filters::" + member + " it\nUse JavaSetOutputFilter it",
                                    "filters::hello")
                            .body());
        }
    }

    @Test
    void endOfStream_canBeWrittenTo() throws IOException {
        assertEquals(
                "hello world -- last false GET",
                run(
                                "footer",
                                "Use JavaOutputFilter filters::footer LAST\nUse JavaSetOutputFilter Last",
                                "filters::hello")
                        .body());
    }

    @Test
    void errorPagesAndFiles_areFilteredToo() throws IOException {
        Answer missing = run("errors", "Use JavaSetOutputFilter upper", "None");
        assertEquals(404, missing.status());
        assertTrue(missing.body().contains("<H1>NOT FOUND</H1>"), missing.body());
        SITE.file("errors/page.txt", "a file");
        Answer file = SITE.get("/errors/page.txt");
        assertEquals("A FILE", file.body());
        assertEquals("6", file.header("Content-Length"));
        assertNull(file.header("ETag"));
    }

    @Test
    void filterThatThrowsAtOnce_isA500() throws Exception {
        Answer answer = run("throws", "Use JavaSetOutputFilter \"upper;thrower\"", "filters::hello");
        assertEquals(500, answer.status());
        assertTrue(answer.body().contains("<H1>INTERNAL SERVER ERROR</H1>"), "the others still work: " + answer.body());
        assertTrue(SITE.log()
                .await("PN0507")
                .contains(
                        "filter thrower (filters::thrower) threw java.lang.IllegalStateException: filter on purpose"));
    }

    @Test
    void filterThatThrowsAfterTheHead_cutsTheAnswer() throws IOException {
        assertThrows(IOException.class, () -> run("late", "Use JavaSetOutputFilter late", "filters::streamed"));
    }

    @Test
    void undefinedFilter_isA500WithACode() throws Exception {
        assertEquals(
                500,
                run("unknown", "Use JavaSetOutputFilter nosuch", "filters::hello")
                        .status());
        assertTrue(SITE.log().await("PN0306").contains("JavaSetOutputFilter \"nosuch\""));
    }

    @Test
    void filtersOfTheHandlersOwn_byDefaultMember() throws IOException {
        assertEquals(
                "FILTER \"NOBODYS\": NOBODY H", run("own", "", "filters::own").body());
    }

    @Test
    void inputFilters_changeWhatIsRead() throws IOException {
        SITE.handled(
                "input",
                String.join("\n", DEFINED),
                "Use JavaSetInputFilter \"upper;brackets\"",
                "Use JavaHandler filters::echo");
        assertEquals(
                "[HELLO]",
                SITE.send("POST", "/input/", "hello".getBytes(StandardCharsets.US_ASCII), "Content-Length: 5")
                        .body());
        assertEquals("", SITE.get("/input/").body());
    }

    @Test
    void bigBodyThroughAFilter_arrivesWhole() throws IOException {
        SITE.handled(
                "big",
                String.join("\n", DEFINED),
                "Use JavaSetInputFilter upper",
                "Use JavaSetOutputFilter upper",
                "Use JavaHandler filters::echo");
        String body = "abcdefghij".repeat(100_000);
        Answer answer = SITE.send(
                "POST", "/big/", body.getBytes(StandardCharsets.US_ASCII), "Content-Length: " + body.length());
        assertEquals(body.length(), answer.bytes().length);
        assertFalse(answer.body().contains("a"));
    }
}
