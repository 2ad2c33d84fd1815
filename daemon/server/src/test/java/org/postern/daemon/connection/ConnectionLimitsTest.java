package org.postern.daemon.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.TestSite;

/** What a connection handler's clients cannot do, and how its port opens and closes. */
@Timeout(60)
class ConnectionLimitsTest {

    private static final String NAME = "narrow";

    @RegisterExtension
    static final TestSite SITE = new TestSite()
            .setting("connection.narrow.listen", "127.0.0.1:0")
            .setting("connection.narrow.handler", "narrow")
            .setting("interpreter.narrow.root", "@ROOT@");

    private static void start(String body, String... settings) throws IOException {
        SITE.stopDaemon();
        SITE.log().clear();
        SITE.file("narrow.java", """
                import static org.postern.api.Apache.*;
                import org.postern.api.*;
                import java.io.IOException;

                public class narrow {
                    static void connectionHandler(Connection c) throws Exception { %s }
                }
                """.formatted(body));
        for (int i = 0; i < settings.length; i += 2) {
            SITE.setting("connection.narrow." + settings[i], settings[i + 1]);
        }
        SITE.startDaemon();
    }

    @BeforeEach
    void asEver() {
        SITE.setting("connection.narrow.listen", "127.0.0.1:0")
                .setting("connection.narrow.max", "100")
                .setting("connection.narrow.timeout", "60s")
                .setting("connection.narrow.read-max", "64k");
    }

    private static InetSocketAddress address() {
        return SITE.daemon().connectionHandlers().get(NAME);
    }

    private static Client connect() throws IOException {
        return new Client(address().getPort());
    }

    @Test
    void moreThanTheMost_areClosedAtOnce_andToldOfOnce() throws IOException {
        start("c.write(\"in\"); c.read();", "max", "2");
        try (Client one = connect();
                Client two = connect()) {
            assertEquals("in", one.read(2));
            assertEquals("in", two.read(2));
            for (int i = 0; i < 5; i++) {
                try (Client refused = connect()) {
                    assertEquals("", refused.rest());
                }
            }
        }
        List<String> told = SITE.logged("PN0601");
        assertEquals(1, told.size(), told.toString());
        assertTrue(
                told.get(0)
                        .matches("WARN \\[.*Port] PN0601 connection\\.narrow\\.max = 2: a connection from"
                                + " /127\\.0\\.0\\.1:\\d+ was closed"),
                told.get(0));
        Eventually.holds("there is room again", () -> {
            try (Client next = connect()) {
                return next.end().rest().equals("in");
            }
        });
    }

    @Test
    void aSilentClient_isAnIOException_afterWhichItMayGoOn() throws Exception {
        start("""
                c.write("?");
                try { c.readline(); } catch (java.net.SocketTimeoutException e) { c.write(e.getMessage() + "\\n"); }
                String line;
                do {
                    try { line = new String(c.readline()); } catch (java.net.SocketTimeoutException e) { line = ""; }
                } while (line.isEmpty());
                c.write("and then " + line);
                while (true) { c.read(); }
                """, "timeout", "50ms");
        try (Client client = connect()) {
            assertEquals("?", client.send("he").read(1));
            String told = "the client has sent nothing for 0.05 s (connection.narrow.timeout)\n";
            assertEquals(told, client.read(told.length()));
            assertEquals("and then hello\n", client.send("llo\n").rest());
        }
        String line = SITE.log().await("PN0602");
        assertTrue(line.startsWith("INFO [interpreter.narrow] PN0602 the client has sent nothing for 0.05 s"), line);
        assertTrue(line.contains("[connection narrow, client 127.0.0.1:"), line);
    }

    @Test
    void aClientThatTakesNothing_isAnIOException() throws Exception {
        start("while (true) { c.write(new byte[1 << 20]); }", "timeout", "50ms");
        try (Client client = connect()) {
            assertTrue(SITE.log().await("PN0602").contains("the client has taken nothing for 0.05 s"));
            client.read(1);
        }
    }

