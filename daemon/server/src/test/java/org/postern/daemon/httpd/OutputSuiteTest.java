package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Gate;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.TestSite;

/** What mod_python's suite tests of filters, includes, headers, errors, locks and memory. */
class OutputSuiteTest {

    private static final int FLUSHES = 50_000;

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    @BeforeAll
    static void files() throws IOException {
        SITE.module("lib/filters", """
                void handler(Request req) throws Exception { req.write("test ok"); }
                void adding(Request req) throws Exception {
                    req.addOutputFilter("MP_TEST_FILTER");
                    req.write("test ok");
                }
                void registering(Request req) throws Exception {
                    req.registerOutputFilter("MP_TEST_FILTER", "filters");
                    adding(req);
                }
                static void outputFilter(Filter filter) throws Exception {
                    byte[] chunk = filter.read();
                    for (; chunk != null && chunk.length > 0; chunk = filter.read()) {
                        filter.write(new String(chunk, "UTF-8").toUpperCase(Locale.ROOT));
                    }
                    if (chunk == null) {
                        filter.close();
                    }
                }
                """);
    }

    private static void filtered(String folder, String... directives) throws IOException {
        SITE.handled(folder, "Use JavaRoot " + SITE.root() + "/lib/filters\n" + String.join("\n", directives));
    }

    @Test
    void test_outputfilter() throws IOException {
        filtered(
                "byextension",
                "Use JavaOutputFilter filters MP_TEST_FILTER",
                "Use JavaHandler filters",
                "<Files *.txt>",
                "Use JavaSetOutputFilter MP_TEST_FILTER",
                "</Files>");
        assertEquals("TEST OK", SITE.get("/byextension/tests.txt").body());
        assertEquals("test ok", SITE.get("/byextension/tests.html").body());
    }

    @Test
    void test_req_add_output_filter() throws IOException {
        filtered("adds", "Use JavaOutputFilter filters MP_TEST_FILTER", "Use JavaHandler filters::adding");
        assertEquals("TEST OK", SITE.get("/adds/").body());
    }

    @Test
    void test_req_register_output_filter() throws IOException {
        filtered("registers", "Use JavaHandler filters::registering");
        assertEquals("TEST OK", SITE.get("/registers/").body());
    }

    @Test
    void test_server_side_include() throws IOException {
        SITE.file("ssi/.htaccess", "AddOutputFilter INCLUDES .shtml\n");
        SITE.file("ssi/page.shtml", "<!--#include virtual=\"part/?data=test\" --> ok");
        SITE.handler("ssi/part", "req.write(req.args().substring(5)); return OK;");
        Answer page = SITE.get("/ssi/page.shtml");
        assertEquals("test ok", page.body());
        assertEquals(200, page.status());
    }

    @Test
    void X10_headersOfOneName_areAllThere_inOrder_bothWays() throws IOException {
        SITE.handler("headers", """
                Table in = req.headersIn();
                for (String name : List.of("X-Back", "x-other", "x-back", "X-BACK")) {
                    req.headersOut().add(name, "" + req.headersOut().size());
                }
                req.write(in.get("X-MANY") + " " + in.contains("x-mANY") + " " + in.getAll("none"));
                return OK;""");
        Answer answer = SITE.get("/headers/", "X-Many: b", "x-many: a", "X-MANY: b");
        assertEquals("b, a, b true []", answer.body(), "httpd joins what comes in");
        assertEquals(List.of("0", "2", "3"), answer.headers("X-Back"));
    }

    @Test
    void X6_anErrorThatIsReturnedAfterTheHead_breaksTheAnswerOff() throws IOException {
        SITE.handler("late", "req.write(\"begun\"); if (req.args() == null) req.flush(); return HTTP_NOT_FOUND;");
        assertThrows(IOException.class, () -> SITE.get("/late/"));
        Answer early = SITE.get("/late/?early");
        assertEquals(404, early.status());
        assertFalse(early.body().contains("begun"), early.body());
    }

