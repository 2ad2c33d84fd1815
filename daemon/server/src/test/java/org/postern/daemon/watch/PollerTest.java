package org.postern.daemon.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.daemon.kit.Eventually;

/** What the system does not tell of. */
@Timeout(60)
class PollerTest {

    @Test
    void P21_systemThatTellsNothing_isFoundOut_andPolled() throws Exception {
        try (Watching watching = new Watching(Watching.QUICK, PoorSystem.deaf())) {
            Path file = watching.file("one/A.java", "1");
            Path missing = watching.path("one/Missing.java");
            Path deep = watching.path("not/there/B.java");
            Told told = watching.listener(file, missing, deep);
            Files.writeString(file, "22");
            told.await(file);
            assertTrue(watching.log().await("PN0411").contains(file + " has changed and the system did not tell"));
            Files.writeString(missing, "");
            told.await(missing);
            watching.file("not/there/B.java", "");
            told.await(watching.path("not"));
            watching.watcher().awaitPending(told);
            told.calls().clear();
            Files.writeString(deep, "changed");
            told.await(deep);
            told.calls().clear();
            Files.delete(file);
            told.await(file);
            assertEquals(1, watching.log().lines("PN0411").size(), "one line for one file system");
        }
    }

    @Test
    void changesOfTheMomentInWhichTheSystemIsFoundOut_areAllTold() throws IOException {
        for (int i = 0; i < 10; i++) {
            try (Watching watching = new Watching(Watching.QUICK, PoorSystem.deaf())) {
                Path one = watching.file("one/A.java", "1");
                Path two = watching.file("two/B.java", "1");
                Told told = watching.listener(one, two);
                Files.writeString(one, "22");
                Files.writeString(two, "22");
                told.await(one);
                told.await(two);
            }
        }
    }

    @Test
    void folderForWhichThereIsNoRoom_isPolled_andWatchedWhenThereIs() throws Exception {
        PoorSystem system = PoorSystem.refusing(folder -> folder.endsWith("one") || folder.endsWith("two"));
        try (Watching watching = new Watching(Watching.QUICK, system)) {
            Path one = watching.file("one/A.java", "1");
            Path two = watching.file("two/B.java", "1");
            Told told = watching.listener(one, two);
            int few = watching.watcher().watches();
            String line = watching.log().await("PN0411");
            assertTrue(line.contains("User limit of inotify watches reached"), line);
            assertEquals(1, watching.log().lines("PN0411").size(), "one line for one limit");
            Files.writeString(one, "22");
            told.await(one);
            Files.writeString(two, "22");
            told.await(two);
            assertEquals(1, watching.log().lines("PN0411").size(), "nor was anything found out");
            system.refuses(folder -> false);
            watching.watcher().watch(told, Set.of(one, two));
            assertEquals(few + 2, watching.watcher().watches());
        }
    }

    @Test
    void folderThatTheSystemTellsOf_isNotPolled() throws IOException {
        try (Watching watching = new Watching(Watching.QUICK, Events.ofSystem())) {
            Path file = watching.file("one/A.java", "1");
            Path missing = watching.path("one/Missing.java");
            Told told = watching.listener(file, missing);
            for (int i = 0; i < 20; i++) {
                Files.writeString(file, "1".repeat(i));
                told.await(file);
                Files.writeString(missing, "");
                told.await(missing);
                watching.watcher().awaitPending(told);
                told.calls().clear();
                Files.delete(missing);
                told.await(missing);
                watching.watcher().awaitPending(told);
                told.calls().clear();
            }
            assertEquals(0, watching.log().lines("PN0411").size());
        }
    }

    @Test
    void fileWrittenUnderAnotherOfItsNames_isSeen_andProvesNothing() throws IOException {
        try (Watching watching = new Watching(Watching.QUICK, Events.ofSystem())) {
            Path file = watching.file("one/A.java", "1");
            Path other = watching.path("Other");
            Files.createLink(other, file);
            Told told = watching.listener(file);
            Files.writeString(other, "22");
            told.await(file);
            assertEquals(0, watching.log().lines("PN0411").size());
        }
    }

    @Test
    void fileThatGetsASecondName_asBackupsDo_provesNothing() throws IOException {
        try (Watching watching = new Watching(Watching.QUICK, Events.ofSystem())) {
            Path file = watching.file("one/A.java", "1");
            Told told = watching.listener(file);
            Files.createLink(watching.path("Backup"), file);
            told.await(file); // its ctime has changed, and what is in it is for the listener to find out
            watching.watcher().awaitPending(told);
            told.calls().clear();
            Files.delete(watching.path("Backup"));
            told.await(file);
            watching.watcher().awaitPending(told);
            told.calls().clear();
            Files.delete(Files.createLink(watching.path("Backup"), file));
            told.await(file);
            assertEquals(0, watching.log().lines("PN0411").size());
        }
    }

