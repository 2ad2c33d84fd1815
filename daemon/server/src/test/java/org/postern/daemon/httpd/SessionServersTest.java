package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.Gate;
import org.postern.daemon.kit.PostgresServer;
import org.postern.daemon.kit.RedisServer;
import org.postern.daemon.kit.ServerProcess;
import org.postern.daemon.kit.TestSite;

/** Sessions in Redis and in PostgreSQL, as browsers come back to them; by one daemon and by two. */
class SessionServersTest {

    private static final String COUNT =
            "Session s = req.session(); s.put(\"n\", s.get(\"n\", 0) + 1); req.write(\"\" + s.get(\"n\"));";

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    @RegisterExtension
    static final PostgresServer POSTGRES = new PostgresServer();

    private static final TestSite ONE = new TestSite();
    private static final TestSite OTHER = new TestSite();
    private static final TestSite TABLE = new TestSite();

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        for (TestSite site : List.of(ONE, OTHER)) {
            site.setting("sessions.store", "redis")
                    .setting("sessions.redis.url", REDIS.url())
                    .setting(
                            "sessions.redis.password-file", REDIS.passwordFile().toString());
        }
        TABLE.setting("sessions.store", "jdbc")
                .setting("sessions.jdbc.url", POSTGRES.url())
                .setting("sessions.jdbc.user", PostgresServer.USER)
                .setting("sessions.jdbc.password-file", POSTGRES.passwordFile().toString());
        for (TestSite site : List.of(ONE, OTHER, TABLE)) {
            site.start();
            site.handler("count", COUNT + "return OK;");
            site.handler("renew", "req.session().renew(); return OK;");
            site.handler("end", "req.session().invalidate(); return OK;");
            site.page("plain", "\"no session\"");
        }
    }

    @AfterAll
    static void stop() throws Exception {
        for (TestSite site : List.of(ONE, OTHER, TABLE)) {
            site.close();
        }
    }

    private static TestSite site(String store) {
        return store.equals("redis") ? ONE : TABLE;
    }

    private static ServerProcess server(String store) {
        return store.equals("redis") ? REDIS : POSTGRES;
    }

    private static String cookie(Answer answer) {
        assertEquals(1, answer.headers("Set-Cookie").size(), answer.headers() + answer.body());
        return "Cookie: " + answer.headers("Set-Cookie").get(0).split(";")[0];
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "jdbc"})
    void visitor_isKnown_renewed_andForgotten(String store) throws IOException {
        TestSite site = site(store);
        Answer first = site.get("/count/");
        assertEquals("1", first.body());
        String cookie = cookie(first);
        Answer second = site.get("/count/", cookie);
        assertEquals("2", second.body());
        assertNull(second.header("Set-Cookie"));
        String renewed = cookie(site.get("/renew/", cookie));
        assertNotEquals(cookie, renewed);
        assertEquals("3", site.get("/count/", renewed).body());
        assertEquals("1", site.get("/count/", cookie).body());
        site.get("/end/", renewed);
        assertEquals("1", site.get("/count/", renewed).body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "jdbc"})
    void restart_keepsSessions(String store) throws IOException {
        TestSite site = site(store);
        String cookie = cookie(site.get("/count/"));
        site.stopDaemon();
        site.startDaemon();
        assertEquals("2", site.get("/count/", cookie).body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "jdbc"})
    void serverThatIsKilled_is503AndALine_neverANewSession_untilItIsBack(String store) throws Exception {
        TestSite site = site(store);
        String cookie = cookie(site.get("/count/"));
        site.log().clear();
        server(store).kill();
        try {
            for (String[] headers : List.of(new String[] {cookie}, new String[0])) {
                Answer answer = site.get("/count/", headers);
                assertEquals(503, answer.status());
                assertNull(answer.header("Set-Cookie"));
            }
            assertEquals("no session", site.get("/plain/").body());
            assertFalse(site.logged("PN0701").isEmpty());
            assertFalse(site.logged("127.0.0.1:" + server(store).port()).isEmpty());
        } finally {
            server(store).start();
        }
        Eventually.holds(
                "sessions are back", () -> site.get("/count/", cookie).body().equals("2"));
        assertFalse(site.logged("answers again").isEmpty());
        assertTrue(
                Stream.of("open, Redis", "open, PostgreSQL")
                        .allMatch(password -> site.logged(password).isEmpty()),
                "no password is logged");
    }

    @Test
    void daemonThatStartsWithoutItsServer_tellsSo_andHasItWhenItComes() throws Exception {
        ONE.stopDaemon();
        REDIS.kill();
        try {
            ONE.log().clear();
            ONE.startDaemon();
            assertTrue(ONE.log().await("PN0701").contains(REDIS.url()));
            assertEquals("no session", ONE.get("/plain/").body());
            assertEquals(503, ONE.get("/count/").status());
        } finally {
            REDIS.start();
        }
        ONE.awaitBody("/count/", "1");
    }

    @Test
    void twoDaemons_haveTheSameSessions() throws IOException {
        String cookie = cookie(ONE.get("/count/"));
        assertEquals("2", OTHER.get("/count/", cookie).body());
        assertEquals("3", ONE.get("/count/", cookie).body());
        OTHER.get("/end/", cookie);
        assertEquals("1", ONE.get("/count/", cookie).body());
    }

    @Test
    void ofTwoDaemonsThatChangeASession_theLastOneCounts_andTheLogTells() throws Exception {
        String cookie = cookie(ONE.get("/count/"));
        try (Gate gate = new Gate()) {
            ONE.handler("slow", COUNT + gate.here() + "return OK;");
            ONE.log().clear();
            ExecutorService pool = Executors.newSingleThreadExecutor();
            Future<Answer> slow = pool.submit(() -> ONE.get("/slow/", cookie));
            gate.awaitArrival();
            OTHER.handler("other", "req.session().put(\"n\", 70); return OK;");
            assertEquals(200, OTHER.get("/other/", cookie).status());
            gate.open();
            assertEquals("2", slow.get().body());
            pool.shutdown();
        }
        assertEquals("3", OTHER.get("/count/", cookie).body());
        assertEquals(1, ONE.logged("changed by another daemon").size());
    }
}
