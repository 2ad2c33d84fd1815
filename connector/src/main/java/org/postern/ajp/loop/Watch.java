package org.postern.ajp.loop;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/** The thread that looks every millisecond whether a service holds up its event loop; while none runs for a while, it sleeps. */
final class Watch implements Runnable {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** So often it finds nothing before it sleeps: waking it costs the loop's thread more than a look costs. */
    private static final int QUIET_LOOKS = 20;

    private volatile List<LeaderLoop> loops = List.of();
    private volatile boolean asleep;
    private volatile boolean ended;
    private volatile @Nullable Thread thread;

    void begin(List<LeaderLoop> loops, Thread thread) {
        this.loops = loops;
        this.thread = thread;
        thread.start();
    }

    /** A service begins. */
    void begun() {
        if (asleep) {
            asleep = false;
            LockSupport.unpark(thread);
        }
    }

    void end() {
        ended = true;
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        int quiet = 0;
        while (!ended) {
            quiet = look() ? 0 : quiet + 1;
            if (quiet < QUIET_LOOKS) {
                LockSupport.parkNanos(this, LOOK_NANOS);
            } else {
                asleep = true;
                if (loops.stream().noneMatch(LeaderLoop::needsLooks)) { // after the line above, as begun() is
                    LockSupport.park(this);
                }
                asleep = false;
                quiet = 0;
            }
        }
    }

    private boolean look() {
        boolean busy = false;
        for (LeaderLoop loop : loops) {
            busy |= look(loop);
        }
        return busy;
    }

    /** Whatever fails, such as telling that there is no thread, it looks again: without it each long service holds up its loop. */
    private static boolean look(LeaderLoop loop) {
        try {
            return loop.look();
        } catch (RuntimeException | Error failed) {
            return true;
        }
    }
}
