package org.postern.daemon.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.Ports;
import org.postern.daemon.kit.Sources;

/** The commands, as a user types them. */
class LauncherIT {

    private Path folder = Path.of("");

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createTempDirectory("postern-launched-").toRealPath();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterEach
    void removeFolder() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static Answer get(int port, String target) throws IOException {
        try (Http http = new Http(port)) {
            return http.get(target);
        }
    }

    private static Launched run(int code, String... arguments) throws Exception {
        Launched run = new Launched(arguments);
        assertEquals(code, run.code(), () -> run.out() + run.err());
        return run;
    }

    @Test
    void version_namesPosternAndJava() throws Exception {
        String said = run(0, "version").out();
        assertTrue(said.matches("postern 0\\.1\\.0-SNAPSHOT, Java \\d.*"), said);
    }

    @Test
    void help_listsCommands_explainsCodesAndSettings() throws Exception {
        assertTrue(run(0, "help").out().contains("serve"));
        assertTrue(run(0, "help", "PN0401").out().contains("no source file"));
        assertTrue(run(0, "help", "settings").out().contains("ajp.listen = 127.0.0.1:8009"));
        assertTrue(run(0, "help", "serve").out().contains("--port"));
        assertTrue(run(1, "help", "nonsense").err().contains("nothing is known about \"nonsense\""));
        assertTrue(run(0, "serve", "--help").out().contains("--bind"));
        assertTrue(run(1, "sevre").err().contains("sevre"));
    }

    @Test
    void serve_answers_showsEdits_andLeavesNothingBehind() throws Exception {
        Files.writeString(folder.resolve(".htaccess"), "SetHandler ${postern}\nUse JavaHandler hello\n");
        Files.writeString(folder.resolve("hello.java"), Sources.page("hello", "\"one\""));
        int port = Ports.free();
        Launched serve = new Launched("serve", folder.toString(), "--port", "" + port);
        assertEquals("postern ready: http://127.0.0.1:" + port + "/", serve.awaitLine("postern ready"));
        assertEquals("one", get(port, "/").body());
        Files.writeString(folder.resolve("hello.java"), Sources.page("hello", "\"two\""));
        Eventually.holds("the edit is live", () -> get(port, "/").body().equals("two"));
        Path state = Path.of(
                serve.awaitLine("Logs are in ").replace("Logs are in ", "").replaceAll(";.*", ""));
        assertTrue(Files.exists(state.resolve("postern.log")));
        String status = run(0, "status", "--state", state.toString()).out();
        assertTrue(status.contains("  localhost: 1 module"), status);
        serve.terminate();
        assertEquals(0, serve.code(), serve.err());
        assertFalse(Files.exists(state));
        assertTrue(run(1, "status", "--state", state.toString()).err().contains("PN0109"));
    }

