package org.postern.daemon.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.Ports;
import org.postern.daemon.kit.Sources;

/** What an operator asks of a daemon that runs, by commands. */
@Timeout(120)
class OperateIT {

    private Path folder = Path.of("");
    private Path site = Path.of("");
    private Path state = Path.of("");
    private int port;
    private Launched serve;

    @BeforeEach
    void start() throws IOException {
        folder = Files.createTempDirectory("postern-operated-").toRealPath();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        site = Files.createDirectory(folder.resolve("a site"));
        state = folder.resolve("state");
        file(".htaccess", "SetHandler ${postern}\nUse JavaHandler hello\n");
        file("hello.java", Sources.page("hello", "1"));
        port = Ports.free();
        serve = new Launched("serve", site.toString(), "--port", "" + port, "--state", state.toString());
        serve.awaitLine("postern ready");
    }

    @AfterEach
    void stop() throws Exception {
        serve.terminate();
        assertEquals(0, serve.code(), serve.err());
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** In its place at once, as an editor does it. */
    private void file(String name, String text) throws IOException {
        Path fresh = Files.writeString(folder.resolve("fresh"), text);
        Files.move(fresh, site.resolve(name), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private String page() throws IOException {
        try (Http http = new Http(port)) {
            return http.get("/").body();
        }
    }

    private Launched run(int code, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(1, List.of("--state", state.toString()));
        Launched run = new Launched(all.toArray(String[]::new));
        assertEquals(code, run.code(), () -> run.out() + run.err());
        return run;
    }

    @Test
    void modulesReloadAndRollback_areCommandsToADaemonThatRuns() throws Exception {
        assertEquals("1", page());
        assertTrue(run(0, "modules", "localhost").out().startsWith("localhost: 1 module\n  in " + site + ":\n"));
        String json = run(0, "modules", "--json", "--if-changed", "x").out();
        assertTrue(
                json.startsWith("{\"interpreters\":[{\"name\":\"localhost\",") && json.endsWith("\"ifChanged\":[]}]}"),
                json);
        assertEquals(
                "localhost: a change of " + site + "/hello.java would load anew 1 module\n  " + site + "/hello.java",
                run(0, "modules", "--if-changed", site + "/hello.java").out());
        file("hello.java", "broken");
        Launched reload = run(1, "reload");
        assertTrue(reload.out().contains("PN0404 " + site + "/hello.java:1:1: "), reload.out());
        file("hello.java", Sources.page("hello", "2"));
        Eventually.holds("the edit is live", () -> page().equals("2"));
        run(0, "rollback", "localhost");
        assertEquals("1", page());
        assertEquals(
                "postern: PN0110 interpreter lokalhost: there is none; did you mean \"localhost\"?",
                run(1, "rollback", "lokalhost").err());
        assertTrue(run(1, "modules", "--json", "--dot").err().contains("--dot"));
    }
}
