package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.TestSite;

/** Output filters around what answers: handlers, files, errors' pages and documents, targets of redirects; and around no body at all. */
class FilteredAnswersTest {

    private static final String HELLO = "void handler(Request req) throws Exception { req.write(\"hello\"); }\n";
    private static final String FOOTER = """
            static void footer(Filter filter) throws Exception {
                filter.passOn();
                if (filter.read() == null) {
                    filter.write(" -- end");
                }
            }
            """;

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    private static final FilteredFolders FOLDERS = new FilteredFolders(SITE, "Output");

    private static Answer run(String folder, String used, String directives, String... members) throws IOException {
        FOLDERS.add(folder, used, directives, members);
        return SITE.get("/" + folder + "/");
    }

    // --- errors

    @Test
    void plainErrorPages_areFiltered_andKeepStatusAndLength() throws IOException {
        Answer answer = run("gone", "upper", "", "int handler(Request req) { return HTTP_GONE; }");
        assertEquals(410, answer.status());
        assertTrue(answer.body().contains("<H1>GONE</H1>"), answer.body());
        assertEquals(answer.bytes().length, Integer.parseInt(answer.header("Content-Length")));
    }

    @Test
    void errorDocuments_areFiltered_textsAndFilesAndHandlers() throws IOException {
        String lost = "int handler(Request req) { return HTTP_NOT_FOUND; }";
        Answer text = run("lost", "upper", "Use JavaErrorDocument 404 \"no such thing\"", lost);
        assertEquals(404, text.status());
        assertEquals("NO SUCH THING", text.body());
        SITE.file("lostfile/page.txt", "a page for it");
        Answer file = run("lostfile", "brackets", "Use JavaErrorDocument 404 /lostfile/page.txt", lost);
        assertEquals(404, file.status());
        assertEquals("[a page for it]", file.body());
        Answer handler = run("losthandler", "brackets", "Use JavaErrorDocument 404 /losthandler/page", """
                int handler(Request req) throws Exception {
                    req.write("document of " + req.prev());
                    return req.prev() == null ? HTTP_NOT_FOUND : OK;
                }
                """.replace(
                        "req.prev());", "(req.prev() == null ? null : req.prev().uri()));"));
        assertEquals(404, handler.status());
        assertEquals("[document of /losthandler/]", handler.body());
    }

    @Test
    void debugPages_areFiltered() throws IOException {
        Answer answer = run(
                "debug",
                "upper",
                "Use JavaDebug On",
                "int handler(Request req) { throw new IllegalStateException(\"on purpose\"); }");
        assertEquals(500, answer.status());
        assertTrue(answer.body().contains("ILLEGALSTATEEXCEPTION: ON PURPOSE"), answer.body());
    }

    // --- files

    @Test
    void files_areFilteredWhole_whateverPartOrConditionIsAskedFor() throws IOException {
        FOLDERS.add("files", "brackets", "Use JavaHandler None");
        SITE.file("files/page.txt", "0123456789");
        for (String header : new String[] {
            "Range: bytes=2-3", "If-Modified-Since: Fri, 31 Dec 2100 00:00:00 GMT", "If-None-Match: *", "X-None: -"
        }) {
            Answer answer = SITE.get("/files/page.txt", header);
            assertEquals(200, answer.status(), header);
            assertEquals("[0123456789]", answer.body(), header);
            assertEquals("12", answer.header("Content-Length"));
            assertNull(answer.header("ETag"));
            assertNull(answer.header("Last-Modified"));
        }
        Answer head = SITE.send("HEAD", "/files/page.txt", new byte[0]);
        assertEquals(200, head.status());
        assertEquals("12", head.header("Content-Length"));
    }

