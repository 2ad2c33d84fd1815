package org.postern.daemon.password;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.postern.api.spi.LoginAttempts.Count;
import org.postern.daemon.kit.SetClock;

class CountedAttemptsTest {

    private static final List<Count> ANN = List.of(new Count("ann", 2), new Count("here", 3));
    private static final List<Count> JOE = List.of(new Count("joe", 2), new Count("here", 3));

    private final SetClock clock = new SetClock();
    private final CountedAttempts attempts = new CountedAttempts(clock);

    @Test
    void begin_countsInEachKey_andRefusalsCountInNone() {
        assertEquals(0, attempts.begin(ANN));
        assertEquals(0, attempts.begin(ANN));
        assertEquals(901, attempts.begin(ANN));
        assertEquals(0, attempts.begin(JOE));
        assertEquals(901, attempts.begin(JOE));
    }

    @Test
    void window_endsAQuarterOfAnHourAfterItsFirstAttempt() {
        attempts.begin(ANN);
        clock.pass(Duration.ofMinutes(14));
        attempts.begin(ANN);
        assertEquals(61, attempts.begin(ANN));
        clock.pass(Duration.ofMinutes(1));
        assertEquals(0, attempts.begin(ANN));
    }

    @Test
    void clockThatIsSetBack_neitherKeepsWindowsNorLeavesThemWithoutALimit() {
        attempts.begin(JOE);
        attempts.begin(JOE);
        clock.pass(Duration.ofDays(-1));
        assertEquals(0, attempts.begin(JOE));
        for (int i = 0; i < 2; i++) {
            assertEquals(0, attempts.begin(ANN));
            assertEquals(0, attempts.begin(ANN));
            assertEquals(901, attempts.begin(ANN));
            clock.pass(Duration.ofMinutes(15));
        }
    }

    @Test
    void attemptThatIsTakenBack_doesNotCount() {
        for (int i = 0; i < 10; i++) {
            assertEquals(0, attempts.begin(ANN));
            attempts.takeBack(ANN);
        }
        assertEquals(0, attempts.size());
        attempts.takeBack(ANN);
        assertEquals(0, attempts.begin(ANN));
    }

    @Test
    void memory_isBounded_andTheOldestGo() {
        attempts.begin(List.of(new Count("first", 1)));
        attempts.begin(List.of(new Count("second", 1)));
        for (int i = 2; i <= CountedAttempts.MOST; i++) {
            attempts.begin(List.of(new Count("key " + i, 1)));
        }
        assertEquals(CountedAttempts.MOST, attempts.size());
        assertEquals(901, attempts.begin(List.of(new Count("second", 1))));
        assertEquals(0, attempts.begin(List.of(new Count("first", 1))));
        clock.pass(Duration.ofMinutes(15));
        attempts.begin(ANN);
        assertEquals(2, attempts.size());
    }
}
