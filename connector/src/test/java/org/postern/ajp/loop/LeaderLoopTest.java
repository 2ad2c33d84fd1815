package org.postern.ajp.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.netty.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.ajp.loop.LoopInHand.HeldService;

/** How one loop changes hands. The test is the watch, so nothing is taken over before it looks. */
@ParameterizedClass
@EnumSource(Io.class)
@Timeout(30)
class LeaderLoopTest {

    @Parameter
    Io io;

    private LoopInHand hand;
    private LeaderLoop loop;
    private Thread first;

    @BeforeEach
    void begin() throws Exception {
        hand = new LoopInHand(io);
        loop = hand.loop();
        first = hand.leader();
    }

    @AfterEach
    void end() throws Exception {
        hand.end();
    }

    // --- who leads

    @Test
    void shortServices_runOnTheFirstThread_andCallNobody() throws Exception {
        BlockingQueue<Thread> ran = new LinkedBlockingQueue<>();
        hand.in(() -> IntStream.range(0, 50)
                .mapToObj(i -> loop.add(() -> ran.add(Thread.currentThread())))
                .toList());
        for (int i = 0; i < 50; i++) {
            assertSame(first, ran.poll(10, TimeUnit.SECONDS));
        }
        assertEquals(0, hand.called());
    }

    @Test
    void serviceThatBlocks_holdsUpTheLoop_forTwoLooksAndNoMore() throws Exception {
        HeldService blocks = hand.service();
        assertTrue(loop.look());
        assertEquals(0, hand.called());
        assertTrue(loop.look());
        assertNotSame(first, hand.leader());
        assertFalse(loop.look(), "there is no service to look at");
        assertEquals(1, hand.called());
        blocks.end();
        hand.awaitLeads(first);
    }

    /** The others are already in line when the first one blocks; the follower must not wait for the sockets first. */
    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    void servicesThatCameTogether_mayAllBlock(int count) throws Exception {
        List<HeldService> services = hand.services(count);
        for (HeldService service : services) {
            service.awaitBegin();
            hand.lookTwice();
        }
        assertNotSame(first, hand.leader());
        assertEquals(
                count, services.stream().map(HeldService::thread).distinct().count());
        assertEquals(count, hand.called(), "one follower for each that blocks");
        services.forEach(HeldService::end);
        hand.awaitLeads(first);
        assertEquals(count, hand.called());
    }

    @Test
    void aFollowerThatIsOnItsWay_isNotCalledAgain() throws Exception {
        HeldService blocks = hand.service();
        hand.holdFollowers();
        hand.lookTwice();
        for (int i = 0; i < 100; i++) {
            assertTrue(loop.look(), "nobody leads");
        }
        assertEquals(1, hand.called());
        hand.letFollowersGo();
        assertNotSame(first, hand.leader());
        blocks.end();
        hand.awaitLeads(first);
    }

    @Test
    void aServiceThatEndsBeforeTheFollowerCame_goesOnItself() throws Exception {
        HeldService blocks = hand.service();
        hand.holdFollowers();
        hand.lookTwice();
        blocks.end();
        assertSame(first, hand.leader());
        HeldService again = hand.service();
        hand.lookTwice();
        hand.letFollowersGo();
        assertNotSame(first, hand.leader());
        again.end();
        hand.awaitLeads(first);
    }

    /** It came back while the follower was in a service, so that there was nobody to be woken. */
    @Test
    void theFirstThread_whenBack_leadsInstead_ofAnotherFollower() throws Exception {
        HeldService ofFirst = hand.service();
        hand.lookTwice();
        HeldService ofFollower = hand.service();
        ofFirst.end();
        hand.awaitBack(first);
        hand.lookTwice();
        hand.awaitLeads(first);
        assertEquals(1, hand.called());
        ofFollower.end();
        assertSame(first, hand.leader());
    }

    @Test
    void theFirstThread_whenBack_leadsAfterTheFollowersTurn() throws Exception {
        HeldService ofFirst = hand.service();
        hand.lookTwice();
        HeldService ofFollower = hand.service();
        ofFirst.end();
        hand.awaitBack(first);
        ofFollower.end();
        hand.awaitLeads(first);
        assertEquals(1, hand.called());
    }

    @Test
    void aThousandTakeOvers_needAsManyThreads_asServicesThatBlockAtOnce() throws Exception {
        Set<Thread> threads =
                IntStream.range(0, 1000).mapToObj(i -> takenOver()).collect(Collectors.toSet());
        assertTrue(threads.contains(first));
        assertSame(first, hand.leader());
        assertEquals(1000, hand.called());
    }

