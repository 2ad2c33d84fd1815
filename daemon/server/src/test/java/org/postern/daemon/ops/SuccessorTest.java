package org.postern.daemon.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postern.daemon.Daemon;
import org.postern.daemon.config.SettingsReader;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.Ports;

/** A daemon and a successor that comes, or does not: what the old one does, step by step. */
@Timeout(60)
class SuccessorTest {

    private static final long PROCESS = ProcessHandle.current().pid();

    @TempDir
    Path folder;

    private int port;
    private Daemon daemon;
    private Daemon successor;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<Fault> failed = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws IOException {
        port = Ports.free();
        Files.writeString(folder.resolve("echo.java"), """
                import org.postern.api.*;
                public class echo {
                    public static void connectionHandler(Connection connection) throws Exception {
                        for (byte[] line; (line = connection.readline()).length > 0; ) {
                            connection.write(line);
                        }
                    }
                }
                """);
        daemon = new Daemon(settings("on").read(), Clock.systemUTC());
        daemon.preload();
    }

    private SettingsReader settings(String epoll) {
        return new SettingsReader()
                .put("ajp.listen", "unix:" + folder.resolve("ajp.sock"))
                .put("ajp.native", epoll)
                .put("roots", folder.toString())
                .put("writers", "off")
                .put("connection.echo.listen", "127.0.0.1:" + port)
                .put("connection.echo.handler", "echo")
                .put("interpreter.echo.root", folder.toString());
    }

    @AfterEach
    void end() {
        daemon.close();
        if (successor != null) {
            successor.close();
        }
    }

    private Restart restart(String... command) {
        return new Restart(daemon, List.of(command), ended::countDown, failed::add);
    }