    @Test
    void byExtension_inAFilesSection() throws IOException {
        FOLDERS.add("extension", "", """
                Use JavaHandler None
                Use JavaOutputFilter extension::brackets brackets
                <FilesMatch "\\.(txt|csv)$">
                    Use JavaSetOutputFilter brackets
                </FilesMatch>
                """);
        SITE.file("extension/a.txt", "text");
        SITE.file("extension/a.csv", "list");
        SITE.file("extension/a.html", "page");
        assertEquals("[text]", SITE.get("/extension/a.txt").body());
        assertEquals("[list]", SITE.get("/extension/a.csv").body());
        assertEquals("page", SITE.get("/extension/a.html").body());
    }

    // --- no body

    @Test
    void head_hasTheHeadersOfGet_whereTheHandlerWrites() throws IOException {
        Answer get = run("head", "upper;footer", "", HELLO, FOOTER);
        Answer head = SITE.send("HEAD", "/head/", new byte[0]);
        assertEquals("HELLO -- end", get.body());
        assertEquals("12", get.header("Content-Length"));
        assertEquals(get.status(), head.status());
        assertEquals(get.header("Content-Length"), head.header("Content-Length"));
        assertEquals(get.header("Content-Type"), head.header("Content-Type"));
    }

    @Test
    void head_hasNoLength_whereTheHandlerLeavesTheBodyOut() throws IOException {
        FOLDERS.add("bare", "upper;footer", "", """
                void handler(Request req) throws Exception {
                    req.setContentLength(5);
                    if (!req.headerOnly()) {
                        req.write("hello");
                    }
                }
                """, FOOTER);
        assertEquals("12", SITE.get("/bare/").header("Content-Length"));
        try (Http http = new Http(SITE.port())) {
            Answer head = http.send("HEAD", "/bare/", new byte[0]);
            assertEquals(200, head.status());
            assertNull(head.header("Content-Length"));
            assertEquals(12, http.get("/bare/").bytes().length, "the connection goes on");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void statusesWithoutABody_stayWithout_whateverTheFilterWrites(int status) throws IOException {
        FOLDERS.add(
                "none" + status,
                "footer",
                "",
                "void handler(Request req) { req.status(Integer.parseInt(req.args())); }\n",
                FOOTER);
        try (Http http = new Http(SITE.port())) {
            Answer answer = http.get("/none" + status + "/?" + status);
            assertEquals(status, answer.status());
            assertNull(answer.header("Content-Length"));
            assertEquals(" -- end", http.get("/none" + status + "/?200").body());
        }
    }

    // --- heads

    @Test
    void aFilter_decidesOnTheHead_asLongAsItIsNotOut() throws IOException {
        Answer answer = run("heads", "heads", "", """
                void handler(Request req) throws Exception {
                    req.contentType("text/html");
                    req.headersOut().set("X-Handler", "there");
                    req.write("x".repeat(100_000));
                }
                static void heads(Filter filter) throws Exception {
                    if (filter.attributes().put("called", true) == null) {
                        filter.req().status(HTTP_ACCEPTED);
                        filter.req().contentType("text/csv; charset=ISO-8859-1");
                        filter.req().headersOut().unset("X-Handler");
                        filter.req().headersOut().set("X-Filter", filter.name());
                        filter.write("\\u00e9");
                    }
                    filter.passOn();
                }
                """);
        assertEquals(202, answer.status());
        assertEquals("text/csv; charset=ISO-8859-1", answer.header("Content-Type"));
        assertNull(answer.header("X-Handler"));
        assertEquals("heads", answer.header("X-Filter"));
        assertEquals(100_001, answer.bytes().length);
        assertEquals((byte) 0xE9, answer.bytes()[0]);
    }

    // --- at run time

    private static final String OWN = """
            void handler(Request req) throws Exception {
                req.registerOutputFilter("Mine", "FOLDER::brackets");
                if (req.args().contains("begun")) {
                    req.write("before ");
                }
                req.addOutputFilter("mine");
                req.write("behind");
            }
            """;

    @Test
    void registeredAtRunTime_filtersWhatIsWrittenLater() throws IOException {
        FOLDERS.add("alone", "", "", OWN.replace("FOLDER", "alone"));
        assertEquals("[behind]", SITE.get("/alone/?").body());
        assertEquals("before [behind]", SITE.get("/alone/?begun").body());
        FOLDERS.add("beside", "upper", "", OWN.replace("FOLDER", "beside"));
        assertEquals("[BEHIND]", SITE.get("/beside/?").body());
        assertEquals("BEFORE [BEHIND]", SITE.get("/beside/?begun").body());
    }

    @Test
    void registeredWithAFolder_isLookedUpThere() throws IOException {
        SITE.module("elsewhere/marks", "static void outputFilter(Filter f) throws Exception { f.write(f.dir()); }");
        String elsewhere = SITE.root() + "/elsewhere/marks";
        FOLDERS.add("dir", "", "", """
                void handler(Request req) throws Exception {
                    req.registerOutputFilter("there", "marks", "%s");
                    req.addOutputFilter("there");
                }
                """.formatted(elsewhere));
        assertEquals(elsewhere + "/", SITE.get("/dir/").body());
    }

    @Test
    void addedInAnEarlierPhase_orByAHandlerThatDeclines_filtersTheFile() throws IOException {
        FOLDERS.add("declines", "", "Use JavaFixupHandler declines::fixup", """
                void fixup(Request req) {
                    req.registerOutputFilter("b", "declines::brackets");
                    req.addOutputFilter("b");
                }
                int handler(Request req) {
                    req.addOutputFilter("b");
                    return DECLINED;
                }
                """);
        SITE.file("declines/page.txt", "a file");
        Answer answer = SITE.get("/declines/page.txt");
        assertEquals("[[a file]]", answer.body());
        assertNull(answer.header("ETag"));
    }

    // --- redirects, and the request's body

    @Test
    void theTargetOfARedirect_hasFiltersOfItsOwn() throws IOException {
        FOLDERS.add("redirects", "brackets", "", """
                void handler(Request req) throws Exception {
                    if (req.prev() == null) {
                        req.registerOutputFilter("own", "redirects::upper");
                        req.addOutputFilter("own");
                        req.write("first");
                        req.internalRedirect("/redirects/target");
                    } else {
                        req.write("second");
                    }
                }
                """);
        assertEquals("[FIRST][second]", SITE.get("/redirects/").body());
    }

    @Test
    void aFilter_canReadTheRequestsBody() throws IOException {
        FOLDERS.add("reads", "reads", "", HELLO, """
                static void reads(Filter filter) throws Exception {
                    filter.write(filter.req().read());
                    filter.passOn();
                }
                """);
        byte[] body = "asked: ".getBytes(StandardCharsets.US_ASCII);
        assertEquals(
                "asked: hello",
                SITE.send("POST", "/reads/", body, "Content-Length: " + body.length)
                        .body());
    }

    @Test
    void aFilter_canReadTheRequestsForm() throws IOException {
        FOLDERS.add("form", "form", "", HELLO, """
                static void form(Filter filter) throws Exception {
                    filter.write(filter.req().form().getfirst("greeting", "none") + ": ");
                    filter.passOn();
                }
                """);
        byte[] body = "greeting=said".getBytes(StandardCharsets.US_ASCII);
        Answer answer = SITE.send(
                "POST",
                "/form/",
                body,
                "Content-Length: " + body.length,
                "Content-Type: application/x-www-form-urlencoded");
        assertEquals("said: hello", answer.body());
    }

    @Test
    void aModuleThatDoesNotCompile_isA500_throughTheFiltersBefore() throws IOException {
        SITE.file("broken/nonsense.java", "public class nonsense { int }");
        Answer answer = run("broken", "upper", """
                Use JavaOutputFilter nonsense bad
                Use JavaSetOutputFilter "upper;bad"
                """, HELLO);
        assertEquals(500, answer.status());
        assertTrue(answer.body().contains("<H1>INTERNAL SERVER ERROR</H1>"), answer.body());
        assertFalse(answer.body().contains("HELLO"), answer.body());
    }
}
