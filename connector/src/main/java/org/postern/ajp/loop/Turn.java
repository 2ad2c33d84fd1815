package org.postern.ajp.loop;

import org.jspecify.annotations.Nullable;

/** One service's run on the thread of an event loop. To be used by that thread; to others it says no. */
public final class Turn {

    private final LeaderLoop loop;
    private final Runnable service;
    private @Nullable Thread thread;

    Turn(LeaderLoop loop, Runnable service) {
        this.loop = loop;
        this.service = service;
    }

    /** Runs the service; what it throws is its own fault, and no reason to end the loop. */
    void run(Thread thread) {
        this.thread = thread;
        service.run();
    }

    /**
     * Makes this thread the loop's again, for something short; until {@link #leave}, which must follow.
     *
     * @return false where the loop has gone on with another thread, or this is another thread, or one that is interrupted: NIO closes the
     *     channel on which such a thread writes
     */
    public boolean enter() {
        Thread self = Thread.currentThread();
        return thread == self && !self.isInterrupted() && loop.pass(this, self);
    }

    /** Ends what {@link #enter} began. */
    public void leave() {
        loop.resume(this);
    }

    /** Has another thread go on with the loop, for a service that is about to wait. */
    public void stepAside() {
        if (thread == Thread.currentThread()) {
            loop.takeOver(this);
        }
    }
}
