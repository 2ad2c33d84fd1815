package org.postern.daemon.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.daemon.kit.Eventually;

/** When listeners are told, and what happens if one does not end or fails. */
@Timeout(60)
class RefreshesTest {

    private static final Path A = Path.of("/no/such/folder/A.java");
    private static final Path B = Path.of("/no/such/folder/B.java");
    private static final Path C = Path.of("/no/such/folder/C.java");

    private Watching watching;

    @BeforeEach
    void open() throws IOException {
        hangsAfter(Duration.ofHours(1));
    }

    private void hangsAfter(Duration hang) throws IOException {
        if (watching != null) {
            watching.close();
        }
        watching = new Watching(Watching.pace(Duration.ofMillis(20), hang), Events.ofSystem());
    }

    @AfterEach
    void close() throws IOException {
        watching.close();
    }

    private Told listener() {
        return watching.listener(A, B, C);
    }

    private void change(Told told, Path path) {
        watching.watcher().suspect(told, path);
    }

    @Test
    void refreshThatThrows_isToldAgainWithTheNextChange_andOnlyThen() {
        Told told = listener();
        told.isBroken(true);
        change(told, A);
        told.awaitCalls(1);
        watching.watcher().awaitPending(told); // it is not waited for, as nothing comes by itself
        Told other = listener();
        change(other, A);
        other.await(A); // so a settle time has passed
        assertEquals(1, told.calls().size());
        assertEquals(1, watching.log().lines("PN0208").size());
        told.isBroken(false);
        change(told, B);
        told.awaitCalls(2);
        assertEquals(Set.of(A, B), told.calls().get(1));
        change(told, C);
        told.awaitCalls(3);
        assertEquals(Set.of(C), told.calls().get(2), "what was told is done with");
    }

    @Test
    void refreshThatLacksMemory_isToldAgainUntilItDoesNot() {
        Told told = listener();
        told.isShortOfMemory(true);
        change(told, A);
        told.awaitCalls(3);
        assertEquals(Set.of(A), told.all());
        assertTrue(watching.log().lines("PN0212").size() >= 2);
        told.isShortOfMemory(false);
        int calls = told.calls().size();
        told.awaitCalls(calls + 1);
        Told other = listener();
        change(other, A);
        other.await(A);
        assertTrue(told.calls().size() <= calls + 2, "it is told again though all is well");
    }

    @Test
    void listenerThatAsksForIt_isToldAgain_andOnce() {
        Told told = listener();
        watching.watcher().again(told, Set.of(B));
        told.awaitCalls(1);
        Told other = listener();
        watching.watcher().again(other, Set.of(A));
        other.await(A);
        assertEquals(List.of(Set.of(B)), told.calls());
    }

    @Test
    void changesDuringARefresh_waitForItsEnd() {
        Told told = listener();
        told.hang();
        change(told, A);
        told.awaitCalls(1);
        change(told, B);
        Told other = listener();
        change(other, B);
        other.await(B);
        assertEquals(1, told.calls().size());
        told.letGo();
        told.awaitCalls(2);
        assertEquals(Set.of(B), told.calls().get(1));
    }

    @Test
    void twoListeners_areToldAtTheSameTime_onThreadsOfTheirOwn() {
        Told first = listener();
        Told second = listener();
        first.hang();
        second.hang();
        change(first, A);
        change(second, A);
        first.awaitCalls(1);
        second.awaitCalls(1);
        assertEquals(
                Set.of("postern-build-1", "postern-build-2"),
                Set.of(first.threads().get(0), second.threads().get(0)));
    }

    @Test
    void noMoreThanTwoListeners_areToldAtTheSameTime() {
        List<Told> many = Stream.generate(this::listener).limit(6).toList();
        many.forEach(Told::hang);
        many.forEach(told -> change(told, A));
        IntSupplier inside = () -> many.stream().mapToInt(Told::inside).sum();
        for (int i = 0; i < 5; i++) {
            Eventually.holds("two are told", () -> inside.getAsInt() == 2);
            Told one = many.stream().filter(told -> told.inside() > 0).findAny().orElseThrow();
            one.letGo(); // the next begins then
            Eventually.holds("one has been told", () -> one.inside() == 0);
        }
        Eventually.holds(
                "all are told",
                () -> many.stream().noneMatch(told -> told.calls().isEmpty()));
        assertEquals(
                List.of("postern-build-1", "postern-build-2"),
                many.stream()
                        .flatMap(told -> told.threads().stream())
                        .distinct()
                        .sorted()
                        .toList());
    }

    @Test
    void listenersThatHang_stopNobodyElse() throws IOException {
        hangsAfter(Duration.ofMillis(200));
        Told first = listener();
        Told second = listener();
        first.hang();
        second.hang();
        change(first, A);
        change(second, A);
        first.awaitCalls(1);
        second.awaitCalls(1);
        Told third = listener();
        change(third, A);
        third.await(A);
        watching.watcher().awaitPending(third);
        assertEquals(1, first.inside());
        assertEquals(1, second.inside());
    }

    @Test
    void refreshThatHangs_isOvertakenByTheNextChange_whichTellsBoth() throws IOException {
        hangsAfter(Duration.ofMillis(200));
        Told told = listener();
        told.hang();
        change(told, A);
        told.awaitCalls(1);
        told.hangNoMore();
        change(told, B);
        told.awaitCalls(2);
        assertEquals(Set.of(A, B), told.calls().get(1));
        watching.watcher().awaitPending(told); // though the first hangs still
        assertEquals(1, told.inside());
        change(told, C);
        told.awaitCalls(3);
        assertEquals(Set.of(C), told.calls().get(2), "what the second told need not be told again");
        told.isBroken(true);
        told.letGo();
        Eventually.holds("the first ends", () -> told.inside() == 0);
        told.isBroken(false);
        change(told, B);
        told.awaitCalls(4);
        assertEquals(Set.of(B), told.calls().get(3), "nor what the first told, which failed too late to matter");
    }

    @Test
    void aHandfulOfRefreshesThatHang_stopNothing_butManyAreEnoughForOneListener() throws IOException {
        hangsAfter(Duration.ofMillis(50));
        Told told = listener();
        told.hang();
        for (int i = 1; i <= Pending.MOST; i++) {
            change(told, A);
            told.awaitCalls(i);
        }
        assertTrue(Pending.MOST > 5);
        change(told, B);
        Told other = listener();
        other.hang();
        change(other, A);
        other.awaitCalls(1);
        change(other, A);
        other.awaitCalls(2); // so the time after which a refresh hangs has passed
        assertEquals(Pending.MOST, told.calls().size());
        told.letGo();
        told.awaitCalls(Pending.MOST + 1);
        assertTrue(told.calls().get(Pending.MOST).contains(B));
    }

    @Test
    void awaitPending_waitsForWhatIsKnown() {
        Told told = listener();
        change(told, A);
        watching.watcher().awaitPending(told);
        assertEquals(Set.of(A), told.all());
        assertEquals(0, told.inside());
    }
}
