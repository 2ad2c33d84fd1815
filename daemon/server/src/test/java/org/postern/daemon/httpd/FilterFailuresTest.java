package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Gate;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.TestSite;

/** Output filters that fail, or end the answer. */
class FilterFailuresTest {

    private static final String HELLO = "void handler(Request req) throws Exception { req.write(\"hello\"); }\n";

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    private static final FilteredFolders FOLDERS = new FilteredFolders(SITE, "Output");

    /** A filter of this name with this body, and a method that never ends. */
    private static String thrower(String name, String body) {
        return "static void " + name + "(Filter filter) throws Exception { " + body + " }\n" + "static void " + name
                + "Deep(Filter filter) { " + name + "Deep(filter); }\n";
    }

    @Test
    void X21_raise_isA500WithItsPage_loggedWithFilterAndHandler_andTheOthersGoOn() throws Exception {
        FOLDERS.add("raises", "upper;bad", "", HELLO, thrower("bad", "throw new java.io.IOException(\"on purpose\");"));
        Answer answer = SITE.get("/raises/");
        assertEquals(500, answer.status());
        assertTrue(answer.body().contains("<H1>INTERNAL SERVER ERROR</H1>"), answer.body());
        assertEquals(answer.bytes().length, Integer.parseInt(answer.header("Content-Length")));
        String line = SITE.log().await("filter bad (raises::bad) threw java.io.IOException: on purpose");
        assertTrue(line.contains("PN0507"), line);
        assertTrue(line.contains("request \"GET /raises/ HTTP/1.1\""), line);
        assertEquals(
                1,
                SITE.logged("raises::bad").stream()
                        .filter(each -> each.contains("PN0507"))
                        .count());
    }

    @ParameterizedTest
    @CsvSource({
        "error, throw new AssertionError(\"on purpose\");",
        "deep, badDeep(filter);",
        "linkage, throw new NoClassDefFoundError(\"on purpose\");",
        "untold, throw new RuntimeException() { public String toString() { throw new RuntimeException(\"again\"); } };",
        "nostatus, throw new ServerReturn(999);",
    })
    void whateverItThrows_isA500(String name, String body) throws Exception {
        FOLDERS.add(name, "bad", "", HELLO, thrower("bad", body));
        assertEquals(500, SITE.get("/" + name + "/").status());
        assertTrue(SITE.log().await("filter bad (" + name + "::bad) threw").contains("PN0507"));
    }

    @Test
    void aFilterThatFailsOnTheErrorPageToo_isOutOfTheWay() throws IOException {
        FOLDERS.add(
                "both",
                "bad;worse",
                "",
                HELLO,
                thrower("bad", "throw new IllegalStateException();"),
                thrower("worse", "throw new IllegalStateException();"));
        Answer answer = SITE.get("/both/");
        assertEquals(500, answer.status());
        assertTrue(answer.body().contains("<h1>Internal Server Error</h1>"), answer.body());
    }

    @Test
    void aFilterThatFailsAtTheEnd_leavesThoseBeforeToTheErrorsPage() throws IOException {
        FOLDERS.add("end", "upper;end", "", HELLO, """
                static void end(Filter filter) throws Exception {
                    filter.passOn();
                    if (filter.read() == null) {
                        throw new IllegalStateException("on purpose");
                    }
                }
                """);
        Answer answer = SITE.get("/end/");
        assertEquals(500, answer.status());
        assertTrue(answer.body().contains("<H1>INTERNAL SERVER ERROR</H1>"), answer.body());
    }

    @Test
    void X21_raiseAfterTheHead_cutsTheAnswer() throws IOException {
        FOLDERS.add("late", "late", "", """
                void handler(Request req) throws Exception {
                    req.write("one");
                    req.flush();
                    req.write("two");
                }
                static void late(Filter filter) throws Exception {
                    if (filter.attributes().put("called", true) != null) {
                        throw new IllegalStateException("on purpose");
                    }
                    filter.passOn();
                }
                """);
        assertThrows(IOException.class, () -> SITE.get("/late/"));
    }

    @Test
    void aHandlerThatCatchesEverything_sendsNothingPastTheFilter() throws IOException {
        FOLDERS.add("caught", "bad", "", """
                void handler(Request req) throws Exception {
                    for (int i = 0; i < 3; i++) {
                        try {
                            req.write("secret ".repeat(2000));
                        } catch (RuntimeException e) {
                            logError("caught");
                        }
                    }
                }
                """, thrower("bad", "throw new IllegalStateException(\"on purpose\");"));
        Answer answer = SITE.get("/caught/");
        assertEquals(500, answer.status());
        assertFalse(answer.body().contains("secret"), answer.body());
        assertEquals(
                3,
                SITE.logged("caught").stream()
                        .filter(line -> line.endsWith("caught"))
                        .count());
    }

