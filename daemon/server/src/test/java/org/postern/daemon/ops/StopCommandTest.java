package org.postern.daemon.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.daemon.kit.Eventually;
import picocli.CommandLine;

/** Whom {@code postern stop} stops. The processes are a shell's, as a daemon cannot be told to hand over at a given moment. */
class StopCommandTest {

    @TempDir
    Path folder;

    private final List<ProcessHandle> started = new ArrayList<>();
    private Path pidFile;
    private Path settings;

    @BeforeEach
    void settings() throws IOException {
        pidFile = folder.resolve("daemon.pid");
        settings = folder.resolve("postern.properties");
        Files.writeString(settings, "pid-file = " + pidFile + "\nroots = " + folder + "\n");
    }

    @AfterEach
    void killWhatIsLeft() {
        started.forEach(ProcessHandle::destroyForcibly);
    }

    /** The process id that the script prints first. */
    private long start(String script) throws IOException {
        Process process = new ProcessBuilder("sh", "-c", script).start();
        started.add(process.toHandle());
        BufferedReader said = process.inputReader(StandardCharsets.US_ASCII);
        long told = Long.parseLong(said.readLine());
        ProcessHandle.of(told).ifPresent(started::add);
        Files.writeString(pidFile, process.pid() + "\n");
        return told;
    }

    private String stop() {
        StringWriter said = new StringWriter();
        String[] arguments = {"stop", "--config", settings.toString()};
        CommandLine line = Commands.line(arguments).setErr(new PrintWriter(said, true));
        return line.execute(arguments) + said.toString();
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    @Test
    void daemonThatHandsOverMeanwhile_isStoppedTogetherWithItsSuccessor() throws IOException {
        long successor = start("sleep 600 & trap \"echo $! > " + pidFile + "; exit\" TERM; echo $!; wait");
        assertEquals("0", stop());
        Eventually.holds("the end of the successor", () -> !isAlive(successor));
    }

    @Test
    void childThatIsNoSuccessor_isLeftAlone() throws IOException {
        long child = start("sleep 600 & trap 'exit' TERM; echo $!; wait");
        assertEquals("0", stop());
        assertTrue(isAlive(child));
    }

    @Test
    void daemonThatIsStartedAnewAsSoonAsItEnds_isLeftAlone() throws IOException {
        long other = start("sleep 600 & echo $!; wait");
        start("trap \"echo " + other + " > " + pidFile + "; exit\" TERM; sleep 600 & echo $!; wait");
        assertEquals("0", stop());
        assertTrue(isAlive(other));
    }

    @Test
    void noDaemon_isSaid() throws IOException {
        assertEquals(
                "1postern: PN0108 no daemon runs with these settings: there is no process id in " + pidFile + "\n",
                stop());
        Files.writeString(pidFile, Long.MAX_VALUE + "\n");
        assertEquals("1postern: PN0108 no daemon runs under the process id in " + pidFile + "\n", stop());
    }
}
