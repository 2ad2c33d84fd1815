package org.postern.daemon.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.exchange.Admission.Decision;
import org.postern.daemon.exchange.Admission.Share;

/** Who runs, waits and is refused. */
class AdmissionTest {

    private static Decision[] enter(Admission<String> admission, Share<String> share, String... requests) {
        Decision[] decisions = new Decision[requests.length];
        for (int i = 0; i < requests.length; i++) {
            decisions[i] = admission.enter(share, requests[i]);
        }
        return decisions;
    }

    @Test
    void theOnlyInterpreter_hasAllPlaces_andTheWholeQueue() {
        Admission<String> admission = new Admission<>(2, 2, 50);
        Share<String> only = admission.share();
        assertEquals(
                List.of(Decision.RUNS, Decision.RUNS, Decision.WAITS, Decision.WAITS, Decision.REFUSED),
                List.of(enter(admission, only, "a", "b", "c", "d", "e")));
        assertEquals("0 answered, 2 running, 2 waiting, 1 refused", admission.counts());
        assertEquals("2 requests run, 2 wait", admission.load());
        assertEquals("c", admission.leave(only));
        assertEquals("d", admission.leave(only));
        assertNull(admission.leave(only));
        assertNull(admission.leave(only));
        assertEquals(Decision.RUNS, admission.enter(only, "f"));
        assertEquals("4 answered, 1 running, 0 waiting, 1 refused", admission.counts());
    }

    @Test
    void oneOfSeveral_leavesPlacesAndQueueToTheOthers() {
        Admission<String> admission = new Admission<>(4, 4, 75);
        Share<String> flood = admission.share();
        Share<String> other = admission.share();
        assertEquals(
                List.of(
                        Decision.RUNS,
                        Decision.RUNS,
                        Decision.RUNS,
                        Decision.WAITS,
                        Decision.WAITS,
                        Decision.WAITS,
                        Decision.REFUSED),
                List.of(enter(admission, flood, "1", "2", "3", "4", "5", "6", "7")));
        assertEquals(
                List.of(Decision.RUNS, Decision.WAITS, Decision.REFUSED),
                List.of(enter(admission, other, "a", "b", "c")));
    }

    @Test
    void aPlaceThatGetsFree_goesToWhoeverRunsFewest() {
        Admission<String> admission = new Admission<>(4, 100, 75);
        Share<String> flood = admission.share();
        Share<String> other = admission.share();
        enter(admission, flood, "1", "2", "3", "4", "5");
        enter(admission, other, "a", "b", "c");
        assertEquals("b", admission.leave(flood));
        assertEquals("4", admission.leave(flood), "two of the other run by now");
        assertEquals("c", admission.leave(other));
    }

    @Test
    void equals_takeTurns() {
        Admission<String> admission = new Admission<>(1, 100, 75);
        Share<String> one = admission.share();
        Share<String> two = admission.share();
        Share<String> three = admission.share();
        enter(admission, one, "1a", "1b", "1c");
        enter(admission, two, "2a", "2b");
        enter(admission, three, "3a");
        List<String> order = new ArrayList<>();
        for (String next = admission.leave(one); next != null; ) {
            order.add(next);
            next = admission.leave(next.startsWith("1") ? one : next.startsWith("2") ? two : three);
        }
        assertEquals(List.of("1b", "2a", "3a", "1c", "2b"), order);
    }

    @Test
    void theSmallestShare_isOne() {
        Admission<String> admission = new Admission<>(1, 1, 1);
        Share<String> one = admission.share();
        admission.share();
        assertEquals(
                List.of(Decision.RUNS, Decision.WAITS, Decision.REFUSED),
                List.of(enter(admission, one, "a", "b", "c")));
    }

    // --- against a plain model

    /** What a share has, by the book. */
    private static final class Site {
        private final Share<Integer> share;
        private final Queue<Integer> waiting = new ArrayDeque<>();
        private int running;

        Site(Share<Integer> share) {
            this.share = share;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void randomRequests_comeAndGoByTheBook(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            int places = 1 + random.nextInt(10);
            int queue = random.nextInt(12);
            new Book(places, queue, 1 + random.nextInt(100), random).story(200);
        }
    }

    private static final class Book {
        private final Admission<Integer> admission;
        private final int places;
        private final int queue;
        private final int percent;
        private final Random random;
        private final List<Site> sites = new ArrayList<>();
        private int running;
        private int waiting;
        private int refused;
        private int answered;

        Book(int places, int queue, int percent, Random random) {
            this.admission = new Admission<>(places, queue, percent);
            this.places = places;
            this.queue = queue;
            this.percent = percent;
            this.random = random;
        }

        private int most(int all) {
            return sites.size() < 2 ? all : Math.max(1, all * percent / 100);
        }

        void story(int steps) {
            sites.add(new Site(admission.share()));
            for (int step = 0; step < steps; step++) {
                Site site = sites.get(random.nextInt(sites.size()));
                if (random.nextInt(40) == 0 && sites.size() < 5) {
                    sites.add(new Site(admission.share()));
                } else if (site.running > 0 && random.nextBoolean()) {
                    leave(site);
                } else {
                    enter(site, step);
                }
                check();
            }
            while (running > 0) {
                sites.stream().filter(each -> each.running > 0).findAny().ifPresent(this::leave);
                check();
            }
            assertEquals(0, waiting, "starved");
        }

        private void enter(Site site, int request) {
            Decision decision = admission.enter(site.share, request);
            if (running < places && site.running < most(places)) {
                assertEquals(Decision.RUNS, decision, "there is a place that it may have");
                site.running++;
                running++;
            } else if (waiting < queue && site.waiting.size() < most(queue)) {
                assertEquals(Decision.WAITS, decision);
                site.waiting.add(request);
                waiting++;
            } else {
                assertEquals(Decision.REFUSED, decision);
                refused++;
            }
        }

        private void leave(Site site) {
            Integer next = admission.leave(site.share);
            site.running--;
            running--;
            answered++;
            int fewest = sites.stream()
                    .filter(this::mayGoOn)
                    .mapToInt(each -> each.running)
                    .min()
                    .orElse(-1);
            if (next == null) {
                assertEquals(-1, fewest, "somebody waits who may run");
                return;
            }
            Site its = site(next);
            assertTrue(mayGoOn(its));
            assertEquals(fewest, its.running, "others run fewer");
            assertEquals(its.waiting.poll(), next, "first come");
            its.running++;
            running++;
            waiting--;
        }

        private boolean mayGoOn(Site site) {
            return !site.waiting.isEmpty() && site.running < most(places);
        }

        private Site site(@Nullable Integer request) {
            return sites.stream()
                    .filter(each -> each.waiting.contains(request))
                    .findAny()
                    .orElseThrow();
        }

        private void check() {
            assertTrue(running <= places);
            assertTrue(
                    running == places || sites.stream().noneMatch(this::mayGoOn), "a place is free for one that waits");
            assertEquals(
                    answered + " answered, " + running + " running, " + waiting + " waiting, " + refused + " refused",
                    admission.counts());
        }
    }
}
