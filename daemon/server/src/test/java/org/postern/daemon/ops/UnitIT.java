package org.postern.daemon.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.Httpd;
import org.postern.daemon.kit.Ports;
import org.postern.daemon.kit.Sources;
import org.postern.daemon.kit.TestSite;

/** The unit as it is shipped, under a real systemd, with the settings of {@code docs/behind-your-own-httpd.md}, behind httpd. */
@Tag("long")
@Timeout(180)
class UnitIT {

    private static final String LAUNCHER = "/opt/postern/scripts/postern";
    private static final String CONFIG = "/etc/postern/postern.properties";
    private static final String HELD = "/run/postern/held";
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final String ROOT = "interpreter.localhost.root = /srv/shop/java\n";
    private static final String JDK = "POSTERN_JDK=" + System.getProperty("java.home");

    private static SystemdMachine machine;
    private static Httpd httpd;
    private static String settings = "";

    @BeforeAll
    static void boot() throws Exception {
        machine = new SystemdMachine();
        int port = Ports.free();
        settings = """
                ajp.listen      = 127.0.0.1:%d
                ajp.secret-file = /etc/postern/secret
                roots           = /srv/shop/java
                pid-file        = /run/postern/postern.pid
                control         = /run/postern/control.sock
                compile-cache   = /var/cache/postern
                sessions.folder = /var/lib/postern/sessions
                """.formatted(port);
        Path folder = machine.folder();
        Files.writeString(folder.resolve("etc/secret"), SECRET + "\n");
        Files.setPosixFilePermissions(folder.resolve("etc/secret"), PosixFilePermissions.fromString("rw-------"));
        configure("");
        Files.createDirectory(folder.resolve("shop/java"));
        source("page", "req.args() + \" \" + ProcessHandle.current().pid() + \" one\"");
        Files.writeString(folder.resolve("shop/java/held.java"), Sources.handler("held", """
                java.nio.file.Path held = java.nio.file.Path.of("%s");
                java.nio.file.Files.createFile(held);
                while (java.nio.file.Files.exists(held)) {
                    Thread.sleep(10);
                }
                req.write("held");
                return OK;""".formatted(HELD)));
        String unit = Files.readString(Path.of("../../httpd-conf/postern.service"));
        // short of memory, for the test of what happens then
        Files.writeString(
                folder.resolve("units/postern.service"),
                unit + "\n[Service]\nEnvironment=" + JDK + " POSTERN_JAVA_OPTIONS=-Xmx64m\n");
        machine.start();
        httpd = new Httpd(folder, """
                Define postern_address 127.0.0.1:%d
                Define postern_secret %s
                Include %s
                Use JavaSite localhost
                MaxKeepAliveRequests 0
                <Location "/">
                    Require all granted
                    SetHandler ${postern}
                    Use JavaRoot /srv/shop/java
                    Use JavaHandler page
                </Location>
                <Location "/held">
                    Use JavaHandler held
                </Location>
                """.formatted(port, SECRET, TestSite.posternConf()));
    }

    @AfterAll
    static void end() throws Exception {
        if (httpd != null) {
            httpd.close();
        }
        machine.close();
    }

    @BeforeEach
    void start() throws Exception {
        configure("");
        source("page", "req.args() + \" \" + ProcessHandle.current().pid() + \" one\"");
        systemctl("stop", "postern").well();
        systemctl("reset-failed", "postern"); // and how often it was started; a unit that is forgotten has neither
        assertEquals(0, systemctl("start", "postern").code(), UnitIT::journal);
    }

