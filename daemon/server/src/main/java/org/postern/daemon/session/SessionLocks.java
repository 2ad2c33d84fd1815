package org.postern.daemon.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.postern.api.spi.SessionStore.Key;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.fault.LogText;

/**
 * Which request has which session for itself. First come, first served.
 *
 * <p>Each session has a lock of its own, never one that it shares by a hash with others; and a request that waits in a circle, for what
 * another has that waits for what this one has, is told so at once. So two sessions in one request cannot wait for ever.
 */
final class SessionLocks {

    private final ReentrantLock monitor = new ReentrantLock();
    private final Map<Key, Lock> locks = new HashMap<>();
    private final Duration patience;
    private final int mostWaiting;
    private final Clock clock;

    /**
     * @param patience how long a request waits
     * @param mostWaiting how many wait for one session
     */
    SessionLocks(Duration patience, int mostWaiting, Clock clock) {
        this.patience = patience;
        this.mostWaiting = mostWaiting;
        this.clock = clock;
    }

    /** A request that has sessions for itself. */
    static final class Owner {
        private final String request;
        private @Nullable Key awaited;

        /** @param request its first line, for messages */
        Owner(String request) {
            this.request = request;
        }
    }

    private static final class Lock {
        private final Deque<Waiter> waiters = new ArrayDeque<>();
        private Owner owner;
        private Instant since;

        Lock(Owner owner, Instant since) {
            this.owner = owner;
            this.since = since;
        }
    }

    private record Waiter(Owner owner, Condition turn) {}

    /** Waits until the session is the owner's alone; throws a {@link Fault} that names who has it instead. */
    void lock(Key key, Owner owner) {
        monitor.lock();
        try {
            Lock lock = locks.get(key);
            if (lock == null) {
                locks.put(key, new Lock(owner, clock.instant()));
            } else {
                await(key, lock, owner);
            }
        } finally {
            monitor.unlock();
        }
    }

    private void await(Key key, Lock lock, Owner owner) {
        if (isCircle(lock, owner)) {
            throw busy(lock, "each waits for a session that the other has");
        }
        if (lock.waiters.size() >= mostWaiting) {
            throw busy(
                    lock,
                    lock.waiters.size() + " requests wait for it already, and sessions.waiting-max is " + mostWaiting);
        }
        Waiter waiter = new Waiter(owner, monitor.newCondition());
        lock.waiters.add(waiter);
        owner.awaited = key;
        try {
            long left = patience.toNanos();
            while (lock.owner != owner) {
                if (left <= 0) {
                    throw busy(lock, "not free after " + patience.toMillis() + " ms");
                }
                left = waiter.turn().awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            if (lock.owner == owner) {
                pass(key, lock);
            }
            throw busy(lock, "the daemon ends");
        } finally {
            owner.awaited = null;
            lock.waiters.remove(waiter);
        }
    }

    /** Whether who has the lock waits, through however many others, for the one who wants it. */
    private boolean isCircle(Lock lock, Owner owner) {
        Owner at = lock.owner;
        while (at != owner) {
            Key awaited = at.awaited;
            Lock next = awaited == null ? null : locks.get(awaited);
            if (next == null) {
                return false;
            }
            at = next.owner;
        }
        return true;
    }

    private Fault busy(Lock lock, String why) {
        return new Fault(Code.SESSION_BUSY, "a session is in use: " + why + "; " + holder(lock));
    }

    private String holder(Lock lock) {
        return "\"" + LogText.of(lock.owner.request) + "\" has it since " + lock.since + ", "
                + Duration.between(lock.since, clock.instant()).toMillis() + " ms";
    }

    /** Whether the session is the owner's. */
    boolean isHeld(Key key, Owner owner) {
        monitor.lock();
        try {
            Lock lock = locks.get(key);
            return lock != null && lock.owner == owner;
        } finally {
            monitor.unlock();
        }
    }

    /** Lets the next one have it. */
    void unlock(Key key, Owner owner) {
        monitor.lock();
        try {
            Lock lock = locks.get(key);
            if (lock != null && lock.owner == owner) {
                pass(key, lock);
            }
        } finally {
            monitor.unlock();
        }
    }

    private void pass(Key key, Lock lock) {
        Waiter next = lock.waiters.poll();
        if (next == null) {
            locks.remove(key);
            return;
        }
        lock.owner = next.owner();
        lock.since = clock.instant();
        next.turn().signal();
    }

    /** How many sessions are held, how many requests wait, and who has held one longest; in words. */
    String report() {
        monitor.lock();
        try {
            int waiting = locks.values().stream()
                    .mapToInt(lock -> lock.waiters.size())
                    .sum();
            Optional<Lock> longest = locks.values().stream().min(Comparator.comparing(lock -> lock.since));
            return locks.size() + " in use, " + waiting + " awaited"
                    + longest.filter(lock -> waiting > 0)
                            .map(lock -> "; " + holder(lock))
                            .orElse("");
        } finally {
            monitor.unlock();
        }
    }
}
