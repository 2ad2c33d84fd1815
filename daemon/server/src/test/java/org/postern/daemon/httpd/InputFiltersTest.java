package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.TestSite;

/** Filters on a request's body, however it comes and however it is read. */
class InputFiltersTest {

    private static final String ECHO =
            "void handler(Request req) throws Exception { byte[] all = req.read(); req.write(all); }\n";

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    private static final FilteredFolders FOLDERS = new FilteredFolders(SITE, "Input");

    private static Answer post(String target, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return SITE.send("POST", target, bytes, "Content-Length: " + bytes.length);
    }

    @Test
    void bodies_areFiltered_inChunksOrByLength() throws IOException {
        FOLDERS.add("echo", "upper", "", ECHO);
        assertEquals("HELLO", post("/echo/", "hello").body());
        byte[] chunks = Http.chunked("hello, chunked world".getBytes(StandardCharsets.US_ASCII), 7);
        assertEquals(
                "HELLO, CHUNKED WORLD",
                SITE.send("POST", "/echo/", chunks, "Transfer-Encoding: chunked")
                        .body());
    }

    @Test
    void filtersStack_asConfigured() throws IOException {
        String x = "static void x(Filter filter) throws Exception { each(filter, t -> t + \"x\"); }";
        FOLDERS.add("xfirst", "x;upper", "", ECHO, x);
        assertEquals("AX", post("/xfirst/", "a").body());
        FOLDERS.add("xlast", "upper;x", "", ECHO, x);
        assertEquals("Ax", post("/xlast/", "a").body());
    }

    @Test
    void aBodyThatNobodyReads_passesNoFilter() throws IOException {
        FOLDERS.add("unread", "counts", "", """
                static volatile int calls;
                void handler(Request req) throws Exception { req.write("" + calls); }
                static void counts(Filter filter) throws Exception {
                    calls++;
                    filter.passOn();
                }
                """);
        assertEquals("0", post("/unread/", "hello").body());
        assertEquals("0", post("/unread/", "hello").body(), "not afterwards either");
    }

    @Test
    void theEnd_isSeenOnce_howeverOftenItIsRead() throws IOException {
        FOLDERS.add("once", "once", "", """
                void handler(Request req) throws Exception {
                    req.write(req.read());
                    req.write("+" + req.read().length + req.inputStream().read() + req.readline().length);
                }
                static void once(Filter filter) throws Exception {
                    filter.passOn();
                    if (filter.read() == null) {
                        filter.write("<" + filter.isInput() + filter.name() + ">");
                    }
                }
                """);
        assertEquals("hello<trueonce>+0-10", post("/once/", "hello").body());
    }

    @Test
    void partsAndLines_areReadBehindTheFilter_whereverItsChunksEnd() throws IOException {
        FOLDERS.add("parts", "dots", "", """
                void handler(Request req) throws Exception {
                    req.write(new String(req.read(3)) + "|" + new String(req.read(2)) + "|");
                    for (byte[] line = req.readline(); line.length > 0; line = req.readline()) {
                        req.write("[" + new String(line).strip() + "]");
                    }
                }
                static void dots(Filter filter) throws Exception {
                    for (byte[] part = filter.read(1); part != null && part.length > 0; part = filter.read(1)) {
                        filter.write(part[0] == '.' ? new byte[] {'\\n'} : part);
                        filter.flush();
                    }
                }
                """);
        byte[] chunks = Http.chunked("abcdefg.hi.jkl".getBytes(StandardCharsets.US_ASCII), 3);
        assertEquals(
                "abc|de|[fg][hi][jkl]",
                SITE.send("POST", "/parts/", chunks, "Transfer-Encoding: chunked")
                        .body());
    }