    @Test
    void changeThatThePrintHides_isLookedForOnceMore_onAFileSystemThatCountsSeconds() {
        Print fine = new Print(false, 1, 1, 0, 0, 0, 1, 5_000_000_001L, 6_000_000_000L, 1);
        Print coarse = new Print(false, 1, 1, 0, 0, 0, 1, 5_000_000_000L, 6_000_000_000L, 1);
        assertTrue(coarse.isCoarse());
        assertFalse(fine.isCoarse());
        assertFalse(Print.ABSENT.isCoarse());
    }

    @Test
    void P19_sameSizeAndTime_isAnotherPrint() throws IOException {
        try (Watching watching = new Watching(Watching.QUICK, PoorSystem.deaf())) {
            Path file = watching.file("one/A.java", "1");
            FileTime time = Files.getLastModifiedTime(file);
            Told told = watching.listener(file);
            Files.writeString(file, "2");
            Files.setLastModifiedTime(file, time);
            told.await(file);
            watching.watcher().awaitPending(told);
            told.calls().clear();
            Path fresh = watching.file("one/fresh", "3");
            Files.setLastModifiedTime(fresh, time);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            told.await(file);
        }
    }

    @Test
    void fileThatIsBeingWritten_whereItIsPolled_isLookedAtTwiceInASettleTime() throws IOException {
        Duration rarely = Duration.ofHours(1);
        Pace pace = new Pace(Duration.ofSeconds(20), rarely, rarely, rarely, rarely, rarely, rarely);
        Path folder = Files.createTempDirectory("postern-watch-").toRealPath();
        Path file = Files.createFile(folder.resolve("A.java"));
        try (Events events = PoorSystem.refusing(all -> true)) {
            Folders folders = new Folders(events);
            Refreshes refreshes = new Refreshes(pace);
            refreshes.interest(new Told(), folders).want(Set.of(file), Set.of());
            List<Path> found = new ArrayList<>();
            Poller poller = new Poller(pace, folders, refreshes, found::addAll);
            poller.round();
            for (int i = 1; i <= 3; i++) {
                Files.writeString(file, "1".repeat(i));
                assertTrue(poller.round() <= pace.settle().toNanos() / 2, "the next look comes soon");
                assertEquals(
                        Collections.nCopies(i, file), found, "each look at another text starts the settle time anew");
                poller.round();
                assertEquals(Collections.nCopies(i, file), found, "a look at the same does not");
            }
        } finally {
            Files.delete(file);
            Files.delete(folder);
        }
    }

    @Test
    void thread_whoseFolderInProcGoesWithoutAnEvent() throws Exception {
        Path tasks = Path.of("/proc/" + ProcessHandle.current().pid() + "/task");
        assumeTrue(Files.isDirectory(tasks), "a Linux /proc");
        try (Watching watching = new Watching(Watching.QUICK, Events.ofSystem())) {
            CountDownLatch end = new CountDownLatch(1);
            Set<Path> before = list(tasks);
            Thread thread = new Thread(() -> {
                try {
                    end.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            thread.setDaemon(true);
            thread.start();
            Set<Path> fresh = new HashSet<>(list(tasks));
            fresh.removeAll(before);
            Told told = watching.listener(fresh.toArray(Path[]::new));
            end.countDown();
            Eventually.holds("it is gone", () -> !told.calls().isEmpty());
            watching.log().await("PN0411");
        }
    }

    private static Set<Path> list(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.collect(Collectors.toSet());
        }
    }

    /** Another process has an overlay mounted; nobody else sees it, but through that process's root. */
    @Test
    void layerBelowAnOverlay_changedBehindItsBack_isSeen() throws Exception {
        try (Watching watching = new Watching(Watching.QUICK, Events.ofSystem())) {
            for (String name : new String[] {"lower", "upper", "work", "merged"}) {
                Files.createDirectories(watching.path(name));
            }
            Path lower = watching.file("lower/A.java", "1");
            String script = "mount -t overlay overlay -o lowerdir=lower,upperdir=upper,workdir=work merged"
                    + " && echo mounted; read end";
            Process mount = new ProcessBuilder("unshare", "--mount", "sh", "-c", script)
                    .directory(watching.path("").toFile())
                    .redirectErrorStream(true)
                    .start();
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(mount.getInputStream(), StandardCharsets.UTF_8))) {
                assumeTrue("mounted".equals(out.readLine()), "whoever may mount");
                Path file = Path.of("/proc/" + mount.pid() + "/root" + watching.path("merged/A.java"));
                Told told = watching.listener(file);
                Files.writeString(lower, "22");
                told.await(file);
                assertTrue(watching.log().await("PN0411").contains(file.toString()));
                watching.watcher().awaitPending(told);
                told.calls().clear();
                Files.writeString(lower, "333");
                told.await(file);
            } finally {
                mount.getOutputStream().close();
                mount.waitFor();
            }
        }
    }
}
