package org.postern.daemon.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.TestSite;

/** What handlers do with the connections of their ports. Each test has a port, and a module of its name. */
@Timeout(60)
class ConnectionHandlerTest {

    @RegisterExtension
    static final TestSite SITE = ports(
            "raw", "splits", "sizes", "rest", "edits", "fails", "gone", "goodbye", "logs", "duplex", "wrong", "later",
            "fresh", "broken", "state");

    private static TestSite ports(String... names) {
        TestSite site = new TestSite()
                .setting("interpreter.raw.root", "@ROOT@")
                .setting("workers.threads", "1")
                .setting("workers.queue", "0");
        for (String name : names) {
            site.setting("connection." + name + ".listen", "127.0.0.1:0");
            site.setting("connection." + name + ".handler", name);
            site.setting("connection." + name + ".interpreter", "raw");
        }
        return site;
    }

    /** Writes the module of a port; its method has these statements. */
    private static void handler(String name, String body) throws IOException {
        module(name, "static void connectionHandler(Connection c) throws Exception { " + body + " }");
    }

    /** Its first text is there when the daemon starts, as one that was missed is looked for again only once its folder has changed. */
    private static void module(String name, String members) throws IOException {
        boolean isNew = !Files.exists(SITE.root().resolve(name + ".java"));
        if (isNew) {
            SITE.stopDaemon();
        }
        write(name, members);
        if (isNew) {
            SITE.startDaemon();
        }
    }

    private static void write(String name, String members) throws IOException {
        SITE.file(name + ".java", """
                import static org.postern.api.Apache.*;
                import java.nio.charset.StandardCharsets;
                import org.postern.api.*;

                public class %s {
                    %s
                    static String text(byte[] bytes) { return new String(bytes, StandardCharsets.UTF_8); }
                }
                """.formatted(name, members));
    }

    private static Client connect(String name) throws IOException {
        return new Client(SITE.daemon().connectionHandlers().get(name).getPort());
    }

    private static List<String> errors(String text) {
        return SITE.logged(text).stream()
                .filter(line -> !line.startsWith("DEBUG"))
                .toList();
    }

    private static final String RAW_ANSWER = """
            static int connectionHandler(Connection c) throws Exception {
                while (text(c.readline()).strip().length() > 0) {}
                c.write("HTTP/1.1 200 OK\\r\\n");
                c.write("Content-Length: 7\\r\\n");
                c.write("\\r\\n");
                c.write("test ok");
                return OK;
            }""";

    @Test
    void test_connectionhandler_readsLinesUntilTheBlankOne_andWritesARawAnswer() throws IOException {
        module("raw", RAW_ANSWER);
        try (Client client = connect("raw")) {
            client.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
            assertEquals("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\ntest ok", client.rest());
        }
    }

    @Test
    void lines_areTheSame_whereverTheyAreCut() throws IOException {
        handler("splits", """
                byte[] line;
                while ((line = c.readline()).length > 0) { c.write("[" + text(line) + "]"); }
                """);
        String text = "one\r\n\n\u00fcber\nlast";
        for (int cut = 0; cut <= text.length(); cut++) {
            try (Client client = connect("splits")) {
                client.send(text.substring(0, cut));
                if (cut > 5) {
                    assertEquals("[one\r\n]", client.read(7)); // so what follows comes by itself
                }
                client.send(text.substring(cut)).end();
                assertEquals((cut > 5 ? "" : "[one\r\n]") + "[\n][\u00fcber\n][last]", client.rest());
            }
        }
    }

    @Test
    void aByteAtATime_makesTheSameLines() throws IOException {
        handler("splits", """
                byte[] line;
                while ((line = c.readline()).length > 0) { c.write("[" + text(line) + "]"); }
                """);
        try (Client client = connect("splits")) {
            for (char c : "one\r\ntwo\n".toCharArray()) {
                client.send(String.valueOf(c));
            }
            assertEquals("[one\r\n][two\n]", client.end().rest());
        }
    }