    @Test
    void X6_anExceptionAfterTheHead_breaksTheAnswerOff_withDebugToo() throws IOException {
        SITE.handler(
                "thrown",
                "req.write(\"begun\"); if (req.args() == null) req.flush();"
                        + " throw new IllegalStateException(\"<on purpose>\");",
                "Use JavaDebug On");
        assertThrows(IOException.class, () -> SITE.get("/thrown/"));
        Answer early = SITE.get("/thrown/?early");
        assertEquals(500, early.status());
        assertTrue(early.body().contains("&lt;on purpose&gt;"), early.body());
        assertTrue(early.body().startsWith("<!DOCTYPE"), early.body());
    }

    @Test
    void X11_aByteBeyondAsciiInACookie_isReadAsLatin1() throws IOException {
        SITE.handler("cookie", "req.write(req.headersIn().get(\"Cookie\")); return OK;");
        try (Http http = new Http(SITE.port())) {
            http.raw("GET /cookie/ HTTP/1.1\r\nHost: localhost\r\nCookie: spam=\u00e9gg\u00ff\r\n\r\n"
                    .getBytes(StandardCharsets.ISO_8859_1));
            Answer answer = http.read(false);
            assertEquals(200, answer.status());
            assertEquals("spam=\u00e9gg\u00ff", answer.body());
        }
    }

    @Test
    void X32_aClientThatLeaves_leavesNoCleanupUndone_andNoLockLocked() throws Exception {
        try (Gate gate = new Gate()) {
            SITE.module("leaves", """
                    static final ReentrantLock LOCK = new ReentrantLock();
                    void handler(Request req) throws Exception {
                        req.registerCleanup(() -> logError("cleaned up " + LOCK.isLocked()));
                        LOCK.lock();
                        try {
                            req.flush();
                            %s
                            while (true) {
                                req.write(new byte[65536]);
                            }
                        } catch (java.io.IOException gone) {
                            logError("the writer knows");
                            throw gone;
                        } finally {
                            LOCK.unlock();
                        }
                    }
                    """.formatted(gate.here()));
            try (Http http = new Http(SITE.port())) {
                http.write("GET", "/leaves/", new byte[0]);
                gate.awaitArrival();
            }
            gate.open();
            SITE.log().await("cleaned up false");
            assertEquals(1, SITE.logged("the writer knows").size());
        }
    }

    @Test
    void test_global_lock() throws Exception {
        SITE.module("lock", """
                static final Object KEY = new Object();
                static int inside;
                static int most;
                void handler(Request req) throws Exception {
                    synchronized (KEY) {
                        most = Math.max(most, ++inside);
                        for (int i = 0; i < 1000; i++) {
                            Thread.yield();
                        }
                        inside--;
                    }
                    req.write("at most " + most);
                }
                """);
        ExecutorService clients = Executors.newFixedThreadPool(5);
        List<Future<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            answers.add(clients.submit(() -> SITE.get("/lock/")));
        }
        for (Future<Answer> answer : answers) {
            assertEquals("at most 1", answer.get(60, TimeUnit.SECONDS).body());
        }
        clients.shutdown();
    }

    /** What is lost with each flush is lost every time; what others in this JVM take meanwhile, and what is pooled, is not. */
    @Test
    void test_memory() throws IOException {
        SITE.module("memory", """
                private static long used() {
                    System.gc();
                    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
                }
                void handler(Request req) throws Exception {
                    flushes(req, 10_000);
                    long least = Long.MAX_VALUE;
                    for (int i = 0; i < 3; i++) {
                        long before = used();
                        flushes(req, %d);
                        least = Math.min(least, used() - before);
                    }
                    req.write("|" + least);
                }
                private static void flushes(Request req, int count) throws Exception {
                    for (int i = 0; i < count; i++) {
                        req.write("test");
                        req.flush();
                    }
                }
                """.formatted(FLUSHES));
        try (Http http = new Http(SITE.port())) {
            String body = http.get("/memory/").body();
            long more = Long.parseLong(body.substring(body.indexOf('|') + 1));
            assertTrue(more < 20L * FLUSHES, more + " bytes more after " + FLUSHES + " flushes");
        }
    }
}
