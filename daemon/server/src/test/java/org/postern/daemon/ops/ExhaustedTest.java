package org.postern.daemon.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** When a daemon that can serve nobody ends. */
class ExhaustedTest {

    private boolean full;
    private int unanswered;
    private int unserved;
    private long now;
    private int halted;
    private final List<Fault> failed = new ArrayList<>();
    private final LastResort resort =
            new LastResort(() -> full, () -> unanswered, () -> unserved, failed::add, () -> halted++, () -> now);

    private void look(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now += Duration.ofSeconds(1).toNanos();
            resort.look();
        }
    }

    @Test
    void memoryThatIsFullForAMoment_isNoReason() {
        for (int i = 0; i < 10; i++) {
            full = true;
            look(9);
            full = false;
            look(1);
        }
        assertEquals(List.of(), failed);
    }

    @Test
    void memoryThatStaysFull_endsTheDaemon_andTheProcessWhereThatHangs() {
        full = true;
        look(11);
        assertEquals(1, failed.size());
        assertEquals(Code.EXHAUSTED, failed.get(0).code());
        look(15);
        assertEquals(0, halted);
        look(1);
        assertEquals(1, halted);
        assertEquals(1, failed.size());
    }

    @Test
    void processThatWasStopped_isNotDead() {
        full = true;
        look(1);
        now += Duration.ofHours(1).toNanos();
        resort.look();
        full = false;
        look(60);
        assertEquals(List.of(), failed);
    }

    @Test
    void eventLoopThatIsSilent_endsTheDaemon() {
        unanswered = LastResort.SILENT - 1;
        look(1);
        assertEquals(List.of(), failed);
        unanswered++;
        look(1);
        assertTrue(
                failed.get(0).line().startsWith("PN0114 an event loop"),
                failed.get(0).line());
    }

    @Test
    void requestsThatAllFail_endTheDaemon() {
        unserved = LastResort.UNSERVED - 1;
        look(60);
        assertEquals(List.of(), failed);
        unserved++;
        look(1);
        assertTrue(
                failed.get(0).line().startsWith("PN0114 each request"),
                failed.get(0).line());
    }
}
