package org.postern.daemon.kit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A server from Debian's packages, on a port and in a folder of its own, that a test may kill and start again. */
public abstract class ServerProcess implements BeforeAllCallback, AfterAllCallback {

    private Path folder = Path.of("");
    private int port;
    private Process process;

    /** Makes what it needs before it starts first. */
    abstract void prepare() throws IOException, InterruptedException;

    /** What starts it in the foreground. */
    abstract List<String> command();

    /** Whether it does what it is for; it listens already. */
    abstract boolean isReady();

    /** The signal that ends it at once, without a farewell, and with its children. */
    abstract String deadly();

    @Override
    public final void beforeAll(ExtensionContext context) throws IOException, InterruptedException {
        folder = Files.createTempDirectory("server");
        port = Ports.free();
        prepare();
        start();
    }

    public final void start() throws IOException, InterruptedException {
        process = new ProcessBuilder(command())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(out().toFile()))
                .start();
        Eventually.holds(command().get(0) + " answers: " + out(), () -> {
            if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                throw new IOException("ended: " + Files.readString(out()));
            }
            return listens() && isReady();
        });
    }

    private Path out() {
        return folder.resolve("out");
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Ends it at once. */
    public final void kill() throws IOException, InterruptedException {
        if (process != null && process.isAlive()) {
            thaw();
            run("kill", "-" + deadly(), String.valueOf(process.pid()));
            process.waitFor();
        }
    }

    /** Lets it and its children do nothing more, not even refuse connections. */
    public final void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    public final void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    /** Its children first: a thawed parent makes new ones. */
    private void signal(String name) throws IOException, InterruptedException {
        for (ProcessHandle child : process.descendants().toList()) {
            if (child.isAlive()) {
                new ProcessBuilder("kill", "-" + name, String.valueOf(child.pid()))
                        .start()
                        .waitFor(); // or it has ended meanwhile
            }
        }
        run("kill", "-" + name, String.valueOf(process.pid()));
    }

    final void run(String... command) throws IOException, InterruptedException {
        Process run = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(out().toFile()))
                .start();
        if (run.waitFor() != 0) {
            throw new IOException(List.of(command) + ": " + Files.readString(out()));
        }
    }

    /** Writes what {@link #passwordFile} has. */
    final void password(String password) throws IOException {
        Set<PosixFilePermission> own = PosixFilePermissions.fromString("rw-------");
        Files.createFile(passwordFile(), PosixFilePermissions.asFileAttribute(own));
        Files.writeString(passwordFile(), password);
    }

    public final Path passwordFile() {
        return folder.resolve("password");
    }

    public final Path folder() {
        return folder;
    }

    public final int port() {
        return port;
    }

    @Override
    public final void afterAll(ExtensionContext context) throws IOException, InterruptedException {
        kill();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
