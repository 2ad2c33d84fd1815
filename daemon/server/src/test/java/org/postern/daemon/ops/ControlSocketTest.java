package org.postern.daemon.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.kit.LogCapture;

/** Commands to a daemon that runs, word for word. */
@Timeout(30)
class ControlSocketTest {

    @TempDir
    Path folder;

    private Path path;
    private ControlSocket socket;

    @BeforeEach
    void open() {
        path = folder.resolve("control.sock");
        socket = new ControlSocket(path, words -> switch (words.get(0)) {
            case "echo" -> new ControlSocket.Answer(0, String.join("|", words));
            case "problems" -> new ControlSocket.Answer(1, "one\ntwo\n");
            case "wrong" -> throw new Fault(Code.BAD_ARGUMENT, "no\nsuch thing");
            default -> throw new IllegalStateException("on purpose");
        });
    }

    @AfterEach
    void close() {
        socket.close();
    }

    @Test
    void words_arriveAsTheyAre_emptyOnesToo() {
        ControlSocket.Answer answer = ControlSocket.ask(path, "echo", "", "/a folder/\"x\"\n$y.java", "grün", "");
        assertEquals(new ControlSocket.Answer(0, "echo||/a folder/\"x\"\n$y.java|grün|"), answer);
    }

    @Test
    void problems_areTextWithAnExitCode() {
        assertEquals(new ControlSocket.Answer(1, "one\ntwo\n"), ControlSocket.ask(path, "problems"));
    }

    @Test
    void fault_isThrownAgainWhereTheCommandWasGiven() {
        Fault fault = assertThrows(Fault.class, () -> ControlSocket.ask(path, "wrong"));
        assertSame(Code.BAD_ARGUMENT, fault.code());
        assertEquals("no\nsuch thing", fault.text());
    }

    @Test
    void defect_isLoggedAndTold_andTheSocketServesOn() throws InterruptedException {
        try (LogCapture log = new LogCapture()) {
            Fault fault = assertThrows(Fault.class, () -> ControlSocket.ask(path, "defect"));
            assertSame(Code.DEFECT, fault.code());
            assertTrue(fault.text().contains("on purpose"), fault.text());
            assertEquals(1, log.lines("PN0208").size());
        }
        assertEquals("echo", ControlSocket.ask(path, "echo").text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "status", "status\n", "a\0b"})
    void whatIsNoCommand_isRefused(String sent) throws IOException {
        assertTrue(raw(sent).startsWith("PN0110\nthe daemon was sent what is no command"), raw(sent));
    }

    @Test
    void command_isBounded() {
        assertEquals(
                16_384 - 1,
                ControlSocket.ask(path, "echo", "x".repeat(16_384 - 6)).text().length());
        Fault fault = assertThrows(Fault.class, () -> ControlSocket.ask(path, "echo", "x".repeat(16_384 - 5)));
        assertSame(Code.BAD_ARGUMENT, fault.code(), fault.text());
    }

    @Test
    void clientThatSaysNothing_keepsNobodyElseWaiting() throws IOException {
        try (SocketChannel silent = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            silent.connect(UnixDomainSocketAddress.of(path));
            assertEquals("echo", ControlSocket.ask(path, "echo").text());
        }
    }

    @Test
    void daemonOfAnotherVersion_isToldAsSuch() throws IOException {
        socket.close();
        try (var other = java.nio.channels.ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(path));
            Thread answering = new Thread(() -> {
                try (SocketChannel client = other.accept()) {
                    client.write(ByteBuffer.wrap("unknown: echo\n".getBytes(StandardCharsets.UTF_8)));
                    Channels.newInputStream(client).readAllBytes();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            answering.start();
            Fault fault = assertThrows(Fault.class, () -> ControlSocket.ask(path, "echo"));
            assertSame(Code.NO_CONTROL, fault.code());
            assertTrue(fault.text().contains("another version"), fault.text());
        } finally {
            Files.deleteIfExists(path);
        }
    }

    @Test
    void socket_isItsOwnersAlone_andGoneAfterwards() throws IOException {
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        socket.close();
        assertTrue(Files.notExists(path));
        Fault fault = assertThrows(Fault.class, () -> ControlSocket.ask(path, "echo"));
        assertSame(Code.NO_CONTROL, fault.code());
        assertTrue(fault.text().contains("(expected: a daemon that runs"), fault.text());
    }

    private String raw(String sent) throws IOException {
        try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            client.connect(UnixDomainSocketAddress.of(path));
            client.write(ByteBuffer.wrap(sent.getBytes(StandardCharsets.UTF_8)));
            client.shutdownOutput();
            return new String(Channels.newInputStream(client).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
