package org.postern.ajp.loop;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.ajp.loop.LoopInHand.HeldService;

/** The watch itself looks; asleep is what its thread is when nothing but a service can wake it. */
@Timeout(30)
class WatchTest {

    private final Watch watch = new Watch();
    private final Thread thread = new Thread(watch);
    private final LoopInHand hand = new LoopInHand(Io.PATIENT, watch);
    private Thread first;

    @BeforeEach
    void begin() throws Exception {
        watch.begin(List.of(hand.loop()), thread);
        first = hand.leader();
    }

    @AfterEach
    void end() throws Exception {
        hand.end();
        watch.end();
        thread.join();
    }

    private void awaitSleep() {
        LoopInHand.until("the watch sleeps", () -> thread.getState() == Thread.State.WAITING);
    }

    @Test
    void whileNoServiceRuns_itSleeps_andTheNextServiceWakesIt() throws Exception {
        for (int i = 0; i < 5; i++) {
            awaitSleep();
            HeldService service = hand.service();
            assertNotSame(first, hand.leader());
            awaitSleep();
            service.end();
            hand.awaitLeads(first);
        }
    }

    /** To its looks, a service that is in the loop is none. */
    @Test
    void whoLeavesTheLoop_wakesIt() throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        hand.in(() -> {
            AtomicReference<Turn> turn = new AtomicReference<>();
            turn.set(hand.loop().add(() -> {
                assertTrue(turn.get().enter());
                awaitSleep();
                turn.get().leave();
                left.countDown();
                LoopInHand.awaitGate(gate);
            }));
            return null;
        });
        LoopInHand.awaitGate(left); // or the first thread might answer before its service begins
        assertNotSame(first, hand.leader());
        gate.countDown();
        hand.awaitLeads(first);
    }

    @Test
    void withoutAThread_itTriesAgain() throws Exception {
        hand.rejects = true;
        HeldService service = hand.service();
        hand.failure();
        hand.rejects = false;
        assertNotSame(first, hand.leader());
        service.end();
        hand.awaitLeads(first);
    }

    @Test
    void aFollowerWhoseSocketsFail_leadsOn() throws Exception {
        HeldService service = hand.service();
        Thread follower = hand.in(() -> {
            ((PatientIo) hand.io()).breaks(new StackOverflowError("of the sockets"));
            return Thread.currentThread();
        });
        assertNotSame(first, follower);
        assertInstanceOf(StackOverflowError.class, hand.failure());
        assertSame(follower, hand.leader());
        service.end();
        hand.awaitLeads(first);
    }

    @Test
    void whatFailsWhileItLooks_doesNotEndIt() throws Exception {
        hand.rejects = true;
        hand.deaf = true;
        HeldService service = hand.service();
        hand.failure();
        hand.rejects = false;
        assertNotSame(first, hand.leader());
        service.end();
        hand.awaitLeads(first);
    }
}
