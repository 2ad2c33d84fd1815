package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Gate;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.TestSite;

/** Handlers that were short for so long that they run on an event loop's thread. */
@Timeout(120)
class OnTheLoopTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite().vhost("MaxKeepAliveRequests 0");

    private static final String ON_LOOP = "Thread.currentThread().getName().startsWith(\"postern-ajp\")";

    /** A folder whose handler does this once it runs on a loop, and is quick before. */
    private static void onLoop(String name, String what, String... directives) throws IOException {
        SITE.handler(
                name,
                "boolean loop = " + ON_LOOP + "; if (loop && \"now\".equals(req.args())) { " + what + " }"
                        + " req.write(loop + \" \" + Thread.currentThread().isInterrupted()); return OK;",
                directives);
    }

    /** Asks until the handler did it; on a busy machine it takes more than eight requests until one runs on a loop. */
    private static CompletableFuture<Answer> untilDone(String target, String usual) {
        return CompletableFuture.supplyAsync(() -> {
            try (Http http = new Http(SITE.port())) {
                Answer answer = http.get(target);
                while (answer.body().equals(usual)) {
                    answer = http.get(target);
                }
                return answer;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void handlerThatBlocksAllOfASudden_holdsUpNobody() throws Exception {
        try (Gate gate = new Gate()) {
            onLoop("sudden", gate.here());
            CompletableFuture<Answer> blocked = untilDone("/sudden/?now", "false false");
            gate.awaitArrival();
            for (int i = 0; i < 50; i++) {
                assertEquals(200, SITE.get("/sudden/").status());
            }
            assertFalse(blocked.isDone());
            gate.open();
            assertEquals("true false", blocked.get(60, TimeUnit.SECONDS).body());
        }
    }

    @Test
    void handlerThatTakesTooLong_isInterrupted_andItsThreadIsFitForTheNext() throws Exception {
        onLoop("late", "Thread.sleep(100_000);", "Use JavaTimeout 3");
        SITE.get("/late/"); // loading it is no part of what is timed
        Answer answer = untilDone("/late/?now", "false false").get(60, TimeUnit.SECONDS);
        assertEquals(503, answer.status(), answer.body());
        SITE.log().await("PN0313 after 3 s");
        fitForTheNext("/late/");
    }

    @Test
    void whatAHandlerLeavesOnItsThread_doesNotReachTheNext() throws Exception {
        onLoop("leaves", """
                Thread.currentThread().interrupt();
                Thread.currentThread().setContextClassLoader(new java.net.URLClassLoader("left", new java.net.URL[0], null));
                req.write("left");
                return OK;
                """);
        assertEquals(
                "left",
                untilDone("/leaves/?now", "false false")
                        .get(60, TimeUnit.SECONDS)
                        .body());
        fitForTheNext("/leaves/");
        SITE.page("loader", "Thread.currentThread().getContextClassLoader().getName()");
        String usual = SITE.get("/loader/").body();
        for (int i = 0; i < 100; i++) {
            assertEquals(usual, SITE.get("/loader/").body());
            assertFalse(usual.equals("left"));
        }
    }

    private static void fitForTheNext(String target) throws IOException {
        for (int i = 0; i < 100; i++) {
            String body = SITE.get(target).body();
            assertEquals("false", body.substring(body.indexOf(' ') + 1));
        }
    }
}
