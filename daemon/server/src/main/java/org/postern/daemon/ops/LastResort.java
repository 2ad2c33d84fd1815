package org.postern.daemon.ops;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.Daemon;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/**
 * Ends a daemon that can serve nobody any more, so that systemd starts another: one whose memory stays full, whose event loops do not answer,
 * or whose requests all fail for want of memory. A request that wants more than there is gets its error, and is no reason: what it had is free then.
 *
 * <p>There may be no memory when this is needed, so what it needs it has from the start, and it logs nothing itself: a thread that has no
 * memory may have the log.
 */
final class LastResort implements Runnable {

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    static final Duration FULL = Duration.ofSeconds(10);

    /** A process that was stopped for a while has not looked meanwhile. */
    static final int FULL_LOOKS = 3;

    /** So many looks at an event loop that is silent; a slow machine looks as slowly. */
    static final int SILENT = 30;

    /** So many looks after which requests had failed, all of them, for want of memory. */
    static final int UNSERVED = 10;

    /** How long the end may take that is to be a good one. */
    static final Duration ENDING = Duration.ofSeconds(15);

    private final BooleanSupplier isFull;
    private final IntSupplier unanswered;
    private final IntSupplier unserved;
    private final Consumer<Fault> fail;
    private final Runnable halt;
    private final LongSupplier nanos;
    private final Fault full = fault("there has been no memory for " + FULL.toSeconds() + " s");
    private final Fault silent = fault("an event loop has not answered for " + SILENT + " s");
    private final Fault failing =
            fault("each request of the last " + UNSERVED + " s or more failed for want of memory");
    private byte @Nullable [] reserve = new byte[1 << 20];
    private int fullLooks;
    private long fullSince;
    private boolean ending;
    private long endingSince;

    /**
     * @param isFull whether there is no memory to be had
     * @param unanswered how often in a row an event loop has not answered
     * @param unserved how often in a row requests had failed for want of memory, and none had been served
     * @param fail tries to end the process well
     * @param halt ends it
     */
    LastResort(
            BooleanSupplier isFull,
            IntSupplier unanswered,
            IntSupplier unserved,
            Consumer<Fault> fail,
            Runnable halt,
            LongSupplier nanos) {
        this.isFull = isFull;
        this.unanswered = unanswered;
        this.unserved = unserved;
        this.fail = fail;
        this.halt = halt;
        this.nanos = nanos;
    }

    private static Fault fault(String why) {
        return new Fault(Code.EXHAUSTED, why + " (expected: that requests can be served); the daemon ends with code 1");
    }

    /** Looks after a daemon, once a second, until the process ends. */
    static void begin(Daemon daemon, Exit exit) {
        Logging.rehearse();
        daemon.rehearse();
        Runnable halt = () -> Runtime.getRuntime().halt(1);
        Thread thread = new Thread(
                new LastResort(
                        new FullHeap(), daemon::unanswered, daemon::unserved, exit::fail, halt, System::nanoTime),
                "postern-last-resort");
        thread.setDaemon(true);
        thread.setPriority(Thread.MAX_PRIORITY);
        thread.start();
    }

    @Override
    public void run() {
        while (true) {
            LockSupport.parkNanos(LOOK_NANOS);
            try {
                look();
            } catch (RuntimeException | Error failed) {
                // memory is short, and what can be done without was done
            }
        }
    }

    /** One look. */
    void look() {
        long now = nanos.getAsLong();
        if (ending) {
            if (now - endingSince > ENDING.toNanos()) {
                halt.run();
            }
        } else if (isFullForLong(now)) {
            end(full, now);
        } else if (unanswered.getAsInt() >= SILENT) {
            end(silent, now);
        } else if (unserved.getAsInt() >= UNSERVED) {
            end(failing, now);
        }
    }

    private boolean isFullForLong(long now) {
        if (!isFull.getAsBoolean()) {
            fullLooks = 0;
            return false;
        }
        if (fullLooks++ == 0) {
            fullSince = now;
        }
        return fullLooks >= FULL_LOOKS && now - fullSince >= FULL.toNanos();
    }

    private void end(Fault why, long now) {
        ending = true;
        endingSince = now;
        reserve = null; // for whoever logs it and takes the daemon down
        fail.accept(why);
    }
}
