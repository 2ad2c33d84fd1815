package org.postern.daemon.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

/** Lines about what strangers can bring about. */
class SeldomTest {

    private static final class Hand extends Clock {
        private Instant now = Instant.parse("2030-01-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Test
    void onceAMinute_andTheRestIsCounted() {
        Hand clock = new Hand();
        Seldom seldom = new Seldom(clock);
        List<String> told = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            seldom.happened(told::add);
            clock.now = clock.now.plusSeconds(20);
        }
        assertEquals(List.of("", ", and 2 more since the last such line"), told);
        clock.now = clock.now.plusSeconds(3600);
        seldom.happened(told::add);
        seldom.happened(told::add);
        assertEquals(", and 1 more since the last such line", told.get(2));
        assertEquals(3, told.size());
    }

    @Test
    void clockThatIsSetBack_silencesNothing() {
        Hand clock = new Hand();
        Seldom seldom = new Seldom(clock);
        List<String> told = new ArrayList<>();
        seldom.happened(told::add);
        clock.now = clock.now.minusSeconds(3600);
        seldom.happened(told::add);
        seldom.happened(told::add);
        assertEquals(List.of("", ""), told);
    }

    @Test
    void severalTimesAMinute_ifThatIsWanted() {
        Hand clock = new Hand();
        Seldom seldom = new Seldom(clock, 3);
        List<String> told = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            seldom.happened(told::add);
        }
        assertEquals(List.of("", "", ""), told);
        clock.now = clock.now.plusSeconds(60);
        seldom.happened(told::add);
        assertEquals(", and 7 more since the last such line", told.get(3));
    }
}
