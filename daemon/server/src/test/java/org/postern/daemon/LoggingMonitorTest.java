package org.postern.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

import org.junit.jupiter.api.Test;
import org.postern.daemon.kit.LogCapture;

/** What peers do wrong, in the log. */
class LoggingMonitorTest {

    @Test
    void peerThatDoesWrongAllTheTime_doesNotFillTheLog() {
        LoggingMonitor monitor = new LoggingMonitor(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
        try (LogCapture log = new LogCapture()) {
            for (int i = 0; i < 100; i++) {
                monitor.protocolBroken("peer", "odd bytes");
                monitor.secretRefused("peer");
                monitor.connectionRefused("peer");
                monitor.bodyRefused("peer", 1000);
            }
            for (String code : new String[] {"PN0202", "PN0201", "PN0203", "PN0207"}) {
                assertEquals(20, log.lines(code).size(), code);
            }
        }
    }
}
