package org.postern.daemon.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.daemon.kit.Eventually;

/** Which folders are watched, and what is made of the system's events; nothing is polled. */
@Timeout(60)
class FoldersTest {

    private Watching watching;

    @BeforeEach
    void open() throws IOException {
        watching = new Watching(Watching.BY_EVENTS_ALONE, Events.ofSystem());
    }

    @AfterEach
    void close() throws IOException {
        watching.close();
    }

    private int watches() {
        return watching.watcher().watches();
    }

    @Test
    void foldersThatNobodyWantsAnyMore_areNotWatched() throws IOException {
        Path one = watching.file("one/A.java", "");
        Path two = watching.file("two/B.java", "");
        Told told = watching.listener(one);
        int few = watches();
        watching.watcher().watch(told, Set.of(one, two));
        assertEquals(few + 1, watches());
        watching.watcher().watch(told, Set.of(one));
        assertEquals(few, watches());
        watching.watcher().unwatch(told);
        assertEquals(0, watches());
    }

    @Test
    void folderThatAnotherListenerWants_staysWatched() throws IOException {
        Path file = watching.file("one/A.java", "");
        Told first = watching.listener(file);
        int few = watches();
        Told second = watching.listener(file);
        assertEquals(few, watches(), "the system watches a folder once");
        watching.watcher().unwatch(first);
        assertEquals(few, watches());
        Files.writeString(file, "changed");
        second.await(file);
        assertEquals(0, first.calls().size());
    }

    @Test
    void listenerThatIsUnwatched_isNotWaitedFor_norToldWhatWasPending() throws IOException, InterruptedException {
        Path file = watching.file("one/A.java", "");
        Told told = watching.listener(file);
        told.hang();
        watching.watcher().suspect(told, file);
        told.awaitCalls(1);
        watching.watcher().suspect(told, file);
        watching.watcher().unwatch(told);
        watching.watcher().awaitPending(told);
        told.letGo();
        Eventually.holds("the call has ended", () -> told.inside() == 0);
        Told other = watching.listener(file);
        Files.writeString(file, "changed");
        other.await(file);
        assertEquals(1, told.calls().size());
    }

    @Test
    void folderThatWasDeleted_isForgotten_andWatchedWhenItIsBack() throws IOException {
        Path file = watching.file("one/A.java", "");
        Told told = watching.listener(file);
        int few = watches();
        Files.delete(file);
        Files.delete(watching.path("one"));
        told.await(watching.path("one"));
        Eventually.holds("its watch is free", () -> watches() == few - 1);
        Files.createDirectories(watching.path("one"));
        Eventually.holds("it is watched again", () -> watches() == few);
        watching.watcher().awaitPending(told);
        told.calls().clear();
        watching.file("one/A.java", "back");
        told.await(file);
    }

    @Test
    void folderMovedToAnotherNameThatIsWanted_isWatchedUnderThat() throws IOException {
        Path before = watching.file("before/A.java", "");
        Path after = watching.path("after/A.java");
        Told told = watching.listener(before, after);
        int few = watches();
        Files.move(watching.path("before"), watching.path("after"));
        told.await(watching.path("before"));
        told.await(watching.path("after"));
        assertEquals(few, watches());
        watching.watcher().awaitPending(told);
        told.calls().clear();
        Files.writeString(after, "changed");
        told.await(after);
        assertEquals(Set.of(after), told.all());
    }

    @Test
    void linkToAFolder_isNotWatched_butItsChangeIsTold() throws IOException {
        watching.file("v1/A.java", "");
        Path link = Files.createSymbolicLink(watching.path("current"), watching.path("v1"));
        Told told = watching.listener(link.resolve("A.java"));
        int few = watches();
        Files.delete(link);
        Files.createSymbolicLink(link, watching.path("v2"));
        told.await(link);
        assertEquals(few, watches());
    }

    @Test
    void chmodOfAFolder_isTold() throws IOException {
        Path file = watching.file("one/A.java", "");
        Told told = watching.listener(file);
        assertTrue(watching.path("one").toFile().setWritable(false));
        told.await(watching.path("one"));
    }

    @Test
    void moreEventsThanTheSystemKeeps_takeTheWholeFolderAsChanged() throws IOException {
        CountDownLatch latch = new CountDownLatch(1);
        try (Watching late = new Watching(Watching.BY_EVENTS_ALONE, PoorSystem.lateUntil(latch))) {
            Path file = late.file("one/A.java", "");
            Path below = late.path("one/below/B.java");
            Told told = late.listener(file, below);
            Files.writeString(file, "lost");
            late.file("one/below/B.java", "lost");
            for (int i = 0; i < 1000; i++) { // the JDK keeps 512 of a folder
                late.file("one/" + i, "");
            }
            latch.countDown();
            told.await(late.path("one"));
            late.watcher().awaitPending(told);
            told.calls().clear();
            Files.writeString(below, "the folder that came among the lost ones is watched");
            told.await(below);
        }
    }
}