    @Test
    void serve_folderWithoutDirectives_isServedAndTold() throws Exception {
        Files.writeString(folder.resolve("index.html"), "<h1>mine</h1>");
        int port = Ports.free();
        Launched serve = new Launched("serve", folder.toString(), "--port", "" + port, "--debug");
        serve.awaitLine("    Use JavaHandler hello");
        assertEquals("<h1>mine</h1>", get(port, "/").body());
        serve.terminate();
        assertEquals(0, serve.code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "*:PORT", "127.0.0.1:PORT"})
    void serve_includeConfigAndState_areUsed(String address) throws Exception {
        int port = Ports.free();
        int another = Ports.free();
        Path include = Files.writeString(
                folder.resolve("more.conf"), """
                <VirtualHost %2$s>
                    ServerName nameless
                    DocumentRoot %1$s
                    <Location "/">
                        SetHandler ${postern}
                    </Location>
                </VirtualHost>
                <VirtualHost %2$s>
                    ServerName other
                    DocumentRoot %1$s
                    Use JavaSite other
                    <Location "/">
                        SetHandler ${postern}
                        Use JavaHandler "{ req.write(req.server().serverHostname()); return OK; }"
                    </Location>
                    <Location "/account">
                        AuthType Basic
                        AuthName Account
                        AuthUserFile "%1$s/users"
                        Require valid-user
                    </Location>
                </VirtualHost>
                Listen 127.0.0.1:%3$d
                <VirtualHost 127.0.0.1:%3$d>
                    ServerName backend
                    Use JavaSite backend
                    <Location "/">
                        SetHandler ${postern}
                        Use JavaHandler "{ req.write(req.server().serverHostname()); return OK; }"
                    </Location>
                </VirtualHost>
                """.formatted(folder, address.replace("PORT", "" + port), another));
        Files.writeString(folder.resolve("index.html"), "mine");
        Path config = Files.writeString(folder.resolve("more.properties"), "workers.threads = 3\n");
        Path state = folder.resolve("State");
        Launched serve = new Launched(
                "serve",
                folder.toString(),
                "--port",
                "" + port,
                "--include",
                include.toString(),
                "--config",
                config.toString(),
                "--state",
                state.toString());
        serve.awaitLine("postern ready");
        try (Http http = new Http(port)) {
            assertEquals("other", http.get("/", "Host: other").body());
            assertEquals(401, http.get("/account", "Host: other").status(), "as with the modules that Debian enables");
            assertEquals(
                    "mine", http.get("/index.html", "Host: localhost").body(), "the folder is still the first host");
            assertEquals("mine", http.get("/index.html", "Host: 127.0.0.1").body());
            assertEquals(500, http.get("/", "Host: nameless").status(), "a host of the file's own has no site's name");
        }
        assertEquals("backend", get(another, "/").body(), "another port is the file's own");
        serve.terminate();
        assertEquals(0, serve.code());
        assertTrue(Files.exists(state.resolve("postern.log")), "a state folder of one's own stays");
    }

