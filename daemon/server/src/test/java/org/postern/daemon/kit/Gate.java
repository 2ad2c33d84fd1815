package org.postern.daemon.kit;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A place in the code of modules at which it waits until the test lets it go on. The code reaches it by a system property, as the JDK
 * is all that tests and modules have in common.
 */
public final class Gate implements AutoCloseable {

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final long PATIENCE = 60;

    private final String name = "gate-" + COUNT.incrementAndGet();
    private final Semaphore arrived = new Semaphore(0);
    private final CountDownLatch open = new CountDownLatch(1);

    public Gate() {
        System.getProperties().put(name, (Runnable) this::pass);
    }

    /** A statement that arrives at the gate, and goes on when that is open; an interrupt does not help it on. */
    public String here() {
        return "((Runnable) System.getProperties().get(\"" + name + "\")).run();";
    }

    private void pass() {
        arrived.release();
        boolean interrupted = false;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
        while (System.nanoTime() < deadline) {
            try {
                if (open.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until one more has arrived. */
    public void awaitArrival() {
        try {
            if (!arrived.tryAcquire(PATIENCE, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody came");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Whether somebody has arrived for whom nobody has waited yet. */
    public boolean hasArrival() {
        return arrived.availablePermits() > 0;
    }

    /** Lets everybody go on, now and later. */
    public void open() {
        open.countDown();
    }

    @Override
    public void close() {
        open();
        System.getProperties().remove(name);
    }
}
