package org.postern.ajp.loop;

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.internal.ThreadExecutorMap;
import org.jspecify.annotations.Nullable;

/**
 * An event loop that one thread at a time leads. Its first thread, Netty's own, begins and ends it, and leads whenever it has no service
 * to run; followers lead meanwhile.
 */
public final class LeaderLoop extends SingleThreadIoEventLoop {

    /** How long tasks may take before it is the turn of I/O again; as Netty's own loops have it. */
    private static final long TASKS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Executor followers;
    private final Watch watch;
    private final Consumer<Throwable> failures;

    /** Owns a loop that has not begun. */
    private static final Object NOBODY_YET = new Object();

    /** The thread that leads; or the turn that its thread is in; or null, when a follower is on its way. */
    private final AtomicReference<@Nullable Object> owner = new AtomicReference<>(NOBODY_YET);

    private final ArrayDeque<Turn> turns = new ArrayDeque<>(); // the leader's
    private volatile @Nullable Thread first;
    private volatile boolean firstIsBack; // and waits
    private volatile boolean called; // a follower, who has not come yet
    private @Nullable Object seen; // the watch's
    private volatile boolean answered = true;
    private final Runnable answer = () -> answered = true;
    private int unanswered; // of whoever asks

    LeaderLoop(
            IoEventLoopGroup group,
            Executor executor,
            IoHandlerFactory io,
            Executor followers,
            Watch watch,
            Consumer<Throwable> failures) {
        super(group, executor, io);
        this.followers = followers;
        this.watch = watch;
        this.failures = failures;
    }

    /** Whether a thread leads, and is not in a service. */
    @Override
    @SuppressWarnings("ReferenceEquality")
    public boolean inEventLoop(Thread thread) {
        return owner.get() == thread;
    }

    /**
     * Runs a service when the I/O at hand is done. To be called in the loop.
     *
     * @return for the service's thread
     */
    public Turn add(Runnable service) {
        Turn turn = new Turn(this, service);
        turns.add(turn);
        return turn;
    }

    /** A thread that takes the loop over must not sleep while there are turns, or while the first thread waits for it. */
    @Override
    protected boolean hasTasks() {
        return super.hasTasks() || !turns.isEmpty() || firstIsBack;
    }

    // --- leading

    @Override
    protected void run() {
        Thread self = Thread.currentThread();
        first = self;
        owner.set(self);
        ioHandler().initialize();
        do {
            if (!round(self)) {
                awaitReturn(self);
            }
        } while (!confirmShutdown());
    }

    /** Returns whether the thread still leads. */
    private boolean round(Thread self) {
        try {
            runIo();
            if (isShuttingDown()) {
                ioHandler().prepareToDestroy();
            }
            runAllTasks(TASKS_NANOS);
        } catch (Throwable thrown) { // memory is short; an end of the loop would be that of its connections
            tell(thrown);
        }
        for (Turn turn = turns.poll(); turn != null; turn = turns.poll()) {
            owner.set(turn);
            watch.begun();
            run(turn, self);
            if (!owner.compareAndSet(turn, self) && !owner.compareAndSet(null, self)) {
                return false;
            }
        }
        return true;
    }

    private void run(Turn turn, Thread self) {
        try {
            turn.run(self);
        } catch (Throwable thrown) { // the loop has others to serve
            tell(thrown);
        }
        Thread.interrupted(); // what was meant for the service
    }

    private void tell(Throwable thrown) {
        try {
            failures.accept(thrown);
        } catch (RuntimeException | Error untold) {
            // there is no memory to tell it with
        }
    }

    /** The first thread, whose service took long, waits for its loop. */
    private void awaitReturn(Thread self) {
        firstIsBack = true;
        wakeup(false);
        while (!inEventLoop(self) && !owner.compareAndSet(null, self)) {
            LockSupport.park(this);
            Thread.interrupted();
        }
        firstIsBack = false;
    }

    /** A follower's part: leads until the first thread is back, or until it has a long service itself. */
    private void follow() {
        called = false;
        Thread self = Thread.currentThread();
        if (!owner.compareAndSet(null, self)) {
            return; // whose service took long came back sooner
        }
        EventExecutor before = ThreadExecutorMap.setCurrentExecutor(this);
        try {
            while (round(self)) {
                if (firstIsBack) {
                    Thread leader = Objects.requireNonNull(first);
                    owner.set(leader);
                    LockSupport.unpark(leader);
                    return;
                }
            }
        } finally {
            ThreadExecutorMap.setCurrentExecutor(before);
            if (owner.compareAndSet(self, null)) { // it fails, and another has to lead
                watch.begun();
            }
        }
    }

    // --- changing hands

    boolean pass(Turn turn, Thread to) {
        return owner.compareAndSet(turn, to);
    }

    /** The watch may have taken a turn that was in the loop for none at all. */
    void resume(Turn turn) {
        owner.set(turn);
        watch.begun();
    }

    void takeOver(Turn turn) {
        if (!owner.compareAndSet(turn, null)) {
            return;
        }
        Throwable noThread = callLeader();
        if (noThread != null) {
            watch.begun();
            failures.accept(noThread);
        }
    }

    /** Has the first thread lead, where it is back, or a follower. Returns why none can be had; then the watch tries again. */
    private @Nullable Throwable callLeader() {
        if (firstIsBack) {
            LockSupport.unpark(first);
        } else if (!called) {
            called = true;
            try {
                followers.execute(this::follow);
            } catch (OutOfMemoryError | RejectedExecutionException noThread) {
                called = false;
                return noThread;
            }
        }
        return null;
    }

    /** Interrupts the first thread where it is in a service that the loop has gone on without; the others are the executor's. */
    void interruptService() {
        Thread thread = first;
        if (thread != null && !inEventLoop(thread) && !firstIsBack) {
            thread.interrupt();
        }
    }

    /**
     * The watch's look: takes over from a service that it saw at its last look.
     *
     * @return whether there is a service to look at
     */
    boolean look() {
        Object now = owner.get();
        Object last = seen;
        seen = now;
        if (now == null) {
            callLeader();
        } else if (now instanceof Turn turn && now == last) {
            takeOver(turn);
        }
        return needsLooks(now);
    }

    /** Asks the loop for an answer; gives how often in a row it has had none for the question before. For one thread. */
    int ask() {
        if (first == null) {
            return 0; // it has not begun
        }
        unanswered = answered ? 0 : unanswered + 1;
        answered = false;
        try {
            execute(answer);
        } catch (OutOfMemoryError | RejectedExecutionException notAsked) {
            return unanswered; // which the next call counts
        }
        return unanswered;
    }

    /** Whether a service runs, or nobody leads. */
    boolean needsLooks() {
        return needsLooks(owner.get());
    }

    private static boolean needsLooks(@Nullable Object owner) {
        return owner == null || owner instanceof Turn;
    }
}
