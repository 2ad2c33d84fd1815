package org.postern.daemon.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Eventually;

/** Which process systemd takes for the daemon, as it notices the end of no other. A script stands in for systemd-notify. */
@Timeout(120)
class SystemdTest {

    private DaemonProcess site;
    private Path told;

    @BeforeEach
    void start() throws Exception {
        site = new DaemonProcess();
        Path bin = Files.createDirectory(site.folder().resolve("bin"));
        told = Files.createFile(site.folder().resolve("told"));
        Path notify = Files.writeString(
                bin.resolve("systemd-notify"),
                "#!/bin/sh\necho \"$*\" >> " + told + "\nif rm " + killer()
                        + " 2> /dev/null; then kill -9 $PPID; fi\n");
        Files.setPosixFilePermissions(notify, PosixFilePermissions.fromString("rwxr-xr-x"));
        site.handler("held", """
                java.nio.file.Path file = java.nio.file.Path.of("%s");
                java.nio.file.Files.createFile(file);
                while (java.nio.file.Files.exists(file)) {
                    Thread.sleep(10);
                }
                req.write("held");
                return OK;""".formatted(held()));
        site.handler("pid", "req.write(\"\" + ProcessHandle.current().pid()); return OK;");
        site.limitedBy("env", "NOTIFY_SOCKET=/nowhere", "PATH=" + bin + ":" + System.getenv("PATH"))
                .start();
    }

    @AfterEach
    void end() throws IOException {
        Files.deleteIfExists(held());
        site.close();
    }

    /** If it is there, the next one that says that it is the daemon is killed. */
    private Path killer() {
        return site.folder().resolve("killer");
    }

    /** While it is there, a request runs. */
    private Path held() {
        return site.folder().resolve("held");
    }

    private static String is(long process) {
        return "--ready --pid=" + process;
    }

    private List<String> told() throws IOException {
        return Files.readAllLines(told);
    }

    /** Restarts while a request runs, so that the old process stays; the new one. */
    private ProcessHandle successor(CompletableFuture<Answer> request) throws Exception {
        Eventually.holds("it runs", () -> Files.exists(held()) || request.isDone());
        String said = site.run("restart");
        assertTrue(said.startsWith("0 "), said);
        return ProcessHandle.of(Long.parseLong(site.get("/pid/").body())).orElseThrow();
    }

    private CompletableFuture<Answer> hold() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return site.get("/held/");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void successorThatFails_whileTheOldOneIsThere_endsThatToo_asTheDaemon() throws Exception {
        CompletableFuture<Answer> request = hold();
        ProcessHandle successor = successor(request);
        long old = site.process().pid();
        assertEquals(List.of(is(old), is(successor.pid())), told());
        successor.destroyForcibly();
        Eventually.holds("the old one is the daemon again", () -> told().size() == 3);
        Files.delete(held());
        assertEquals("held", request.get(30, TimeUnit.SECONDS).body());
        assertTrue(site.process().waitFor(30, TimeUnit.SECONDS));
        assertEquals(1, site.process().exitValue());
        assertEquals(is(old), told().get(2));
        assertTrue(site.out().contains("PN0116 process " + successor.pid()), site.out());
    }

    @Test
    void successorThatIsStopped_leavesTheOldOneToItsRequests() throws Exception {
        CompletableFuture<Answer> request = hold();
        ProcessHandle successor = successor(request);
        successor.destroy();
        Eventually.holds("it has ended", () -> !successor.isAlive());
        Files.delete(held());
        assertEquals("held", request.get(30, TimeUnit.SECONDS).body());
        assertTrue(site.process().waitFor(30, TimeUnit.SECONDS));
        assertEquals(0, site.process().exitValue());
        assertEquals(2, told().size());
    }

    @Test
    void successorThatFails_afterItHasSaidThatItIsTheDaemon_isDenied() throws Exception {
        long old = site.process().pid();
        Files.createFile(killer());
        String said = site.run("restart");
        assertTrue(said.startsWith("1 ") && said.contains("it ended with code 137"), said);
        assertEquals(3, told().size());
        assertEquals(is(old), told().get(2));
        assertEquals("" + old, site.get("/pid/").body());
    }
}
