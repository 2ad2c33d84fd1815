package org.postern.daemon.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.Ports;
import org.postern.daemon.kit.Sources;

/** A daemon in a process of its own that gets no more threads, as a handler has taken all that its user may have. */
@Timeout(120)
class FewThreadsTest {

    private static final String EATER = Sources.module("eat", """
            public static int handler(Request req) throws Exception {
                java.io.File end = new java.io.File(req.args());
                while (true) {
                    Thread thread = new Thread(() -> {
                        while (!end.exists()) {
                            LockSupport.parkNanos(50_000_000);
                        }
                    });
                    thread.setDaemon(true);
                    thread.start();
                }
            }
            """);

    private static String page(String text) {
        return Sources.handler("page", "req.write(\"" + text + "\"); return OK;");
    }

    private static final String LINE = Sources.module("line", """
            public static void connectionHandler(Connection connection) throws Exception {
                connection.write("hello".getBytes());
            }
            """);

    /** What a connection handler's client is sent until the end. */
    private static String line(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (SocketException reset) {
            return "";
        }
    }

    @Test
    void requestsGetAnAnswer_andEditsComeWhenThereAreThreadsAgain() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(20);
        int port = Ports.free();
        try (DaemonProcess site = new DaemonProcess().ofAUserWithThreads(200)) {
            site.setting("connection.line.listen", "127.0.0.1:" + port)
                    .setting("connection.line.handler", "line")
                    .setting("interpreter.line.root", site.folder().resolve("site/line"));
            site.handler("line", "return OK;");
            site.source("line", LINE);
            site.handler("eat", "return OK;");
            site.source("eat", EATER);
            site.handler("slow", "Thread.sleep(20); req.write(\"slow\"); return OK;");
            site.handler("page", "req.write(\"one\"); return OK;");
            site.start();
            Path end = site.folder().resolve("end");
            assertEquals("one", site.get("/page/").body());
            assertEquals("slow", site.get("/slow/").body());
            assertEquals(500, site.get("/eat/?" + end).status());
            assertTrue(site.logged("PN0212").get(0).contains("unable to create native thread"), site.out());
            site.source("page", page("two"));
            List<Future<Integer>> answers = IntStream.range(0, 100)
                    .mapToObj(i -> clients.submit(() -> site.get("/slow/").status()))
                    .toList();
            Set<Integer> statuses = new TreeSet<>();
            for (Future<Integer> answer : answers) {
                statuses.add(answer.get());
            }
            assertTrue(statuses.contains(200) && Set.of(200, 503).containsAll(statuses), statuses::toString);
            assertEquals(1, site.logged("PN0212 no thread for a request").size(), site.out());
            Eventually.holds(
                    "the reload that fails is told of",
                    () -> !site.logged("PN0212 watching").isEmpty());
            assertEquals("", line(port));
            Eventually.holds("the port tells", () -> site.logged("PN0604").size() == 1);
            assertEquals('1', site.run("status").charAt(0));
            Eventually.holds(
                    "the control socket tells",
                    () -> site.logged("PN0211 control socket").size() == 1);
            Files.createFile(end);
            site.awaitBody("/page/", "two");
            Eventually.holds("the port takes clients again", () -> line(port).equals("hello"));
            assertEquals('0', site.run("status").charAt(0));
            assertEquals(List.of(), site.logged("PN0411"), "the system has told");
            for (int i = 0; i < 20; i++) {
                assertEquals("slow", site.get("/slow/").body());
            }
        } finally {
            clients.shutdownNow();
        }
    }
}