    @Test
    void theErrorsPage_isAnotherBody_forFiltersWithState() throws IOException {
        FOLDERS.add("state", "state;bad", "", """
                void handler(Request req) throws Exception {
                    req.write("x".repeat(10_000));
                    req.write("y".repeat(10_000));
                }
                static void state(Filter filter) throws Exception {
                    if (filter.attributes().put("begun", true) == null) {
                        filter.write("begin ");
                    }
                    filter.passOn();
                }
                static void bad(Filter filter) throws Exception {
                    if (filter.attributes().put("called", true) != null) {
                        throw new IllegalStateException("on purpose");
                    }
                }
                """);
        Answer answer = SITE.get("/state/");
        assertEquals(500, answer.status());
        assertTrue(answer.body().startsWith("begin <!DOCTYPE"), answer.body());
    }

    @Test
    void serverReturn_ofAnError_isThatErrorsPage_withoutAnErrorInTheLog() throws IOException {
        FOLDERS.add(
                "forbids", "upper;forbids", "", HELLO, thrower("forbids", "throw new ServerReturn(HTTP_FORBIDDEN);"));
        Answer answer = SITE.get("/forbids/");
        assertEquals(403, answer.status());
        assertTrue(answer.body().contains("<H1>FORBIDDEN</H1>"), answer.body());
        assertTrue(SITE.logged("forbids::forbids").stream().noneMatch(line -> line.startsWith("ERROR")));
    }

    @Test
    void serverReturn_ofAStatus_endsTheCallAndSetsIt() throws IOException {
        FOLDERS.add(
                "creates",
                "creates",
                "",
                HELLO,
                thrower("creates", "filter.passOn(); throw new ServerReturn(OK, HTTP_CREATED);"));
        Answer answer = SITE.get("/creates/");
        assertEquals(201, answer.status());
        assertEquals("hello", answer.body());
    }

    @Test
    void debugPage_showsTheFiltersLine_andPassesTheOthers() throws IOException {
        FOLDERS.add(
                "shown",
                "upper;bad",
                "Use JavaDebug On",
                HELLO,
                thrower("bad", "throw new IllegalStateException(\"on purpose\");"));
        Answer answer = SITE.get("/shown/");
        assertEquals(500, answer.status());
        assertTrue(answer.body().contains("THROW NEW ILLEGALSTATEEXCEPTION"), answer.body());
        assertTrue(answer.body().contains("SHOWN.JAVA"), answer.body());
    }

    @Test
    void aFilterMayNotWriteByTheRequest_norRedirectIt() throws Exception {
        FOLDERS.add("around", "around", "", HELLO, thrower("around", "filter.req().write(\"around\");"));
        assertEquals(500, SITE.get("/around/").status());
        SITE.log().await("a filter is at work on this body (expected: filter.write)");
        FOLDERS.add("goes", "goes", "", HELLO, thrower("goes", "filter.req().internalRedirect(\"/around/\");"));
        assertEquals(500, SITE.get("/goes/").status());
        SITE.log().await("filter goes (goes::goes) threw java.lang.IllegalStateException: a filter is at work");
    }

    @Test
    void aClientThatLeaves_isNotTheFiltersFailure() throws Exception {
        try (Gate gate = new Gate()) {
            FOLDERS.add("leaves", "wraps", "", """
                    void handler(Request req) throws Exception {
                        req.registerCleanup(() -> logError("cleaned up"));
                        req.flush();
                        %s
                        while (true) {
                            req.write(new byte[65536]);
                        }
                    }
                    static void wraps(Filter filter) {
                        try {
                            filter.passOn();
                            filter.flush();
                        } catch (java.io.IOException gone) {
                            throw new java.io.UncheckedIOException(gone);
                        }
                    }
                    """.formatted(gate.here()));
            try (Http http = new Http(SITE.port())) {
                http.write("GET", "/leaves/", new byte[0]);
                gate.awaitArrival();
            }
            gate.open();
            SITE.log().await("cleaned up");
            assertEquals(0, SITE.logged("leaves::wraps").size());
        }
    }
}
