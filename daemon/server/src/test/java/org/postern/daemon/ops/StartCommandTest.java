package org.postern.daemon.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** When {@code postern start} refuses before it has touched anything. */
class StartCommandTest {

    @TempDir
    Path folder;

    @Test
    void daemonThatRunsAlready_isNamedWithWhatCanBeDone() throws IOException {
        Path settings = folder.resolve("postern.properties");
        Files.writeString(settings, "roots = " + folder + "\n");
        Path control = folder.resolve("postern.properties.control");
        try (ControlSocket running = new ControlSocket(control, words -> new ControlSocket.Answer(0, ""))) {
            StringWriter said = new StringWriter();
            String[] arguments = {"start", "--config", settings.toString()};
            CommandLine line = Commands.line(arguments).setErr(new PrintWriter(said, true));
            assertEquals(1, line.execute(arguments));
            assertEquals(
                    "postern: PN0108 a daemon runs with these settings already, and answers at " + running.path()
                            + " (expected: none; `postern restart` puts a new process in its place, `postern stop` ends"
                            + " it)\n",
                    said.toString());
        }
    }

    @Test
    void socketThatAKilledDaemonHasLeft_isNobody() throws IOException {
        Path control = folder.resolve("control");
        assertFalse(ControlSocket.isServed(control));
        try (ControlSocket running = new ControlSocket(control, words -> new ControlSocket.Answer(0, ""))) {
            assertTrue(ControlSocket.isServed(control));
            running.leave();
            assertTrue(Files.exists(control));
            assertFalse(ControlSocket.isServed(control));
        }
    }
}
