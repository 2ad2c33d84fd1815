package org.postern.daemon.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.postern.daemon.kit.Eventually;

/** A machine whose first process is systemd, on this machine's files, which it does not change, and with its network; {@code systemd.sh} makes it. */
final class SystemdMachine implements AutoCloseable {

    private static final Path SCRIPT = Path.of("src/test/resources/org/postern/daemon/ops/systemd.sh");
    private static final Path HOME = Path.of("../..").toAbsolutePath().normalize();

    private final Path folder;
    private Process machine;
    private String leader = "";

    /** What commands of the machine end with. */
    record Ended(int code, String said) {

        /** What it said, where that was well. */
        String well() {
            assertEquals(0, code, said);
            return said;
        }
    }

    SystemdMachine() throws IOException {
        folder = Files.createTempDirectory("postern-systemd-").toRealPath();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String name : List.of("units", "etc", "shop")) {
            Files.createDirectory(folder.resolve(name));
        }
    }

    Path folder() {
        return folder;
    }

    /** Starts it; where systemd cannot run, the test is skipped with the reason. */
    void start() throws IOException, InterruptedException {
        assumeTrue(PrivateHttpd.isRoot(), "only root can run a systemd apart from the machine's own");
        assumeTrue(Files.isExecutable(Path.of("/lib/systemd/systemd")), "systemd is not installed");
        Path said = folder.resolve("said");
        machine = new ProcessBuilder(
                        "unshare", "--mount", "bash", SCRIPT.toString(), folder.toString(), HOME.toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        Path file = folder.resolve("leader");
        Eventually.holds("systemd begins, or cannot", () -> is(file) || !machine.isAlive());
        assumeTrue(is(file), () -> "systemd cannot run here: " + text(said));
        leader = text(file).strip();
        Eventually.holds(
                "systemd answers, or ends",
                () -> run("systemctl", "is-active", "basic.target").code() == 0
                        || !ProcessHandle.of(Long.parseLong(leader)).isPresent());
        assumeTrue(
                ProcessHandle.of(Long.parseLong(leader)).isPresent(), () -> "systemd ended by itself: " + text(said));
    }

    private static boolean is(Path file) {
        return text(file).endsWith("\n");
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Runs a command there, to its end. */
    Ended run(String... command) throws IOException, InterruptedException {
        Process process = begin(command);
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), said.strip());
    }

    /** Begins to run one. */
    Process begin(String... command) throws IOException {
        List<String> all = new ArrayList<>(List.of("timeout", "100", "nsenter", "--all", "--target", leader));
        all.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
        builder.environment().put("SYSTEMD_PAGER", "cat");
        return builder.start();
    }

    /** A file there. */
    Path file(String path) {
        return Path.of("/proc", leader, "root", path);
    }

    @Override
    public void close() throws IOException {
        try {
            if (machine != null) {
                machine.getOutputStream().close();
                if (!machine.waitFor(30, TimeUnit.SECONDS)) {
                    machine.destroyForcibly().waitFor();
                    throw new AssertionError("the machine does not end: " + text(folder.resolve("said")));
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
