package org.postern.daemon.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.daemon.kit.Eventually;

/** A daemon is restarted, stopped or killed while 32 clients ask, through httpd; what each of them sees. */
@Timeout(300)
class RestartIT {

    private static void assertDone(Launched command) throws InterruptedException {
        assertEquals(0, command.code(), () -> command.out() + command.err());
    }

    private static void assertNoneTwice(LaunchedSite site) throws IOException {
        Set<String> seen = new HashSet<>();
        List<String> twice =
                site.executions().stream().filter(id -> !seen.add(id)).toList();
        assertEquals(List.of(), twice, "executed twice");
    }

    /** Those with another status than 200, by their status. */
    private static Map<Integer, Long> failed(Clients clients) {
        return clients.statuses().values().stream()
                .filter(status -> status != 200)
                .collect(Collectors.groupingBy(status -> status, TreeMap::new, Collectors.counting()));
    }

    @Test
    void restart_losesNothing() throws Exception {
        restarts(2);
    }

    @Test
    @Tag("long")
    void tenRestarts_loseNothing() throws Exception {
        restarts(10);
    }

    private static void restarts(int count) throws Exception {
        try (LaunchedSite site = new LaunchedSite()) {
            site.start();
            Clients clients = new Clients(site.port());
            try (clients) {
                for (int i = 0; i < count; i++) {
                    clients.goOn();
                    ProcessHandle before = site.daemon();
                    assertDone(site.run("restart"));
                    Eventually.holds(
                            "the successor is named", () -> site.daemon().pid() != before.pid());
                }
                clients.goOn();
            }
            assertEquals(List.of(), List.copyOf(clients.wrong()));
            assertEquals(Map.of(), failed(clients));
            assertNoneTwice(site);
            assertEquals(clients.statuses().keySet(), new HashSet<>(site.executions()));
        }
    }

    @Test
    void stopAndStart_refuseMeanwhile_andRunNothingTwice() throws Exception {
        try (LaunchedSite site = new LaunchedSite()) {
            site.start();
            Clients clients = new Clients(site.port());
            try (clients) {
                clients.goOn();
                assertDone(site.run("stop"));
                site.start();
                clients.goOn();
            }
            assertEquals(List.of(), List.copyOf(clients.wrong()));
            assertEquals(Set.of(), difference(failed(clients).keySet(), Set.of(503)));
            assertNoneTwice(site);
        }
    }

    private static Set<Integer> difference(Set<Integer> all, Set<Integer> known) {
        return all.stream().filter(each -> !known.contains(each)).collect(Collectors.toSet());
    }

    @Test
    void kill_losesWhatIsInFlight_andTheNextStartIsSeenAtOnce() throws Exception {
        try (LaunchedSite site = new LaunchedSite()) {
            site.start();
            int begun;
            Clients clients = new Clients(site.port());
            try (clients) {
                clients.goOn();
                ProcessHandle daemon = site.daemon();
                daemon.destroyForcibly();
                daemon.onExit().join();
                site.start();
                begun = clients.begun();
                clients.goOn();
            }
            assertNoneTwice(site);
            List<String> late = clients.statuses().entrySet().stream()
                    .filter(each -> Integer.parseInt(each.getKey().substring(1)) > begun && each.getValue() != 200)
                    .map(Map.Entry::toString)
                    .toList();
            assertEquals(List.of(), late, "though the daemon was ready");
        }
    }

    @Test
    void successorThatCannotStart_isTold_andChangesNothing() throws Exception {
        try (LaunchedSite site = new LaunchedSite("import.required = on")) {
            site.start();
            ProcessHandle before = site.daemon();
            String good = Files.readString(site.config());
            Files.writeString(site.config(), good.replace("import = work", "import = nowhere"));
            Launched failed = site.run("restart");
            assertEquals(1, failed.code());
            assertTrue(failed.err().contains("PN0113 process " + before.pid() + " goes on"), failed.err());
            assertTrue(failed.err().contains("PN0401 import = nowhere@localhost"), failed.err());
            assertEquals(before, site.daemon());
            Files.writeString(site.config(), good);
            assertDone(site.run("restart"));
            Eventually.holds("the old one ends", () -> !before.isAlive());
            assertNotEquals(before, site.daemon());
            assertFalse(Files.exists(site.folder().resolve("site.properties.pid.new")));
        }
    }

    @Test
    @Tag("long")
    void whoeverIsKilledMeanwhile_theNextStartServes() throws Exception {
        try (LaunchedSite site = new LaunchedSite()) {
            site.start();
            String good = Files.readString(site.config());
            Files.writeString(site.folder().resolve("slow.java"), """
                    static void start() throws Exception {
                        java.nio.file.Files.writeString(java.nio.file.Path.of("%s/slow"), ProcessHandle.current().pid() + "\\n");
                        Thread.sleep(1000000);
                    }
                    """.formatted(site.folder()));
            Files.writeString(site.config(), good.replace("work@localhost", "slow::start@localhost"));
            ProcessHandle old = site.daemon();
            ProcessHandle first = successor(site, site.run("restart"), true);
            assertTrue(old.isAlive() && !first.isAlive());
            assertEquals(old, site.daemon());
            ProcessHandle second = successor(site, site.run("restart"), false);
            old.destroyForcibly();
            second.onExit().join();
            Files.writeString(site.config(), good);
            site.start();
            assertNotEquals(old, site.daemon());
            Clients clients = new Clients(site.port());
            try (clients) {
                clients.goOn();
                assertDone(site.run("restart"));
                clients.goOn();
            }
            assertEquals(Map.of(), failed(clients));
        }
    }

    /** A successor that has begun to load its module, and is killed there if that is wanted. */
    private static ProcessHandle successor(LaunchedSite site, Launched restart, boolean kill) throws Exception {
        Path told = site.folder().resolve("slow");
        Eventually.holds(
                "it loads", () -> Files.exists(told) && Files.readString(told).endsWith("\n"));
        ProcessHandle successor =
                ProcessHandle.of(Long.parseLong(Files.readString(told).strip())).orElseThrow();
        Files.delete(told);
        if (kill) {
            successor.destroyForcibly();
            assertEquals(1, restart.code());
            assertTrue(restart.err().contains("it ended with code 137"), restart.err());
        }
        return successor;
    }
}
