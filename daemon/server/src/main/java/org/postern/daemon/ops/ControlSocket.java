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
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.fault.Seldom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How commands reach a daemon that runs: a unix socket, open to the daemon's user alone.
 *
 * <p>A client sends the words of a command, each with a NUL behind it, as file names may hold anything else, and closes its side. It gets
 * an exit code or a fault's code on a line, and text until the end of the stream.
 */
final class ControlSocket implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);
    private static final int LONGEST_COMMAND = 16_384;

    /** For answers that are being given when it closes. */
    private static final int LAST_ANSWERS_SECONDS = 1;

    /** After a failure to accept. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /**
     * What came of a command.
     *
     * @param code the exit code
     * @param text for standard output
     */
    record Answer(int code, String text) {}

    private final Path path;
    private final FreshFile file;
    private volatile boolean published;
    private final Function<List<String>, Answer> commands;
    private final ServerSocketChannel server;
    private final Seldom failures = new Seldom(Clock.systemUTC());
    private final ExecutorService clients = Executors.newCachedThreadPool(task -> daemon(task, "postern-control"));

    /** @param commands takes a command's words; a {@link Fault} is thrown again where the command was given */
    ControlSocket(Path path, Function<List<String>, Answer> commands) {
        this(commands, path);
        publish();
    }

    /** One that nobody finds until {@link #publish}: another daemon has its path. */
    static ControlSocket unpublished(Path path, Function<List<String>, Answer> commands) {
        return new ControlSocket(commands, path);
    }

    private ControlSocket(Function<List<String>, Answer> commands, Path path) {
        this.path = path;
        this.file = new FreshFile(path);
        this.commands = commands;
        try {
            Path unpublished = file.fresh();
            Files.deleteIfExists(unpublished);
            this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(unpublished));
            Files.setPosixFilePermissions(unpublished, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new Fault(Code.CANNOT_START, "control socket " + path + ": " + e.getMessage(), e);
        }
        daemon(this::serve, "postern-control-accept").start();
    }

    Path path() {
        return path;
    }

    /** Takes its path, in one step, whoever has it. */
    void publish() {
        try {
            file.publish();
            published = true;
        } catch (IOException e) {
            throw new Fault(Code.CANNOT_START, "control socket " + path + ": " + e.getMessage(), e);
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private void serve() {
        try {
            while (true) {
                acceptOne();
            }
        } catch (ClosedChannelException | RejectedExecutionException end) {
            LOG.debug("control socket closed");
        }
    }

    private void acceptOne() throws ClosedChannelException {
        try {
            SocketChannel client = server.accept();
            try {
                clients.execute(() -> serve(client));
            } catch (OutOfMemoryError noThread) {
                client.close();
                throw noThread;
            }
        } catch (ClosedChannelException end) {
            throw end;
        } catch (RejectedExecutionException end) {
            throw end;
        } catch (IOException | RuntimeException | Error e) { // too many open files, or no thread: others may end
            failures.happened(times -> LOG.error("{} control socket {}: {}{}", Code.NO_FILES.id(), path, e, times));
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            byte[] command = Channels.newInputStream(client).readNBytes(LONGEST_COMMAND + 1);
            ByteBuffer answer = ByteBuffer.wrap(answer(command).getBytes(StandardCharsets.UTF_8));
            while (answer.hasRemaining()) {
                client.write(answer);
            }
        } catch (IOException gone) {
            LOG.debug("control client gone: {}", gone.toString());
        }
    }

    private String answer(byte[] command) {
        try {
            Answer answer = commands.apply(words(command));
            return answer.code() + "\n" + answer.text();
        } catch (Fault fault) {
            return fault.code().id() + "\n" + fault.text();
        } catch (RuntimeException defect) {
            LOG.error("{} control socket", Code.DEFECT.id(), defect);
            return Code.DEFECT.id() + "\n" + defect + " (see the daemon's log)";
        }
    }

    private static List<String> words(byte[] command) {
        if (command.length > LONGEST_COMMAND || command.length == 0 || command[command.length - 1] != 0) {
            throw new Fault(
                    Code.BAD_ARGUMENT,
                    "the daemon was sent what is no command (expected: words with a NUL behind each, up to "
                            + LONGEST_COMMAND + " bytes)");
        }
        String text = new String(command, 0, command.length - 1, StandardCharsets.UTF_8);
        return List.of(text.split("\0", -1));
    }

    /** Whether a daemon listens there. */
    static boolean isServed(Path path) {
        try (SocketChannel daemon = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return daemon.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException nobody) {
            return false;
        }
    }

    /** Gives a command to the daemon behind a socket. */
    static Answer ask(Path path, String... words) {
        String said;
        try (SocketChannel daemon = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            daemon.connect(UnixDomainSocketAddress.of(path));
            ByteBuffer command = ByteBuffer.wrap((String.join("\0", words) + "\0").getBytes(StandardCharsets.UTF_8));
            while (command.hasRemaining()) {
                daemon.write(command);
            }
            daemon.shutdownOutput();
            said = new String(Channels.newInputStream(daemon).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new Fault(
                    Code.NO_CONTROL,
                    "control socket " + path + ": " + e.getMessage()
                            + " (expected: a daemon that runs, and that was started with these settings or this state folder)",
                    e);
        }
        if (said.isEmpty()) {
            throw new Fault(Code.NO_CONTROL, "control socket " + path + ": the daemon ended without an answer");
        }
        int end = said.indexOf('\n');
        String head = end < 0 ? said : said.substring(0, end);
        String text = said.substring(end + 1);
        if (head.matches("\\d")) {
            return new Answer(Integer.parseInt(head), text);
        }
        throw Code.of(head)
                .map(code -> new Fault(code, text))
                .orElseGet(() -> new Fault(
                        Code.NO_CONTROL,
                        "control socket " + path + ": the daemon there is of another version of Postern"
                                + " (expected: that it was restarted after the update)"));
    }

    @Override
    public void close() {
        leave();
        try {
            Files.deleteIfExists(published ? path : file.fresh());
        } catch (IOException e) {
            LOG.warn("control socket {} stays behind: {}", path, e.toString());
        }
    }

    /** Serves no longer, and leaves its path to the one who has it by now. */
    void leave() {
        try {
            server.close();
            clients.shutdown();
            clients.awaitTermination(LAST_ANSWERS_SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            LOG.warn("control socket {}: {}", path, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        clients.shutdownNow();
    }
}
