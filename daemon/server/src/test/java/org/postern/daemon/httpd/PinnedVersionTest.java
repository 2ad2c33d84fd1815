package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.Gate;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.Sources;
import org.postern.daemon.kit.TestSite;

/** A request that is stopped, while what it runs is edited, ends with what it began with. */
@Timeout(120)
class PinnedVersionTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    private static void helper(int version) throws IOException {
        SITE.file(
                "stages/Helper.java",
                Sources.module("Helper", "public static String text() { return \"" + version + "\"; }"));
    }

    private static Answer post(Http http) throws IOException {
        return http.send("POST", "/stages/", "x".getBytes(StandardCharsets.US_ASCII), "Content-Length: 1");
    }

    /** The lines that log and cleanup have written, without what comes before them. */
    private static List<String> told() {
        return SITE.logged("told: ").stream()
                .map(line -> line.substring(line.indexOf("told: ") + 6))
                .toList();
    }

    @Test
    void P63_filtersThreadsLogAndCleanup_haveTheVersionWithWhichTheRequestBegan() throws Exception {
        helper(1);
        // nobody touches it before the stop
        SITE.file("stages/Late.java", Sources.module("Late", "public static String text() { return Helper.text(); }"));
        SITE.file(
                "stages/added.java",
                Sources.module(
                        "added",
                        "public static void handler(Request req) throws Exception { req.write(\" added \" + Late.text()); }"));
        SITE.handled(
                "stages",
                "Use JavaRoot " + SITE.root() + "/stages",
                "Use JavaInputFilter stages in",
                "Use JavaSetInputFilter in",
                "Use JavaOutputFilter stages::footer out",
                "Use JavaSetOutputFilter out",
                "Use JavaAccessHandler stages",
                "Use JavaHandler stages",
                "Use JavaLogHandler stages",
                "Use JavaCleanupHandler stages");
        String expected = "input # handler # thread # added # out # registered #";
        try (Gate gate = new Gate();
                Http stopped = new Http(SITE.port());
                Http other = new Http(SITE.port())) {
            SITE.module("stages", """
                    static int accessHandler(Request req) throws Exception {
                        if ("stop".equals(req.args())) { %s }
                        req.registerOutputFilter("registered", "stages::footer");
                        req.addOutputFilter("registered");
                        req.registerCleanup(() -> logError("told: registered " + Late.text()));
                        req.addHandler("JavaHandler", "added");
                        return OK;
                    }
                    static int handler(Request req) throws Exception {
                        req.write(new String(req.read(), "UTF-8") + " handler " + Late.text());
                        String[] text = new String[1];
                        Thread thread = new Thread(() -> text[0] = Late.text());
                        thread.start();
                        thread.join();
                        req.write(" thread " + text[0]);
                        return OK;
                    }
                    static void logHandler(Request req) { logError("told: log " + Late.text()); }
                    static void cleanupHandler(Request req) { logError("told: cleanup " + Late.text()); }
                    static void inputFilter(Filter filter) throws java.io.IOException {
                        byte[] chunk = filter.read();
                        for (; chunk != null && chunk.length > 0; chunk = filter.read()) {
                            filter.write("input " + Late.text());
                        }
                        if (chunk == null) {
                            filter.close();
                        }
                    }
                    static void footer(Filter filter) throws java.io.IOException {
                        filter.passOn();
                        if (filter.read() == null) {
                            filter.write(" " + filter.name() + " " + Late.text());
                            filter.close();
                        }
                    }
                    """.formatted(gate.here()));
            stopped.write("POST", "/stages/?stop", "x".getBytes(StandardCharsets.US_ASCII), "Content-Length: 1");
            gate.awaitArrival();
            helper(2);
            SITE.log().await("reloaded " + SITE.root() + "/stages/stages.java");
            assertEquals(expected.replace("#", "2"), post(other).body());
            Eventually.holds("the end of the other request", () -> told().size() == 3);
            SITE.log().clear();
            gate.open();
            assertEquals(expected.replace("#", "1"), stopped.read(false).body());
        }
        Eventually.holds("the end of the request", () -> told().size() == 3);
        assertEquals(List.of("log 1", "registered 1", "cleanup 1"), told());
    }

    @Test
    void P59_debugPage_showsTheTextThatRan_thoughTheFileHasAnother() throws Exception {
        try (Gate gate = new Gate();
                Http stopped = new Http(SITE.port())) {
            String thrower = """
                    import org.postern.api.*;
                    public class thrower {
                        static void handler(Request req) throws Exception {
                            if ("stop".equals(req.args())) { %s }
                            throw new IllegalStateException("on purpose"); // version %s
                        }
                    }
                    """;
            SITE.handled(
                    "thrower",
                    "Use JavaRoot " + SITE.root() + "/thrower",
                    "Use JavaHandler thrower",
                    "Use JavaDebug On");
            SITE.file("thrower/thrower.java", thrower.formatted(gate.here(), "one"));
            stopped.write("GET", "/thrower/?stop", new byte[0]);
            gate.awaitArrival();
            SITE.file("thrower/thrower.java", "// a line more\n" + thrower.formatted(gate.here(), "two"));
            String line =
                    "<span class=\"bad\">%4d          throw new IllegalStateException(&quot;on purpose&quot;); // version %s";
            Eventually.holds(
                    "the edit is live", () -> SITE.get("/thrower/").body().contains(line.formatted(6, "two")));
            assertFalse(SITE.get("/thrower/").body().contains("has changed since"), "it is the newest that ran");
            gate.open();
            Answer answer = stopped.read(false);
            assertEquals(500, answer.status());
            assertTrue(answer.body().contains(line.formatted(5, "one")), answer.body());
            assertTrue(answer.body().contains("thrower.java:5 (the file has changed since)</p>"), answer.body());
            assertFalse(answer.body().contains("version two"), answer.body());
        }
    }
}
