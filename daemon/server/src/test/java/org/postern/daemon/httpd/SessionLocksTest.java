package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.Gate;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.TestSite;

/** Several requests with one session at once. */
class SessionLocksTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite()
            .setting("sessions.store", "memory")
            .setting("sessions.lock-timeout", "1min")
            .setting("sessions.waiting-max", "2");

    @RegisterExtension
    static final TestSite HASTY = new TestSite().setting("sessions.lock-timeout", "20ms");

    private static final ExecutorService BROWSER = Executors.newCachedThreadPool();

    private static final String COUNT = "req.session().put(\"n\", req.session().get(\"n\", 0) + 1);";
    private static final String TELL = "req.write(req.session().get(\"n\", 0) + \" \");";

    @AfterAll
    static void end() {
        BROWSER.shutdownNow();
    }

    @BeforeEach
    void free() {
        assertTrue(sessions().contains("0 in use, 0 awaited"), sessions());
    }

    private static String sessions() {
        return SITE.daemon().sessions();
    }

    private static void awaitWaiting(int requests) {
        Eventually.holds(requests + " wait", () -> sessions().contains(requests + " awaited"));
    }

    private static String newSession(TestSite site) throws IOException {
        site.handler("begin", "req.session().put(\"n\", 0); return OK;");
        return site.get("/begin/").header("Set-Cookie").split(";")[0];
    }

    private static Future<Answer> later(String target, String cookie) {
        return BROWSER.submit((Callable<Answer>) () -> SITE.get(target, "Cookie: " + cookie));
    }

    @Test
    void second_waitsForTheFirst_andSeesWhatItHasChanged() throws Exception {
        try (Gate gate = new Gate()) {
            SITE.handler("slow", COUNT + gate.here() + TELL + "return OK;");
            SITE.handler("quick", COUNT + TELL + "return OK;");
            String cookie = newSession(SITE);
            Future<Answer> first = later("/slow/", cookie);
            gate.awaitArrival();
            Future<Answer> second = later("/quick/", cookie);
            awaitWaiting(1);
            assertTrue(sessions().contains("\"GET /slow/ HTTP/1.1\" has it since "), sessions());
            assertFalse(second.isDone());
            gate.open();
            assertEquals("1 ", first.get().body());
            assertEquals("2 ", second.get().body());
        }
    }

    @Test
    void readersAndLockless_waitForNobody() throws Exception {
        try (Gate gate = new Gate()) {
            SITE.handler("holds", COUNT + gate.here() + "return OK;");
            SITE.handler(
                    "reads", "req.write(Session.open(req, Session.Mode.READ_ONLY).get(\"n\", 7) + \"\"); return OK;");
            SITE.handler("option", TELL + "return OK;", "Use JavaOption session.mode no-lock");
            String cookie = newSession(SITE);
            Future<Answer> first = later("/holds/", cookie);
            gate.awaitArrival();
            assertEquals("0", SITE.get("/reads/", "Cookie: " + cookie).body());
            assertEquals("0 ", SITE.get("/option/", "Cookie: " + cookie).body());
            gate.open();
            first.get();
            assertEquals("1", SITE.get("/reads/", "Cookie: " + cookie).body());
        }
    }

    @Test
    void otherSessions_waitForNobody() throws Exception {
        try (Gate gate = new Gate()) {
            SITE.handler("one", COUNT + gate.here() + "return OK;");
            SITE.handler("another", COUNT + TELL + "return OK;");
            Future<Answer> first = later("/one/", newSession(SITE));
            gate.awaitArrival();
            for (int i = 0; i < 100; i++) {
                assertEquals(
                        "1 ",
                        SITE.get("/another/", "Cookie: " + newSession(SITE)).body());
            }
            gate.open();
            first.get();
        }
    }

    @Test
    void whoWaitsInVain_getsA503_andTheLogNamesWhoHasIt() throws Exception {
        try (Gate gate = new Gate()) {
            HASTY.handler("keeps", COUNT + gate.here() + "return OK;");
            HASTY.handler("wants", COUNT + "return OK;");
            String cookie = newSession(HASTY);
            Future<Answer> first = BROWSER.submit((Callable<Answer>) () -> HASTY.get("/keeps/?x", "Cookie: " + cookie));
            gate.awaitArrival();
            assertEquals(503, HASTY.get("/wants/", "Cookie: " + cookie).status());
            List<String> logged = HASTY.logged("request \"GET /wants/ HTTP");
            assertEquals(1, logged.size());
            assertTrue(logged.get(0).contains("\"GET /keeps/?x HTTP/1.1\" has it since "), logged.get(0));
            assertTrue(logged.get(0).contains("PN0702"), logged.get(0));
            gate.open();
            assertEquals(200, first.get().status());
            assertEquals(200, HASTY.get("/wants/", "Cookie: " + cookie).status());
        }
    }

    @Test
    void visitorWithManyRequests_takesNoMoreThreadsThanTheSettingSays() throws Exception {
        try (Gate gate = new Gate()) {
            SITE.handler("hog", COUNT + gate.here() + TELL + "return OK;");
            String cookie = newSession(SITE);
            Future<Answer> first = later("/hog/", cookie);
            gate.awaitArrival();
            Future<Answer> second = later("/hog/", cookie);
            Future<Answer> third = later("/hog/", cookie);
            awaitWaiting(2);
            assertEquals(503, SITE.get("/hog/", "Cookie: " + cookie).status());
            gate.open();
            assertEquals("1 ", first.get().body());
            assertEquals(
                    "5 ",
                    Integer.parseInt(second.get().body().strip())
                            + Integer.parseInt(third.get().body().strip()) + " ");
        }
    }

    @Test
    void X23_twoRequests_thatWantEachOthersSession_doNotWaitForEver() throws Exception {
        try (Gate gateOfAnn = new Gate();
                Gate gateOfJoe = new Gate()) {
            String both =
                    "Session one = Session.open(req, Session.Mode.LOCK, \"%s\"); one.put(\"n\", one.get(\"n\", 0) + 1); %s"
                            + " Session two = Session.open(req, Session.Mode.LOCK, \"%s\"); two.put(\"n\", two.get(\"n\", 0) + 1);"
                            + " req.write(one.get(\"n\") + \" \" + two.get(\"n\")); return OK;";
            SITE.handler("ann", both.formatted("a", gateOfAnn.here(), "b"));
            SITE.handler("joe", both.formatted("b", gateOfJoe.here(), "a"));
            SITE.handler("pair", both.formatted("a", "", "b"));
            List<String> set = SITE.get("/pair/").headers("Set-Cookie");
            String cookies = set.get(0).split(";")[0] + "; " + set.get(1).split(";")[0];
            Future<Answer> ann = later("/ann/", cookies);
            gateOfAnn.awaitArrival();
            Future<Answer> joe = later("/joe/", cookies);
            gateOfJoe.awaitArrival();
            gateOfAnn.open();
            awaitWaiting(1);
            gateOfJoe.open();
            assertEquals(503, joe.get().status(), "would wait for Ann, who waits for Joe");
            assertEquals("2 3", ann.get().body(), "what Joe had changed before is saved");
            assertFalse(
                    SITE.logged("each waits for a session that the other has").isEmpty());
        }
    }

    @Test
    void X23_sameSessionTwiceInARequest_isOne() throws IOException {
        SITE.handler(
                "twice",
                "Session again = Session.open(req, Session.Mode.LOCK, \"postern_session\");"
                        + " again.put(\"n\", 5); req.write((req.session() == again) + \"\"); return OK;");
        assertEquals("true", SITE.get("/twice/", "Cookie: " + newSession(SITE)).body());
    }

    @Test
    void exception_letsGo() throws IOException {
        SITE.handler("breaks", COUNT + "throw new Exception();");
        SITE.handler("after", COUNT + TELL + "return OK;");
        String cookie = newSession(SITE);
        assertEquals(500, SITE.get("/breaks/", "Cookie: " + cookie).status());
        assertEquals("2 ", SITE.get("/after/", "Cookie: " + cookie).body());
    }

    @Test
    void clientThatLeaves_letsGo() throws Exception {
        try (Gate gate = new Gate()) {
            SITE.handler(
                    "left", COUNT + gate.here() + "byte[] more = new byte[100_000]; while (true) { req.write(more); }");
            SITE.handler("next", COUNT + TELL + "return OK;");
            String cookie = newSession(SITE);
            try (Http http = new Http(SITE.port())) {
                http.write("GET", "/left/", new byte[0], "Cookie: " + cookie);
                gate.awaitArrival();
            }
            gate.open();
            assertEquals("2 ", SITE.get("/next/", "Cookie: " + cookie).body());
        }
    }

    @Test
    void unlock_savesAndLetsOthersGoOn() throws Exception {
        try (Gate gate = new Gate()) {
            SITE.handler("download", COUNT + "req.session().unlock();" + gate.here() + TELL + "return OK;");
            SITE.handler("meanwhile", COUNT + TELL + "return OK;");
            String cookie = newSession(SITE);
            Future<Answer> first = later("/download/", cookie);
            gate.awaitArrival();
            assertEquals("2 ", SITE.get("/meanwhile/", "Cookie: " + cookie).body());
            gate.open();
            assertEquals("1 ", first.get().body());
            assertEquals("3 ", SITE.get("/meanwhile/", "Cookie: " + cookie).body());
        }
    }

    @Test
    void sessionThatEndedMeanwhile_isNotBroughtBack() throws Exception {
        try (Gate gate = new Gate()) {
            SITE.handler(
                    "free",
                    "Session s = Session.open(req, Session.Mode.NO_LOCK); s.put(\"n\", 9);" + gate.here()
                            + "return OK;");
            SITE.handler("logout", "req.session().invalidate(); return OK;");
            SITE.handler("isnew", "req.write(req.session().isNew() + \"\"); return OK;");
            String cookie = newSession(SITE);
            Future<Answer> first = later("/free/", cookie);
            gate.awaitArrival();
            SITE.get("/logout/", "Cookie: " + cookie);
            gate.open();
            assertEquals(200, first.get().status());
            assertEquals("true", SITE.get("/isnew/", "Cookie: " + cookie).body());
        }
    }

    @Test
    void whoWaitsForASessionThatEnds_getsANewOne() throws Exception {
        try (Gate gate = new Gate()) {
            SITE.handler("ends", "req.session().delete();" + gate.here() + "return OK;");
            SITE.handler("fresh", "req.write(req.session().isNew() + \"\"); return OK;");
            String cookie = newSession(SITE);
            Future<Answer> first = later("/ends/", cookie);
            gate.awaitArrival();
            Future<Answer> second = later("/fresh/", cookie);
            gate.open();
            first.get();
            assertEquals("true", second.get().body());
        }
    }

    @Test
    void sessionThatIsLockedLate_isAsItIsByThen() throws Exception {
        try (Gate gate = new Gate()) {
            SITE.handler(
                    "later",
                    "Session s = Session.open(req, Session.Mode.READ_ONLY); req.write(s.get(\"n\") + \" \");"
                            + gate.here() + COUNT + TELL + "return OK;");
            SITE.handler("between", COUNT + "return OK;");
            SITE.handler("over", "req.session().delete(); return OK;");
            String cookie = newSession(SITE);
            Future<Answer> first = later("/later/", cookie);
            Future<Answer> second = later("/later/", cookie);
            gate.awaitArrival();
            gate.awaitArrival();
            SITE.get("/between/", "Cookie: " + cookie);
            gate.open();
            assertEquals(
                    Set.of("0 2 ", "0 3 "),
                    Set.of(first.get().body(), second.get().body()));
        }
        try (Gate gate = new Gate()) {
            SITE.handler(
                    "ended",
                    "Session s = Session.open(req, Session.Mode.READ_ONLY);" + gate.here() + COUNT
                            + "req.write(s.isNew() + \" \" + s.get(\"n\")); return OK;");
            String cookie = newSession(SITE);
            Future<Answer> first = later("/ended/", cookie);
            gate.awaitArrival();
            SITE.get("/over/", "Cookie: " + cookie);
            gate.open();
            assertEquals("true 1", first.get().body());
            assertFalse(first.get().header("Set-Cookie").contains(cookie));
        }
    }

    @Test
    void ofTwoWithoutALock_theLastCounts() throws Exception {
        try (Gate gate = new Gate()) {
            String put = "Session s = Session.open(req, Session.Mode.NO_LOCK); s.put(\"n\", %d); %s return OK;";
            SITE.handler("early", put.formatted(1, gate.here()));
            SITE.handler("soon", put.formatted(2, ""));
            SITE.handler("tells", TELL + "return OK;");
            String cookie = newSession(SITE);
            Future<Answer> first = later("/early/", cookie);
            gate.awaitArrival();
            SITE.get("/soon/", "Cookie: " + cookie);
            assertEquals("2 ", SITE.get("/tells/", "Cookie: " + cookie).body());
            gate.open();
            first.get();
            assertEquals("1 ", SITE.get("/tells/", "Cookie: " + cookie).body());
        }
    }

    @Test
    void newSession_isThere_asSoonAsItsCookieIs() throws Exception {
        try (Gate gate = new Gate()) {
            SITE.handler("streams", COUNT + "req.flush();" + gate.here() + COUNT + "return OK;");
            SITE.handler("follows", COUNT + TELL + "return OK;");
            try (Http http = new Http(SITE.port())) {
                http.write("GET", "/streams/", new byte[0]);
                gate.awaitArrival();
                StringBuilder head = new StringBuilder();
                while (head.indexOf("\r\n\r\n") < 0) {
                    head.append((char) http.stream().read());
                }
                String cookie = head.substring(head.indexOf("postern_session="), head.indexOf("; Path"));
                Future<Answer> second = later("/follows/", cookie);
                awaitWaiting(1);
                gate.open();
                assertEquals("3 ", second.get().body());
            }
        }
    }
}
