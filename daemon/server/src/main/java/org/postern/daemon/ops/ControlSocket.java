package org.postern.daemon.ops;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.function.Supplier;

import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How commands reach a daemon that runs: a unix socket, open to the daemon's user alone. A client sends one word and a newline, and gets
 * text until the end of the stream.
 */
final class ControlSocket implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);
    private static final int LONGEST_WORD = 100;

    private final Path path;
    private final Map<String, Supplier<String>> answers;
    private final ServerSocketChannel server;

    ControlSocket(Path path, Map<String, Supplier<String>> answers) {
        this.path = path;
        this.answers = answers;
        try {
            Files.deleteIfExists(path);
            this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new Fault(Code.CANNOT_START, "control socket " + path + ": " + e.getMessage(), e);
        }
        Thread thread = new Thread(this::serve, "postern-control");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        try {
            while (true) {
                try (SocketChannel client = server.accept()) {
                    answer(client);
                } catch (ClosedChannelException end) {
                    throw end;
                } catch (IOException gone) {
                    LOG.debug("control client gone: {}", gone.toString());
                }
            }
        } catch (ClosedChannelException end) {
            LOG.debug("control socket closed");
        }
    }

    private void answer(SocketChannel client) throws IOException {
        String word =
                new String(Channels.newInputStream(client).readNBytes(LONGEST_WORD), StandardCharsets.UTF_8).strip();
        Supplier<String> known = answers.get(word);
        String answer = known == null ? "unknown: " + word + "\n" : known.get();
        ByteBuffer bytes = ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            client.write(bytes);
        }
    }

    /** Asks the daemon behind a socket. */
    static String ask(Path path, String word) {
        try (SocketChannel daemon = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            daemon.connect(UnixDomainSocketAddress.of(path));
            daemon.write(ByteBuffer.wrap((word + "\n").getBytes(StandardCharsets.UTF_8)));
            daemon.shutdownOutput();
            return new String(Channels.newInputStream(daemon).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new Fault(Code.NO_CONTROL, "control socket " + path + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.warn("control socket {} stays behind: {}", path, e.toString());
        }
    }
}