    @Test
    void linesOfAFilter_areWhole_whereverTheBodyIsCut() throws IOException {
        FOLDERS.add("lines", "lines", "", ECHO, """
                static void lines(Filter filter) throws Exception {
                    for (byte[] line = filter.readline(); line != null && line.length > 0; line = filter.readline()) {
                        filter.write("[" + new String(line).strip() + "]");
                    }
                }
                """);
        StringBuilder body = new StringBuilder();
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 50_000; i++) {
            body.append("line ").append(i).append('\n');
            expected.append("[line ").append(i).append(']');
        }
        assertEquals(expected.toString(), post("/lines/", body.toString()).body());
    }

    @Test
    void remaining_isZeroAtTheEnd_ofAShorterBodyToo() throws IOException {
        FOLDERS.add("halved", "half", "", """
                void handler(Request req) throws Exception {
                    req.write(req.remaining() + ":");
                    while (req.remaining() > 0) {
                        req.write(req.read(2));
                    }
                }
                static void half(Filter filter) throws Exception {
                    byte[] chunk = filter.read();
                    if (chunk != null) {
                        filter.write(Arrays.copyOf(chunk, chunk.length / 2));
                    }
                }
                """);
        assertEquals("10:01234", post("/halved/", "0123456789").body());
    }

    @Test
    void aFilterThatCloses_isTheEnd_withoutWaitingForTheRest() throws IOException {
        FOLDERS.add("closes", "first;end", "", """
                void handler(Request req) throws Exception {
                    req.write(req.read());
                    req.flush();
                }
                static void first(Filter filter) throws Exception {
                    filter.passOn();
                    filter.close();
                }
                static void end(Filter filter) throws Exception {
                    filter.passOn();
                    if (filter.read() == null) {
                        filter.write(" end");
                    }
                }
                """);
        try (Http http = new Http(SITE.port())) {
            byte[] begun = "5\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII);
            http.write("POST", "/closes/", begun, "Transfer-Encoding: chunked", "Connection: close");
            http.awaitText("hello end");
        }
    }

    @Test
    void addedInTheMiddle_filtersWhatWasNotRead() throws IOException {
        FOLDERS.add("middle", "", "", """
                void handler(Request req) throws Exception {
                    req.registerInputFilter("big", "middle::upper");
                    req.registerInputFilter("marked", "middle::brackets");
                    req.write(req.read(2));
                    req.addInputFilter("BIG");
                    req.write(req.read(2));
                    req.addInputFilter("marked");
                    req.write(req.read());
                }
                """);
        assertEquals("heLL[O]", post("/middle/", "hello").body());
    }

    @Test
    void forms_areReadBehindTheFilter() throws IOException {
        FOLDERS.add("form", "upper", "", """
                void handler(Request req) throws Exception { req.write(req.form().getfirst("NAME")); }
                """);
        byte[] body = "name=joe".getBytes(StandardCharsets.US_ASCII);
        Answer answer = SITE.send(
                "POST", "/form/", body, "Content-Length: 8", "Content-Type: application/x-www-form-urlencoded");
        assertEquals("JOE", answer.body());
    }

    // --- failures

    @Test
    void aFilterThatFails_failsTheReader_againAndAgain() throws Exception {
        FOLDERS.add("fails", "bad", "", """
                void handler(Request req) throws Exception {
                    if (req.args() != null) {
                        for (int i = 0; i < 2; i++) {
                            try {
                                req.write(req.read());
                            } catch (RuntimeException e) {
                                req.write("failed ");
                            }
                        }
                        return;
                    }
                    req.write(req.read());
                }
                static void bad(Filter filter) throws Exception {
                    throw new java.io.IOException("on purpose");
                }
                """);
        Answer answer = post("/fails/", "unfiltered");
        assertEquals(500, answer.status());
        assertTrue(SITE.log()
                .await("filter bad (fails::bad) threw java.io.IOException: on purpose")
                .contains("PN0507"));
        assertEquals("failed failed ", post("/fails/?caught", "unfiltered").body());
    }

    @Test
    void serverReturn_isTheErrorsPage() throws IOException {
        FOLDERS.add("refuses", "refuses", "", ECHO, """
                static void refuses(Filter filter) throws Exception {
                    throw new ServerReturn(HTTP_REQUEST_ENTITY_TOO_LARGE);
                }
                """);
        assertEquals(413, post("/refuses/", "hello").status());
    }

    @Test
    void aFilterMayNotReadByTheRequest() throws Exception {
        FOLDERS.add("around", "around", "", ECHO, """
                static void around(Filter filter) throws Exception { filter.req().read(); }
                """);
        assertEquals(500, post("/around/", "hello").status());
        SITE.log().await("a filter is at work on this body (expected: filter.read)");
    }

    @Test
    void undefined_isA500WithACode() throws Exception {
        FOLDERS.add("unknown", "", "Use JavaSetInputFilter nosuchinput", ECHO);
        assertEquals(500, post("/unknown/", "hello").status());
        SITE.log().await("JavaSetInputFilter \"nosuchinput\": nobody has defined it");
    }
}
