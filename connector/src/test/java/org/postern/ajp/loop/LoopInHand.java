package org.postern.ajp.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ThreadPerTaskExecutor;

/** A loop whose followers are counted, and whose watch looks only when it is told to. */
final class LoopInHand {

    private final ExecutorService threads = Executors.newCachedThreadPool(new DefaultThreadFactory("follower", true));
    private final AtomicInteger called = new AtomicInteger();
    private final LinkedBlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    private final LeaderLoop loop;
    private IoHandler handler;
    private volatile CountDownLatch followersGate = new CountDownLatch(0);

    /** Whether there is no thread to be had. */
    volatile boolean rejects;

    /** Whether whoever is told of a failure fails. */
    volatile boolean deaf;

    LoopInHand(Io io) {
        this(io, new Watch());
    }

    /** @param watch that looks by itself */
    LoopInHand(Io io, Watch watch) {
        IoHandlerFactory factory = io.factory();
        loop = new LeaderLoop(
                null,
                new ThreadPerTaskExecutor(new DefaultThreadFactory("first", true)),
                executor -> handler = factory.newHandler(executor),
                this::call,
                watch,
                this::failed);
    }

    private void call(Runnable follower) {
        if (rejects) {
            throw new RejectedExecutionException("no thread");
        }
        called.incrementAndGet();
        threads.execute(() -> {
            awaitGate(followersGate);
            follower.run();
        });
    }

    /** Those who are called from now on are long on their way. */
    void holdFollowers() {
        followersGate = new CountDownLatch(1);
    }

    /** They arrive. */
    void letFollowersGo() {
        followersGate.countDown();
    }

    static void awaitGate(CountDownLatch gate) {
        try {
            assertTrue(gate.await(10, TimeUnit.SECONDS), "the gate opens");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void failed(Throwable failure) {
        failures.add(failure);
        if (deaf) {
            throw new IllegalStateException("deaf");
        }
    }

    /** What the loop waits with. */
    IoHandler io() {
        return handler;
    }

    LeaderLoop loop() {
        return loop;
    }

    /** How many followers were called. */
    int called() {
        return called.get();
    }

    /** What failed, waited for. */
    Throwable failure() throws InterruptedException {
        Throwable failure = failures.poll(10, TimeUnit.SECONDS);
        if (failure == null) {
            throw new AssertionError("nothing fails");
        }
        return failure;
    }

    /** Does something in the loop. */
    <T> T in(Callable<T> task) throws Exception {
        return loop.submit(task).get(10, TimeUnit.SECONDS);
    }

    /** The thread that leads. */
    Thread leader() throws Exception {
        return in(Thread::currentThread);
    }

    /** Has a service run that is held at a gate. */
    HeldService service() throws Exception {
        HeldService service = services(1).get(0);
        service.awaitBegin();
        return service;
    }

    /** Such services, found by one and the same look at the sockets. */
    List<HeldService> services(int count) throws Exception {
        return in(() -> IntStream.range(0, count).mapToObj(i -> add()).toList());
    }

    private HeldService add() {
        HeldService service = new HeldService();
        service.turn = loop.add(service);
        return service;
    }

    /** Has the loop go on without the service that runs. */
    void lookTwice() {
        loop.look();
        loop.look();
    }

    /** Waits until the first thread leads, without doing anything that wakes the loop. */
    void awaitLeads(Thread first) {
        until("the first thread leads", () -> loop.inEventLoop(first));
    }

    /** Waits until the first thread waits for its loop. */
    void awaitBack(Thread first) {
        until("the first thread is back", () -> LockSupport.getBlocker(first) == loop);
    }

    static void until(String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!holds.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, () -> "never: " + what);
            LockSupport.parkNanos(100_000);
        }
    }

    Future<?> shutDown() {
        return loop.shutdownGracefully(0, 2, TimeUnit.SECONDS);
    }

    void end() throws InterruptedException {
        assertTrue(shutDown().await(10, TimeUnit.SECONDS), "the loop ends");
        threads.shutdown();
        assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS), "the followers end");
        assertEquals("[]", failures.toString(), "told of failures");
    }

    /** A service that is held at a gate. */
    static final class HeldService implements Runnable {

        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch gate = new CountDownLatch(1);
        private volatile Thread thread;
        private volatile Turn turn;
        private volatile Runnable last = () -> {};

        @Override
        public void run() {
            thread = Thread.currentThread();
            begun.countDown();
            awaitGate(gate);
            last.run();
        }

        void awaitBegin() throws InterruptedException {
            assertTrue(begun.await(10, TimeUnit.SECONDS), "the service begins");
        }

        boolean hasBegun() {
            return begun.getCount() == 0;
        }

        Thread thread() {
            return thread;
        }

        Turn turn() {
            return turn;
        }

        void end() {
            gate.countDown();
        }

        /** Does this on its thread, and ends. */
        void end(Runnable what) {
            last = what;
            end();
        }
    }
}
