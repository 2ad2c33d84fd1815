package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.TestSite;

/** {@code JavaTimeout}: requests that take too long. */
@Timeout(60)
class TimeoutTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    @BeforeEach
    void forgetLog() {
        SITE.log().clear();
    }

    private static void handler(String name, String body, String... directives) throws IOException {
        String[] all = new String[directives.length + 1];
        all[0] = "Use JavaTimeout 1";
        System.arraycopy(directives, 0, all, 1, directives.length);
        SITE.handler(name, body, all);
    }

    @Test
    void handlerThatSleeps_isInterrupted_andTheVisitorGetsA503() throws Exception {
        handler("sleeps", "Thread.sleep(100_000); return OK;");
        assertEquals(503, SITE.get("/sleeps/").status());
        SITE.log().await("PN0313 after 1 s");
        String trace = SITE.log().traces("PN0313 after 1 s").get(0);
        assertTrue(trace.contains("sleeps.handler(sleeps.java"), trace);
        assertTrue(trace.contains("java.lang.Thread.sleep"), trace);
    }

    @Test
    void pageThatSleeps_isToldByTheLineOfItsInclude() throws Exception {
        SITE.handled("page", "Use JavaTimeout 1", "Use JavaHandler postern.psp");
        SITE.file("page/part.inc", "\n\n<% Thread.sleep(100_000); %>");
        SITE.file("page/sleeps.psp", "<%@ include file=\"part.inc\" %>");
        assertEquals(503, SITE.get("/page/sleeps.psp").status());
        SITE.log().await("PN0313 after 1 s");
        String trace = SITE.log().traces("PN0313 after 1 s").get(0);
        assertTrue(trace.contains("sleeps__psp.page(part.inc:3)"), trace);
    }

    @Test
    void handlerThatDoesNotMind_losesTheExchange_andTheThreadIsFitForTheNextRequest() throws Exception {
        SITE.file("flag.java", "public class flag { public static volatile boolean stop; }");
        SITE.handled("spins", "Use JavaTimeout 1", "Use JavaHandler spin", "Use JavaRoot " + SITE.root());
        SITE.file("spin.java", """
                import static org.postern.api.Apache.*;
                import org.postern.api.*;

                public class spin {
                    static int handler(Request req) throws Exception {
                        while (!flag.stop) Thread.onSpinWait();
                        req.write("too late");
                        logError("was interrupted: " + Thread.currentThread().isInterrupted());
                        return OK;
                    }
                    static void stop(Request req) { flag.stop = true; }
                }
                """);
        SITE.handled("stop", "Use JavaHandler spin::stop", "Use JavaRoot " + SITE.root());
        Answer answer = SITE.get("/spins/");
        assertEquals(503, answer.status());
        assertTrue(answer.body().contains("Service Unavailable"), answer.body());
        SITE.log().await("PN0313 its handler did not mind");
        assertEquals(200, SITE.get("/stop/").status());
        SITE.log().await("was interrupted: true");
        SITE.page("next", "Thread.currentThread().isInterrupted()");
        for (int i = 0; i < 100; i++) {
            assertEquals("false", SITE.get("/next/").body());
        }
    }

    @Test
    void answerThatHasBegun_isSeenAsTruncated() throws Exception {
        handler("begun", "req.write(\"some\"); req.flush(); Thread.sleep(100_000); return OK;");
        assertThrows(EOFException.class, () -> SITE.get("/begun/"));
        SITE.log().await("PN0313 after 1 s");
    }

    @Test
    void errorDocument_isFor503Too() throws IOException {
        handler("document", "Thread.sleep(100_000); return OK;", "Use JavaErrorDocument 503 \"Try later.\"");
        assertEquals("Try later.", SITE.get("/document/").body());
    }

    @Test
    void handlerThatCatchesTheInterruption_mayAnswer() throws IOException {
        handler(
                "catches",
                "try { Thread.sleep(100_000); } catch (InterruptedException e) { req.write(\"in part\"); } return OK;");
        Answer answer = SITE.get("/catches/");
        assertEquals("in part", answer.body());
        assertEquals(200, answer.status());
    }

    @Test
    void requestInTime_isNotTouched() throws Exception {
        handler("quick", "req.write(\"quick\"); return OK;");
        assertEquals("quick", SITE.get("/quick/").body());
        assertEquals("1", config("seconds", "Use JavaTimeout 1"));
        assertEquals("null", config("never", "Use JavaTimeout None"));
        assertEquals(List.of(), SITE.logged("PN0313"));
    }

    private static String config(String name, String directive) throws IOException {
        SITE.handler(name, "req.write(String.valueOf(req.getConfig().get(\"JavaTimeout\"))); return OK;", directive);
        return SITE.get("/" + name + "/").body();
    }

    @Test
    void whatIsNoTime_isRefused() throws Exception {
        SITE.handler("bad", "return OK;", "Use JavaTimeout 0");
        assertEquals(500, SITE.get("/bad/").status());
        SITE.log().await("JavaTimeout \"0\" (expected: a whole number from 1 to 86400)");
    }
}