    /** One that is started by no other than the test, whose process it seems to be. */
    private void takeOver() {
        successor = Daemon.successor(settings("on").read(), Clock.systemUTC());
        successor.load();
        successor.takeOver(PROCESS, (meeting, wanted) -> daemon.give(wanted, meeting, PROCESS));
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    private static void assertEchoes(Socket client) throws IOException {
        client.getOutputStream().write("one\n".getBytes(StandardCharsets.US_ASCII));
        assertEquals("one\n", new String(client.getInputStream().readNBytes(4), StandardCharsets.US_ASCII));
    }

    private static Fault refused(Runnable command) {
        Fault fault = assertThrows(Fault.class, command::run);
        assertSame(Code.RESTART, fault.code());
        return fault;
    }

    @Test
    void portOfAConnectionHandler_isTheSuccessors_andItsClientsStayWhereTheyAre() throws Exception {
        try (Socket before = connect()) {
            assertEchoes(before);
            takeOver();
            daemon.leave();
            try (Socket after = connect()) {
                assertEchoes(after);
                CompletableFuture<Void> left = CompletableFuture.runAsync(daemon::awaitLeft);
                assertEchoes(before);
                assertFalse(left.isDone());
                before.shutdownOutput(); // the handler's loop ends
                left.get(30, TimeUnit.SECONDS);
                daemon.close();
                assertEchoes(after);
            }
        }
        assertTrue(Files.exists(folder.resolve("ajp.sock")), "it is the successor's");
    }

    @Test
    void successorThatFailsHalfway_leavesAllAsItWas() throws Exception {
        takeOver();
        successor.close();
        assertThrows(IOException.class, this::connect);
        daemon.resume();
        try (Socket client = connect()) {
            assertEchoes(client);
        }
        assertTrue(Files.exists(folder.resolve("ajp.sock")));
        takeOver();
    }

    @Test
    void portThatIsTaken_endsTheSuccessor_andIsNamed() throws Exception {
        try (ServerSocket other = new ServerSocket()) {
            successor = Daemon.successor(
                    settings("on")
                            .put("connection.new.listen", "127.0.0.1:" + bound(other))
                            .put("connection.new.handler", "echo")
                            .put("interpreter.new.root", folder.toString())
                            .read(),
                    Clock.systemUTC());
            Fault fault = assertThrows(
                    Fault.class,
                    () -> successor.takeOver(PROCESS, (meeting, wanted) -> daemon.give(wanted, meeting, PROCESS)));
            assertTrue(fault.text().contains("connection.new.listen"), fault.text());
        }
        successor.close();
        daemon.resume();
        assertEchoes(connect());
    }

    private static int bound(ServerSocket socket) throws IOException {
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return socket.getLocalPort();
    }

    @Test
    void nio_isRefused_withWhatToDo() {
        daemon.close();
        daemon = new Daemon(settings("off").read(), Clock.systemUTC());
        Fault fault = refused(() -> restart("true").restart(10));
        assertTrue(fault.text().contains("ajp.native = on") && fault.text().contains("stop and start"), fault.text());
    }

    @Test
    void processThatEnds_isTold_andTheNextOneMayTry() {
        Restart restart = restart("sh", "-c", "exit 3");
        for (int i = 0; i < 2; i++) {
            assertTrue(refused(() -> restart.restart(30)).text().contains("it ended with code 3"));
        }
        assertTrue(refused(() -> restart("/nowhere").restart(30)).text().contains("cannot be started"));
    }

    @Test
    void processThatIsTooSlow_isEnded() throws IOException {
        Path pid = folder.resolve("pid");
        Fault fault = refused(() ->
                restart("sh", "-c", "echo $$ > " + pid + "; exec sleep 1000").restart(1));
        assertTrue(fault.text().contains("it does not serve after 1 s"), fault.text());
        long process = Long.parseLong(Files.readString(pid).strip());
        Eventually.holds("it has ended", () -> ProcessHandle.of(process).isEmpty());
    }

    @Test
    void whileOneStarts_anotherIsRefused_andTheEndOfTheDaemonIsItsEnd() throws Exception {
        Path pid = folder.resolve("pid");
        Restart restart = restart("sh", "-c", "echo $$ > " + pid + "; exec sleep 1000");
        CompletableFuture<Fault> first = CompletableFuture.supplyAsync(() -> refused(() -> restart.restart(60)));
        Eventually.holds("it runs", () -> Files.exists(pid) && Files.size(pid) > 1);
        assertTrue(refused(() -> restart.restart(60)).text().contains("another restart"));
        restart.close();
        assertTrue(first.get(30, TimeUnit.SECONDS).text().contains("stopped meanwhile"));
        long process = Long.parseLong(Files.readString(pid).strip());
        Eventually.holds("it has ended", () -> ProcessHandle.of(process).isEmpty());
    }

    @Test
    void otherProcesses_getNothing() throws Exception {
        Path pid = folder.resolve("pid");
        Restart restart = restart("sh", "-c", "echo $$ > " + pid + "; exec sleep 1000");
        CompletableFuture<Fault> first = CompletableFuture.supplyAsync(() -> refused(() -> restart.restart(60)));
        Eventually.holds("it runs", () -> Files.exists(pid) && Files.size(pid) > 1);
        refused(() -> restart.give(PROCESS, "meeting", "unix:" + folder.resolve("ajp.sock")));
        refused(() -> restart.serving(PROCESS, folder, folder));
        refused(() -> restart.failed(PROCESS, "why"));
        restart.failed(Long.parseLong(Files.readString(pid).strip()), "PN0104 this and that");
        assertTrue(first.get(30, TimeUnit.SECONDS).text().endsWith("did not take over: PN0104 this and that"));
        assertEquals(1, ended.getCount());
    }

    @Test
    void processThatServes_isAnswered_andThisOneLeavesAndEnds() throws Exception {
        Path pid = folder.resolve("pid");
        Restart restart = restart("sh", "-c", "echo $$ > " + pid + "; exec sleep 1000");
        CompletableFuture<ControlSocket.Answer> first = CompletableFuture.supplyAsync(() -> restart.restart(60));
        Eventually.holds("it runs", () -> Files.exists(pid) && Files.size(pid) > 1);
        long process = Long.parseLong(Files.readString(pid).strip());
        restart.serving(process, folder.resolve("control"), folder.resolve("pid"));
        assertEquals(
                new ControlSocket.Answer(0, "process " + process + " serves in place of process " + PROCESS + "\n"),
                first.get(30, TimeUnit.SECONDS));
        assertTrue(ended.await(30, TimeUnit.SECONDS));
        assertTrue(restart.isTheirs(folder.resolve("control")) && !restart.isTheirs(folder.resolve("other")));
        restart.close();
        assertTrue(ProcessHandle.of(process).isPresent(), "one that serves is left alone");
        ProcessHandle.of(process).ifPresent(ProcessHandle::destroyForcibly);
        assertEquals(List.of(), failed);
    }
}