    private Thread takenOver() {
        try {
            HeldService service = hand.service();
            hand.lookTwice();
            hand.leader();
            service.end();
            hand.awaitLeads(first);
            return service.thread();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    // --- turns

    @Test
    void turn_isEntered_untilTheLoopHasGoneOn() throws Exception {
        HeldService service = hand.service();
        CompletableFuture<String> seen = new CompletableFuture<>();
        service.end(() -> {
            Turn turn = service.turn();
            String story = "in " + loop.inEventLoop();
            story += ", entered " + turn.enter() + " " + loop.inEventLoop();
            turn.leave();
            story += ", left " + loop.inEventLoop();
            turn.stepAside();
            story += ", aside " + turn.enter();
            turn.stepAside();
            seen.complete(story + " " + turn.enter());
        });
        assertEquals("in false, entered true true, left false, aside false false", seen.get(10, TimeUnit.SECONDS));
        hand.awaitLeads(first);
        assertEquals(1, hand.called());
    }

    @Test
    void turn_isNotEntered_byAnotherThread_orAnInterruptedOne_orWhenItIsOver() throws Exception {
        HeldService service = hand.service();
        assertFalse(service.turn().enter());
        service.turn().stepAside();
        assertEquals(0, hand.called());
        CompletableFuture<Boolean> seen = new CompletableFuture<>();
        service.end(() -> {
            Thread.currentThread().interrupt();
            seen.complete(service.turn().enter());
        });
        assertFalse(seen.get(10, TimeUnit.SECONDS));
        assertFalse(hand.in(() -> Thread.currentThread().isInterrupted()), "it is left to the next one");
        assertFalse(hand.in(() -> service.turn().enter()));
        assertSame(first, hand.leader());
    }

    // --- failures

    @Test
    void whatAServiceThrows_isTold_andTheLoopGoesOn() throws Exception {
        for (Throwable thrown : List.of(new IllegalStateException("one"), new StackOverflowError("two"))) {
            HeldService service = hand.service();
            service.end(() -> LeaderLoopTest.<RuntimeException>throwAsIs(thrown));
            assertSame(thrown, hand.failure());
            assertSame(first, hand.leader());
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void throwAsIs(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Test
    void withoutAThread_theLoopWaitsForItsService_andSaysSo() throws Exception {
        HeldService blocks = hand.service();
        hand.rejects = true;
        hand.lookTwice();
        assertInstanceOf(RejectedExecutionException.class, hand.failure());
        blocks.end();
        assertSame(first, hand.leader());
        assertEquals(0, hand.called());
    }

    @Test
    void aThreadThatCanBeHadLater_leads() throws Exception {
        HeldService blocks = hand.service();
        hand.rejects = true;
        hand.lookTwice();
        hand.failure();
        assertTrue(loop.look(), "nobody leads");
        hand.rejects = false;
        assertTrue(loop.look());
        assertNotSame(first, hand.leader());
        blocks.end();
        hand.awaitLeads(first);
    }

    @Test
    void withoutAThread_theFirstOneLeads_whenItIsBack() throws Exception {
        HeldService ofFirst = hand.service();
        hand.lookTwice();
        HeldService ofFollower = hand.service();
        hand.rejects = true;
        ofFirst.end();
        hand.awaitBack(first);
        hand.lookTwice();
        hand.awaitLeads(first);
        ofFollower.end();
    }

    @Test
    void withoutAThread_theFirstOneLeads_thoughItCameBackAfterwards() throws Exception {
        HeldService ofFirst = hand.service();
        hand.lookTwice();
        HeldService ofFollower = hand.service();
        hand.rejects = true;
        hand.lookTwice();
        hand.failure();
        assertTrue(loop.look(), "it was told of once");
        ofFirst.end();
        hand.awaitLeads(first);
        ofFollower.end();
        assertSame(first, hand.leader());
    }

    @Test
    void aFailureThatCannotEvenBeTold_doesNotEndTheFollower() throws Exception {
        HeldService ofFirst = hand.service();
        hand.lookTwice();
        HeldService ofFollower = hand.service();
        hand.deaf = true;
        Thread follower = ofFollower.thread();
        ofFollower.end(() -> {
            throw new IllegalStateException("thrown");
        });
        hand.failure();
        hand.deaf = false;
        assertSame(follower, hand.leader());
        ofFirst.end();
        hand.awaitLeads(first);
    }

    // --- the end

    @Test
    void loopWhoseFollowerLeads_ends_whenItsFirstThreadIsBack() throws Exception {
        HeldService blocks = hand.service();
        hand.lookTwice();
        hand.leader();
        Future<?> ended = hand.shutDown();
        hand.in(() -> null);
        assertFalse(ended.isDone());
        blocks.end();
        assertTrue(ended.await(10, TimeUnit.SECONDS));
    }

    @Test
    void loopThatEnds_interruptsItsService() throws Exception {
        HeldService blocks = hand.service();
        hand.lookTwice();
        hand.leader();
        loop.interruptService();
        hand.awaitLeads(first);
        assertFalse(hand.in(() -> Thread.currentThread().isInterrupted()));
        loop.interruptService();
        assertFalse(hand.in(() -> Thread.currentThread().isInterrupted()), "it is in no service");
        assertTrue(blocks.hasBegun());
    }
}