    @Test
    void aLineThatNeverEnds_isAnIOException() throws Exception {
        start("""
                try { c.readline(); } catch (IOException e) { c.write(e.getMessage() + ", but " + c.readline(3).length + " by size"); }
                c.readline();
                """, "read-max", "10k");
        try (Client client = connect()) {
            assertEquals(
                    "a line is longer than connection.narrow.read-max allows, 10240 bytes, but 3 by size",
                    client.send("x".repeat(30_000)).end().rest());
        }
        SITE.log().await("INFO [interpreter.narrow] PN0602 a line is longer than connection.narrow.read-max allows");
    }

    @Test
    void aLineOfTheMostBytes_isALine() throws IOException {
        start(
                "while (true) { int length = c.readline().length; if (length == 0) { return; } c.write(length + \" \"); }",
                "read-max",
                "8k");
        try (Client client = connect()) {
            String line = "x".repeat(8191) + "\n";
            assertEquals(
                    "8192 8192 8192 ",
                    client.send(line + line + "y".repeat(8192)).end().rest());
        }
    }

    @Test
    void allUntilTheEnd_hasALimitToo() throws Exception {
        start("c.read(-1);", "read-max", "1k");
        try (Client client = connect()) {
            client.send("x".repeat(1025));
            SITE.log().await("PN0602 more came than connection.narrow.read-max allows, 1024 bytes, before the end");
        }
    }

    @Test
    void aStop_closesOpenConnections_andThePort() throws Exception {
        start("c.write(\"in\"); try { c.read(); } finally { logError(\"woken up\"); }");
        InetSocketAddress address = address();
        try (Client client = connect()) {
            assertEquals("in", client.read(2));
            SITE.stopDaemon();
            assertEquals("", client.rest());
            assertThrows(IOException.class, () -> new Client(address.getPort()).close());
        }
        assertEquals(1, SITE.logged("woken up").size());
        assertEquals(List.of(), SITE.logged("PN0"));
    }

    @Test
    void aStop_letsAConnectionEnd_thatIsAboutTo() throws Exception {
        start(
                "c.write(\"in\"); while (c.localIp() != null && !stopping()) { Thread.onSpinWait(); } c.write(\", bye\"); }"
                        + " static boolean stopping() { return System.getProperties().containsKey(\"postern.test.stopping\");");
        try (Client client = connect()) {
            assertEquals("in", client.read(2));
            InetSocketAddress address = address();
            Thread stop = new Thread(SITE::stopDaemon);
            stop.start();
            Eventually.holds("the port is closed", () -> {
                try {
                    new Client(address.getPort()).close();
                    return false;
                } catch (IOException closed) {
                    return true;
                }
            });
            System.setProperty("postern.test.stopping", "");
            assertEquals(", bye", client.rest());
            stop.join();
        } finally {
            System.clearProperty("postern.test.stopping");
        }
    }

    @Test
    void anOpenConnection_keepsNoOldVersionForEver() throws Exception {
        SITE.setting("drain", "50ms");
        String echo = "byte[] line; while ((line = c.readline()).length > 0) { c.write(line); } }"
                + " static void onRetire() { logError(\"retired\");";
        start(echo);
        try (Client client = connect()) {
            assertEquals("a\n", client.send("a\n").read(2));
            SITE.file("narrow.java", Files.readString(SITE.root().resolve("narrow.java")) + "// edited");
            SITE.log().await("retired");
            assertEquals("b\n", client.send("b\n").end().rest());
        } finally {
            SITE.setting("drain", "60s");
        }
    }

    @Test
    void aPortThatIsTaken_endsTheStart() throws IOException {
        start("");
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            String where = "127.0.0.1:" + taken.getLocalPort();
            Fault fault = assertThrows(Fault.class, () -> start("", "listen", where));
            assertSame(Code.CANNOT_LISTEN, fault.code());
            assertEquals("connection.narrow.listen = " + where + ": Address already in use", fault.text());
        }
        asEver();
        SITE.startDaemon();
        assertEquals(List.of(), SITE.logged("PN0603"));
    }

    @Test
    void aPortThatOthersMayReach_isToldOf() throws IOException {
        start("c.write(\"in\");", "listen", "0.0.0.0:0");
        assertTrue(
                SITE.logged("PN0603")
                        .get(0)
                        .contains("connection.narrow.listen = 0.0.0.0:"
                                + address().getPort()),
                SITE.log().lines().toString());
        try (Client client = connect()) {
            assertEquals("in", client.rest());
        }
    }
}
