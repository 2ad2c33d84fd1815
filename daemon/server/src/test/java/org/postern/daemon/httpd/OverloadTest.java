package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.Gate;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.SetClock;
import org.postern.daemon.kit.TestSite;

/** Two sites on a daemon of four places and a queue of four, of which either may have three while there are both. */
@Timeout(120)
class OverloadTest {

    private static final SetClock CLOCK = new SetClock();

    @RegisterExtension
    static final TestSite SITE = new TestSite()
            .setting("workers.threads", "4")
            .setting("workers.queue", "4")
            .setting("workers.share", "75")
            .clock(CLOCK)
            .withoutSite()
            .server("""
                    <VirtualHost *>
                        ServerName localhost
                        DocumentRoot @ROOT@
                        Use JavaSite localhost
                    </VirtualHost>
                    <VirtualHost *>
                        ServerName other.example
                        DocumentRoot @ROOT@
                        Use JavaSite other
                    </VirtualHost>
                    """);

    private static final String OTHER = "Host: other.example";

    private static Http ask(String target) throws IOException {
        Http http = new Http(SITE.port());
        http.write("GET", target, new byte[0]);
        return http;
    }

    private static void awaitLoad(String load) {
        Eventually.holds(load, () -> counts().contains(load));
    }

    private static String counts() {
        return SITE.daemon().requests();
    }

    @Test
    void aSiteThatIsFlooded_leavesPlacesToTheOther_andIsWellAgainAtOnce() throws Exception {
        List<Http> held = new ArrayList<>();
        try (Gate gate = new Gate()) {
            SITE.handler(
                    "held", "if (\"hold\".equals(req.args())) { " + gate.here() + " } req.write(\"done\"); return OK;");
            assertEquals("done", SITE.get("/held/").body());
            assertEquals("done", SITE.get("/held/", OTHER).body());
            awaitLoad("2 answered, 0 running, 0 waiting, 0 refused");

            for (int i = 0; i < 3; i++) {
                held.add(ask("/held/?hold"));
                gate.awaitArrival();
            }
            for (int i = 1; i <= 3; i++) {
                held.add(ask("/held/?hold"));
                awaitLoad("3 running, " + i + " waiting");
            }
            for (int i = 0; i < 5; i++) {
                Answer refused = SITE.get("/held/");
                assertEquals(503, refused.status());
                assertEquals("1", refused.header("Retry-After"));
            }
            for (int i = 1; i <= 20; i++) {
                assertEquals("done", SITE.get("/held/", OTHER).body());
                awaitLoad((2 + i) + " answered, 3 running, 3 waiting, 5 refused");
            }
            assertEquals(1, SITE.logged("PN0206").size(), "a line a minute");
            CLOCK.pass(Duration.ofMinutes(1));
            assertEquals(503, SITE.get("/held/").status());
            List<String> lines = SITE.logged("PN0206");
            assertEquals(2, lines.size());
            assertTrue(
                    lines.get(1).contains("3 requests run, 3 wait, and 4 more since the last such line"), lines.get(1));

            gate.open();
            for (Http each : held) {
                assertEquals("done", each.read(false).body());
            }
            awaitLoad("28 answered, 0 running, 0 waiting, 6 refused");
            assertEquals("done", SITE.get("/held/").body());
        } finally {
            for (Http each : held) {
                each.close();
            }
        }
    }
}