    @Test
    void serve_whatIsInTheWay_isOneSentence() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String said = run(1, "serve", folder.toString(), "--port", "" + taken.getLocalPort())
                    .err();
            assertTrue(said.contains("PN0108 port " + taken.getLocalPort()), said);
            assertEquals(1, said.lines().count(), said);
        }
        assertTrue(run(1, "serve", folder + "/nowhere").err().contains("nowhere\" is no folder"));
        Path broken = Files.writeString(folder.resolve("broken.conf"), "NoSuchDirective\n");
        String said = run(1, "serve", folder.toString(), "--port", "" + Ports.free(), "--include", broken.toString())
                .err();
        assertTrue(said.contains("httpd did not start") && said.contains("NoSuchDirective"), said);
    }

    @Test
    void check_showsErrorsAsACompilerDoes_andRunsNothing() throws Exception {
        Files.writeString(
                folder.resolve("good.java"), "static int x = Integer.parseInt(\"no number\"); void handler() { }");
        assertEquals(
                "1 source, nothing wrong", run(0, "check", folder.toString()).out());
        Files.writeString(folder.resolve("bad.java"), "public class bad {\n\tint x = nothing;\n}\n");
        assertEquals(
                folder + "/bad.java:2:10: nothing cannot be resolved to a variable\n\tint x = nothing;\n\t        ^\n"
                        + "2 sources, 1 error in 1 file",
                run(1, "check", folder.toString()).out());
        assertTrue(run(1, "check", folder + "/nowhere").err().contains("nowhere is no folder"));
        assertTrue(run(1, "check").err().contains("DIR"));
        assertTrue(run(0, "check", "--help").out().contains("run none of them"));
    }

    @Test
    void run_printsTheAnswerOfAMadeUpRequest() throws Exception {
        Files.writeString(folder.resolve("echo.java"), Sources.handler("echo", """
                System.out.println("to the log");
                req.write(req.method() + " " + req.args() + " " + req.headersIn().get("X-A") + " " + new String(req.read()));
                return req.args() == null ? HTTP_NOT_FOUND : OK;"""));
        Launched run = run(
                0, "run", "echo", "/x?q", "--root", folder.toString(), "--header", "X-A: b: c", "--data", "some text");
        assertEquals(
                "HTTP/1.1 200 OK\nContent-Type: text/html; charset=UTF-8\nContent-Length: 21\n\nPOST q b: c some text",
                run.out());
        assertTrue(run.err().contains("to the log"), run.err());
        assertTrue(run(1, "run", "echo", "/x", "--root", folder.toString(), "--method", "put")
                .out()
                .startsWith("HTTP/1.1 404 Not Found\n"));
        Launched missing = run(1, "run", "missing", "/x", "--root", folder.toString());
        assertTrue(missing.err().contains("PN0401"), missing.err());
        assertTrue(
                run(1, "run", "echo", "x y", "--root", folder.toString()).err().contains("PN0110 URL"));
        assertTrue(run(1, "run", "echo", "/", "--header", "broken").err().contains("expected: Name: value"));
        assertTrue(
                run(1, "run", "echo", "/", "--root", folder + "/nowhere").err().contains("is no folder"));
        assertTrue(run(0, "run", "--help").out().contains("--header"));
    }

    @Test
    void start_listensUntilStopped() throws Exception {
        Path config = Files.writeString(folder.resolve("site.properties"), """
                ajp.listen = unix:%1$s/ajp.sock
                roots = %1$s
                """.formatted(folder));
        Launched start = new Launched("start", "--config", config.toString());
        start.awaitLine("postern ready");
        assertTrue(Files.exists(folder.resolve("ajp.sock")));
        String status = run(0, "status", "--config", config.toString()).out();
        assertTrue(status.contains("requests: 0 answered, 0 running, 0 waiting, 0 refused"), status);
        assertTrue(status.contains("interpreters: 0"), status);
        run(0, "stop", "--config", config.toString());
        assertEquals(0, start.code());
        assertFalse(Files.exists(folder.resolve("ajp.sock")));
        assertTrue(run(1, "stop", "--config", config.toString()).err().contains("no daemon runs"));
    }

    @Test
    void start_thatHangsInAnImport_isNotReady_andEndsAsUsual() throws Exception {
        Files.writeString(
                folder.resolve("hello.java"),
                "static void start() throws Exception { System.out.println(\"at work\"); Thread.sleep(1000000); }");
        Path config = Files.writeString(folder.resolve("site.properties"), """
                ajp.listen = unix:%1$s/ajp.sock
                roots = %1$s
                writers = off
                import = hello::start@shop
                interpreter.shop.root = %1$s
                """.formatted(folder));
        Launched start = new Launched("start", "--config", config.toString());
        Eventually.holds("the function is at work", () -> start.err().contains("at work"));
        assertEquals("", start.out());
        assertTrue(run(0, "status", "--config", config.toString()).out().contains("  shop: 1 module"));
        run(0, "stop", "--config", config.toString());
        assertEquals(0, start.code());
        assertFalse(Files.exists(folder.resolve("ajp.sock")));
    }

    @Test
    void start_wrongSettings_sayWhatIsMeant() throws Exception {
        for (List<String> wrong : List.of(
                List.of("roots = /\nworker.threads = 3", "did you mean \"workers.threads\"?"),
                List.of("ajp.listen = 127.0.0.1:0", "roots is missing"),
                List.of("roots = /nowhere/at/all", "roots = /nowhere/at/all"),
                List.of("roots = /\najp.listen = 0.0.0.0:8009", "ajp.secret-file is not set"),
                List.of("roots = /\nimport = hello@shop", "interpreter.shop.root is missing"),
                List.of("roots = /\nloopback.url = x", "loopback.url = x (expected: http://HOST:PORT"),
                List.of("roots = /\nstatus.sites = x", "not in this version"))) {
            Path config = Files.writeString(folder.resolve("wrong.properties"), wrong.get(0) + "\n");
            String said = run(1, "start", "--config", config.toString()).err();
            assertTrue(said.contains(wrong.get(1)), said);
            assertEquals(1, said.lines().count(), said);
        }
    }
}