    @Test
    void reads_areUpToTheirSize_andEmptyAtTheEnd() throws IOException {
        handler("sizes", """
                c.write("<" + text(c.readline(4)) + "><" + text(c.readline(4)) + "><" + text(c.read(1)) + ">");
                StringBuilder rest = new StringBuilder();
                byte[] some;
                while ((some = c.read(3)).length > 0) {
                    if (some.length > 3) { rest.append("too many"); }
                    rest.append(text(some));
                }
                c.write("<" + rest + "><" + c.read(3).length + c.read().length + c.read(-1).length + c.readline().length + ">");
                """);
        try (Client client = connect("sizes")) {
            assertEquals(
                    "<hell><o\n><w><orld, goodbye\n><0000>",
                    client.send("hello\nworld, goodbye\n").end().rest());
        }
    }

    @Test
    void readWithoutSize_isWhatIsThere_andMinusOneAllUntilTheEnd() throws IOException {
        handler("rest", "c.write(text(c.read()) + \"|\"); c.write(text(c.read(-1)));");
        try (Client client = connect("rest")) {
            assertEquals("there|", client.send("there").read(6));
            String much = "0123456789".repeat(5000);
            assertEquals(much, client.send(much).end().rest());
        }
    }

    @Test
    void anEdit_countsFromTheNextConnectionOn() throws IOException {
        String echo = "byte[] line; while ((line = c.readline()).length > 0) { c.write(\"%s \" + text(line)); }";
        handler("edits", echo.formatted("one"));
        try (Client open = connect("edits")) {
            assertEquals("one a\n", open.send("a\n").read(6));
            handler("edits", echo.formatted("two"));
            Eventually.holds("the new version has a connection", () -> {
                try (Client next = connect("edits")) {
                    return next.send("b\n").end().rest().equals("two b\n");
                }
            });
            assertEquals("one c\n", open.send("c\n").end().rest());
        }
    }

    @Test
    void anException_isLoggedWithItsTrace_andTheConnectionClosed() throws Exception {
        handler("fails", "c.write(\"so far\"); throw new IllegalStateException(\"on purpose\");");
        try (Client client = connect("fails")) {
            assertEquals("so far", client.rest());
        }
        String line = SITE.log().await("on purpose");
        assertTrue(
                line.matches("ERROR \\[interpreter\\.raw] PN0501 java\\.lang\\.IllegalStateException: on purpose"
                        + " \\[connection fails, client 127\\.0\\.0\\.1:\\d+, interpreter raw, handler fails]"),
                line);
        assertTrue(
                SITE.log().traces("on purpose").get(0).contains("fails.connectionHandler(fails.java:6)"),
                () -> SITE.log().traces("on purpose").toString());
    }

    @Test
    void aSourceThatDoesNotCompile_isLogged_andMendedForTheNextConnection() throws Exception {
        handler("broken", "nonsense;");
        try (Client client = connect("broken")) {
            assertEquals("", client.rest());
        }
        String line = SITE.log().await("[connection broken, client");
        assertTrue(line.startsWith("ERROR [interpreter.raw] PN0404 " + SITE.root() + "/broken.java: "), line);
        handler("broken", "c.write(\"mended\");");
        Eventually.holds("the mended one answers", () -> {
            try (Client client = connect("broken")) {
                return client.rest().equals("mended");
            }
        });
    }

    @Test
    void aClientThatIsGone_isNoError() throws Exception {
        handler("gone", """
                c.readline();
                try {
                    while (true) { c.write(new byte[65536]); }
                } finally {
                    logError("noticed, and aborted() is " + c.aborted());
                }
                """);
        try (Client client = connect("gone")) {
            client.send("go\n").read(10);
            client.reset();
        }
        assertEquals(
                "ERROR [interpreter.raw] noticed, and aborted() is true",
                SITE.log().await("noticed"));
        assertEquals(List.of(), errors("[connection gone"));
    }

    @Test
    void whatWasWritten_arrives_thoughTheClientSentMoreThanWasRead() throws IOException {
        handler("goodbye", "c.readline(); c.write(\"goodbye\");");
        for (int i = 0; i < 20; i++) {
            try (Client client = connect("goodbye")) {
                client.send("hello\n" + "x".repeat(100_000)).end();
                assertEquals("goodbye", client.rest());
            }
        }
    }

