package org.postern.daemon.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.kit.Eventually;
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "start",
                "start --config",
                "start --config -x",
                "start --config @file",
                "start --config=x",
                "start --config a --config b",
                "start --take-over x",
                "start --config x --help",
                "start --config x --nonsense y",
                "stop --config x"
            })
    void whatIsNotPlain_isLeftToTheParser(String arguments) {
        assertNull(StartCommand.plain(arguments.split(" ")));
        assertNull(StartCommand.plain("start", "--config", ""));
        assertNull(StartCommand.plain());
    }

    @Test
    void plainArguments_needNoParser_andFailAlike() {
        StartCommand plain = StartCommand.plain("start", "--config", folder + "/none");
        assertNotNull(plain);
        assertNotNull(StartCommand.plain("start", "--take-over", "a", "--config", "b"));
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            assertEquals(1, Commands.run(plain));
        } finally {
            System.setErr(before);
        }
        assertEquals(
                "postern: PN0102 settings file " + folder + "/none: cannot be read: there is no such file\n",
                said.toString(StandardCharsets.UTF_8));
    }

    @Test
    void socketThatAKilledDaemonHasLeft_isNobody() throws IOException {
        Path control = folder.resolve("control");
        assertFalse(ControlSocket.isServed(control));
        try (ControlSocket running = new ControlSocket(control, words -> new ControlSocket.Answer(0, ""))) {
            assertTrue(ControlSocket.isServed(control));
            running.leave();
            assertTrue(Files.exists(control));
            Eventually.holds("the end of the socket", () -> !ControlSocket.isServed(control));
        }
    }
}