    /** What the daemon, and systemd of it, have said so far. */
    private static String journal() {
        try {
            return machine.run("journalctl", "-u", "postern").well();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void configure(String more) throws IOException {
        Files.writeString(machine.folder().resolve("etc/postern.properties"), settings + more);
    }

    private static void source(String name, String expression) throws IOException {
        Path fresh =
                Files.writeString(machine.folder().resolve("fresh"), Sources.handler(name, """
                req.read();
                req.contentType("text/plain");
                req.write(%s);
                return OK;""".formatted(expression)));
        Files.move(fresh, machine.folder().resolve("shop/java/" + name + ".java"), StandardCopyOption.REPLACE_EXISTING);
    }

    private static SystemdMachine.Ended systemctl(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = "systemctl";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return machine.run(command);
    }

    private static String shown(String property) throws IOException, InterruptedException {
        return systemctl("show", "-P", property, "postern").well();
    }

    private static String daemon() throws IOException, InterruptedException {
        return shown("MainPID");
    }

    private static void assertServes(String process) throws Exception {
        assertEquals("active running", shown("ActiveState") + " " + shown("SubState"));
        assertEquals(process, daemon());
        assertEquals("x " + process + " one", get("/?x"));
    }

    private static String get(String target) throws IOException {
        try (Http http = new Http(httpd.port())) {
            Answer answer = http.get(target);
            return answer.status() == 200 ? answer.body() : "" + answer.status();
        }
    }

    private static String[] restart() {
        return new String[] {"env", JDK, "runuser", "-u", "postern", "--", LAUNCHER, "restart", "--config", CONFIG};
    }

    /** Kills the unit's main process as nobody should. */
    private static void kill() throws IOException, InterruptedException {
        machine.run("kill", "-9", daemon()).well();
    }

    private static void awaitStartedAgain(int times) {
        Eventually.holds(
                "systemd starts it again",
                60,
                () -> shown("NRestarts").equals("" + times)
                        && shown("SubState").equals("running")
                        && get("/?x").startsWith("x " + daemon()));
    }

    private static CompletableFuture<String> hold() {
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return get("/held");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        Eventually.holds("it runs", () -> Files.exists(machine.file(HELD)) || answer.isDone());
        return answer;
    }

    private static void release() throws IOException {
        Files.delete(machine.file(HELD));
    }

    private static void assertNothingRuns() throws Exception {
        assertEquals("inactive dead success", shown("ActiveState") + " " + shown("SubState") + " " + shown("Result"));
        assertEquals("", machine.run("pgrep", "-u", "postern").said());
    }

    @Test
    void restartOfPostern_losesNothing_andSystemdTakesTheNewProcess() throws Exception {
        String before = daemon();
        Clients clients = new Clients(httpd.port());
        try (clients) {
            clients.goOn();
            assertTrue(machine.run(restart()).well().endsWith("in place of process " + before));
            clients.goOn();
        }
        assertEquals(List.of(), List.copyOf(clients.wrong()));
        assertEquals(Set.of(200), new HashSet<>(clients.statuses().values()));
        String after = daemon();
        assertNotEquals(before, after);
        assertServes(after);
        assertTrue(systemctl("status", "postern").well().contains("Main PID: " + after + " (java)"));
        Eventually.holds(
                "the old one ends", () -> machine.run("kill", "-0", before).code() != 0);
        assertServes(after);
        kill();
        awaitStartedAgain(1);
    }

    @Test
    void restartOfSystemctl_refusesMeanwhile() throws Exception {
        String before = daemon();
        Clients clients = new Clients(httpd.port());
        try (clients) {
            clients.goOn();
            systemctl("restart", "postern").well();
            clients.goOn();
        }
        assertNotEquals(before, daemon());
        Set<Integer> statuses = new HashSet<>(clients.statuses().values());
        statuses.removeAll(Set.of(200, 503));
        assertEquals(Set.of(), statuses);
    }

    @Test
    void reload_loadsAnew_orFails_inTheSameProcess() throws Exception {
        assertServes(daemon());
        String before = daemon();
        systemctl("reload", "postern").well();
        assertServes(before);
        source("page", "nothing");
        assertEquals(1, systemctl("reload", "postern").code());
        assertServes(before);
        assertTrue(journal().contains("PN0404"));
    }

    @Test
    void daemonThatIsKilled_isStartedAgain() throws Exception {
        kill();
        awaitStartedAgain(1);
    }

    @Test
    void daemonWithoutMemory_isStartedAgain() throws Exception {
        Files.writeString(machine.folder().resolve("shop/java/page.java"), Sources.module("page", """
                private static final List<byte[]> KEPT = new ArrayList<>();
                public static int handler(Request req) throws Exception {
                    while (req.args().equals("fill")) {
                        KEPT.add(new byte[1 << 16]);
                    }
                    req.write(req.args() + " " + ProcessHandle.current().pid() + " one");
                    return OK;
                }"""));
        assertEquals("500", get("/?fill"));
        awaitStartedAgain(1);
        assertTrue(journal().contains("PN0114"));
    }

    @Test
    void successorThatFails_whileTheOldOneEndsItsRequests_isNoticed() throws Exception {
        CompletableFuture<String> request = hold();
        machine.run(restart()).well();
        assertServes(daemon());
        String old = shown("ExecMainPID");
        kill();
        Eventually.holds("the old one is the daemon again", () -> !daemon().equals(old));
        release();
        assertEquals("held", request.get(30, TimeUnit.SECONDS));
        awaitStartedAgain(1);
    }

    @Test
    void successorThatCannotStart_changesNothing() throws Exception {
        String before = daemon();
        configure("import.required = on\nimport = nowhere@localhost\n" + ROOT);
        SystemdMachine.Ended restart = machine.run(restart());
        assertEquals(1, restart.code());
        assertTrue(restart.said().contains("PN0113 process " + before + " goes on"), restart.said());
        configure("");
        assertServes(before);
        kill();
        awaitStartedAgain(1);
    }

    @Test
    void stop_endsBoth_whileTheOldOneEndsItsRequests() throws Exception {
        CompletableFuture<String> request = hold();
        machine.run(restart()).well();
        Process stop = machine.begin("systemctl", "stop", "postern");
        Eventually.holds("the new one ends", () -> get("/?x").equals("503"));
        release();
        assertEquals("held", request.get(30, TimeUnit.SECONDS));
        assertTrue(stop.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, stop.exitValue());
        assertNothingRuns();
    }

    @Test
    void stop_endsBoth_whileTheNewOneLoads() throws Exception {
        Files.writeString(machine.folder().resolve("shop/java/slow.java"), """
                static void start() throws Exception {
                    java.nio.file.Files.createFile(java.nio.file.Path.of("%s"));
                    Thread.sleep(1000000);
                }
                """.formatted(HELD));
        configure("import = slow::start@localhost\n" + ROOT);
        Process restart = machine.begin(restart());
        Eventually.holds("it loads", () -> Files.exists(machine.file(HELD)) || !restart.isAlive());
        systemctl("stop", "postern").well();
        assertNothingRuns();
        String said = new String(restart.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(1, restart.waitFor());
        assertTrue(said.contains("PN0113") && said.contains("stopped meanwhile"), said);
    }

    @Test
    void unit_closesWhatItSays() throws Exception {
        source("page", "\"\" + java.nio.file.Files.isWritable(java.nio.file.Path.of(req.args()))");
        assertEquals("true", get("/?/var/lib/postern"));
        machine.run("install", "-m", "666", "/dev/null", "/tmp/probe").well();
        for (String closed : List.of("/tmp/probe", "/etc/postern", "/srv/shop", "/root", "/proc/sys/kernel/hostname")) {
            assertEquals("false", get("/?" + closed), closed);
        }
    }
}