    @Test
    void itKnowsBothEnds_andLogsForItsInterpreter() throws Exception {
        handler("logs", """
                c.logError("said");
                c.logError("two\\nlines", APLOG_WARNING);
                c.write(c.remoteIp() + " " + c.clientIp().equals(c.remoteIp()) + " " + c.clientAddr().equals(c.remoteAddr())
                        + " " + c.localIp() + " " + c.localAddr().getPort() + " " + c.remoteHost() + " " + c.aborted());
                """);
        try (Client client = connect("logs")) {
            int port = SITE.daemon().connectionHandlers().get("logs").getPort();
            assertEquals("127.0.0.1 true true 127.0.0.1 " + port + " null false", client.rest());
        }
        assertEquals(
                "ERROR [interpreter.raw] [client 127.0.0.1] said", SITE.log().await("said"));
        assertEquals(
                "WARN [interpreter.raw] [client 127.0.0.1] two\\x0alines",
                SITE.log().await("two\\x0a"));
    }

    @Test
    void oneThreadReads_whileAnotherOneWrites() throws IOException {
        handler("duplex", """
                Thread writer = new Thread(() -> {
                    try { for (int i = 0; i < 64; i++) { c.write(new byte[65536]); } }
                    catch (java.io.IOException e) { throw new java.io.UncheckedIOException(e); }
                });
                writer.start();
                int got = 0;
                byte[] some;
                while ((some = c.read()).length > 0) { got += some.length; }
                writer.join();
                c.write("got " + got);
                """);
        try (Client client = connect("duplex")) {
            client.send("x".repeat(1_000_000)).end();
            client.read(64 * 65_536);
            assertEquals("got 1000000", client.rest());
        }
    }

    @Test
    void aMethodForRequests_isRefused() throws Exception {
        module("wrong", "static int connectionHandler(Request req) { return OK; }");
        try (Client client = connect("wrong")) {
            assertEquals("", client.rest());
        }
        SITE.log()
                .await(
                        "PN0403 connection.wrong.handler = wrong: class wrong: method connectionHandler cannot be a handler"
                                + " (expected: int or void connectionHandler(Connection))");
    }

    @Test
    void aModuleThatIsNotThere_isToldAtTheStart_andUsedOnceItIs() throws IOException {
        String told = "PN0401 connection.later.handler = later: module later: there is no source file; looked for";
        assertTrue(SITE.logged(told).size() > 0, () -> SITE.log().lines().toString());
        write("later", "void connectionHandler(Connection c) throws Exception { c.write(\"on an instance\"); }");
        Eventually.holds("it is seen", () -> {
            try (Client client = connect("later")) {
                return client.rest().equals("on an instance");
            }
        });
    }

    @Test
    void serverReturn_endsIt() throws IOException {
        handler("fresh", "c.write(\"bye\"); throw new ServerReturn(DONE);");
        try (Client client = connect("fresh")) {
            assertEquals("bye", client.rest());
        }
        assertEquals(List.of(), errors("[connection fresh"));
    }

    @Test
    void openConnections_takeNoThreadFromRequests_andShareStateWithThem() throws IOException {
        module("state", """
                static final java.util.concurrent.atomic.AtomicInteger OPEN = new java.util.concurrent.atomic.AtomicInteger();
                static void connectionHandler(Connection c) throws Exception {
                    c.write("" + OPEN.incrementAndGet());
                    c.read();
                }
                static void handler(Request req) throws Exception { req.write("" + OPEN.get()); }
                """);
        SITE.handled("state", "Use JavaInterpreter raw", "Use JavaRoot " + SITE.root(), "Use JavaHandler state");
        try (Client one = connect("state");
                Client two = connect("state")) {
            assertEquals("12", one.read(1).equals("1") ? "1" + two.read(1) : two.read(1) + "2");
            assertEquals("2", SITE.get("/state/").body());
        }
    }
}
