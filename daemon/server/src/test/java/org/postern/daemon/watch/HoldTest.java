package org.postern.daemon.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.daemon.kit.Eventually;

/** Slow deliveries of several files. */
@Timeout(60)
class HoldTest {

    private Watching watching;
    private Path a;
    private Path b;
    private Path hold;

    @BeforeEach
    void open() throws IOException {
        with(Watching.BY_EVENTS_ALONE, Events.ofSystem());
    }

    private void with(Pace pace, Events events) throws IOException {
        if (watching != null) {
            watching.close();
        }
        watching = new Watching(pace, events);
        a = watching.file("root/A.java", "old");
        b = watching.file("root/b/B.java", "old");
        hold = watching.path("root/.postern-hold");
    }

    @AfterEach
    void close() throws IOException {
        watching.close();
    }

    private Told held(Path... holds) {
        return watching.listener(Set.of(a, b), Set.of(holds));
    }

    @Test
    void P68_whileTheHoldFileIsThere_nothingIsTold_thenEverythingAtOnce() throws Exception {
        Told told = held(hold);
        Told free = watching.listener(a, b);
        Files.createFile(hold);
        Files.writeString(a, "new");
        free.await(a);
        assertTrue(watching.log().await("holds reloads back").startsWith("INFO"));
        Files.writeString(b, "new");
        free.await(b);
        watching.watcher().awaitPending(told); // nobody waits for what is held back
        assertEquals(0, told.calls().size());
        Files.delete(hold);
        told.awaitCalls(1);
        watching.watcher().awaitPending(told);
        assertEquals(1, told.calls().size());
        assertTrue(told.all().containsAll(Set.of(a, b)), told.all().toString());
        assertEquals(1, watching.log().lines("holds reloads back").size());
        assertEquals(1, watching.log().lines("is gone: what it held back").size());
        Files.writeString(a, "newer");
        told.awaitCalls(2);
    }

    @Test
    void P68_filesWrittenWithinTheSettleTime_areToldAtOnce() throws IOException {
        with(Watching.pace(Duration.ofSeconds(1), Duration.ofHours(1)), Events.ofSystem());
        Told told = held(hold);
        Files.writeString(a, "new");
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        Files.writeString(b, "new");
        told.awaitCalls(1);
        assertTrue(told.calls().get(0).containsAll(Set.of(a, b)), told.calls().toString());
    }

    @Test
    void holdFileThatWasThereBefore_holds() throws Exception {
        Files.createFile(hold);
        Told told = held(hold);
        Files.writeString(a, "new");
        watching.log().await("holds reloads back");
        Files.delete(hold);
        told.await(a);
    }

    @Test
    void secondHoldFile_holdsOn_andItMayBeInTheFolderAbove() throws Exception {
        Path above = watching.path(".postern-hold");
        Told told = held(hold, above);
        Files.createFile(hold);
        Files.createFile(above);
        Files.writeString(a, "new");
        watching.log().await("holds reloads back");
        Files.delete(hold);
        Told free = watching.listener(hold);
        watching.watcher().suspect(free, hold);
        free.awaitCalls(1);
        watching.watcher().awaitPending(told);
        assertEquals(0, told.calls().size());
        Files.delete(above);
        told.await(a);
        assertEquals(1, watching.log().lines("holds reloads back").size());
    }

    @Test
    void holdFile_holdsOnlyThoseWhoHaveIt() throws IOException {
        Told free = watching.listener(a);
        held(hold);
        Files.createFile(hold);
        Files.writeString(a, "new");
        free.await(a);
    }

    @Test
    void holdFileThatComesAndGoes_tellsNothing() throws IOException {
        Told told = held(hold);
        Told free = watching.listener(hold);
        Files.createFile(hold);
        free.awaitCalls(1);
        Files.delete(hold);
        free.awaitCalls(2);
        watching.watcher().awaitPending(told);
        assertEquals(0, told.calls().size());
        assertEquals(0, watching.log().lines("hold").size());
    }

    @Test
    void folderOfTheHoldFileMovedAway_holdsNoMore() throws Exception {
        Told told = held(hold);
        Files.createFile(hold);
        Files.writeString(a, "new");
        watching.log().await("holds reloads back");
        Files.move(watching.path("root"), watching.path("away"));
        told.await(watching.path("root"));
    }

    @Test
    void holdFileRemovedWithoutAnEvent_isNoticed() throws Exception {
        with(Watching.QUICK, PoorSystem.deaf());
        Told told = held(hold);
        Files.createFile(hold);
        Files.writeString(a, "new");
        watching.log().await("holds reloads back");
        Files.delete(hold);
        told.await(a);
        Eventually.holds(
                "the end is logged",
                () -> !watching.log().lines("is gone: what").isEmpty());
    }

    @Test
    void heldChanges_areTriedAgainNowAndThen_shouldNobodyTellThatTheFileIsGone() throws IOException {
        Pace pace = Watching.QUICK;
        try (Events events = Events.ofSystem()) {
            Pending its = new Pending(pace, new Told(), new Interest(new Folders(events)));
            its.note(a, 0);
            its.hold(its.begin(0), hold, 0);
            assertEquals(pace.probe().toNanos(), its.untilDue(0));
            assertFalse(its.isAwaited());
        }
    }
}
