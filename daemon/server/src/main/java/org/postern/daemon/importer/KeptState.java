package org.postern.daemon.importer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.fault.Code;
import org.slf4j.Logger;

/**
 * What outlives the versions of one interpreter's modules: values kept by a module, by its logical path and a name; values shared by
 * all, by name alone. Safe for any thread.
 *
 * <p>What versions make while they are being built is theirs until one of them serves, and what is handed over to a version is its own
 * until then, so that a failed reload changes nothing. No lock is held while a supplier makes a value, or while one is closed: either
 * may take as long as it likes, and nobody waits but those who ask for that very value.
 */
final class KeptState {

    /** The owner of what is shared. */
    static final Path SHARED = Path.of("");

    private record Key(Path owner, String name) {}

    /**
     * A value that was there already.
     *
     * @param call that asked for it
     * @param type its class
     */
    record Given(String call, String type) {}

    /** The place of one value. */
    private static final class Slot {
        private @Nullable Object value;
        private long number;
        private @Nullable Thread maker;
        /** Whether a version that serves, or did, has the value. */
        private boolean lasting;
        /** The versions that have the value, and may come to nothing yet. */
        private final Set<Version> unproven = new HashSet<>();

        void last() {
            lasting = true;
            unproven.clear();
        }
    }

    private final Duration patience;
    private final Logger log;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Key, Slot> slots = new HashMap<>();
    private final Map<Thread, Slot> waiting = new HashMap<>();
    private long made;
    private boolean closed;

    /** @param patience how long somebody waits for a value that another thread makes */
    KeptState(Duration patience, Logger log) {
        this.patience = patience;
        this.log = log;
    }

    /** The state as one version of a unit sees it. */
    Version version() {
        return new Version();
    }

    /** All values, each by how a module calls it; for the search of what holds an old version. */
    Map<String, Object> values() {
        lock.lock();
        try {
            Map<String, Object> values = new HashMap<>();
            slots.forEach((key, slot) -> {
                if (slot.value != null) {
                    boolean shared = key.owner().equals(SHARED);
                    values.put(
                            shared
                                    ? "Apache.shared(\"" + key.name() + "\")"
                                    : "Apache.keep(\"" + key.name() + "\") of " + key.owner(),
                            slot.value);
                }
            });
            return values;
        } finally {
            lock.unlock();
        }
    }

    /** The interpreter ends: what can be closed is, the latest first. */
    void close() {
        List<Object> values;
        lock.lock();
        try {
            closed = true;
            values = taken(slots.values());
        } finally {
            lock.unlock();
        }
        values.forEach(this::close);
    }

    /** Empties slots; what was in them, each once, the latest first. */
    private static List<Object> taken(Collection<Slot> slots) {
        Set<Object> known = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Object> values = new ArrayList<>();
        slots.stream()
                .sorted(Comparator.comparingLong((Slot slot) -> slot.number).reversed())
                .forEach(slot -> {
                    if (slot.value != null && known.add(slot.value)) {
                        values.add(slot.value);
                    }
                    slot.value = null;
                });
        return values;
    }

    private void close(@Nullable Object value) {
        if (value instanceof ModuleExecutor executor) {
            executor.shutdownNow();
        } else if (value instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception | Error e) { // it may be a module's code, which a build that failed has made
                log.warn("{} a kept value could not be closed: {}", Code.HOOK_THREW.id(), e.toString(), e);
            }
        }
    }

    /** Waits until nobody makes the value of a slot; not if who does, in turn, waits for this thread. */
    private void awaitMaker(String call, Slot slot) {
        Thread me = Thread.currentThread();
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            while (slot.maker != null) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new IllegalStateException(call + ": thread \"" + slot.maker.getName()
                            + "\" has been at its supplier for " + patience.toSeconds() + " s");
                }
                for (Slot at = slot; at != null && at.maker != null; at = waiting.get(at.maker)) {
                    if (at.maker == me) {
                        throw new IllegalStateException(
                                call + ": its supplier needs what it is to make (expected: one that does not)");
                    }
                }
                waiting.put(me, slot);
                changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            me.interrupt();
            throw new IllegalStateException(call + ": interrupted while another thread makes it", e);
        } finally {
            waiting.remove(me);
        }
    }

    /** One version's view: what is there already, what it has made, and what was handed over to it. */
    final class Version {

        private final Map<Key, Object> handed = new HashMap<>();
        private final Set<Slot> touched = new HashSet<>();
        private boolean published;
        private boolean discarded;
        private volatile @Nullable Given lastGiven;

        /** The value of a name, else a new one, which from then on is. */
        Object get(String call, Path owner, String name, Supplier<?> supplier) {
            Slot slot;
            lock.lock();
            try {
                Object mine = handed.get(new Key(owner, name));
                if (mine != null) {
                    return given(call, mine);
                }
                slot = slots.computeIfAbsent(new Key(owner, name), key -> new Slot());
                awaitMaker(call, slot);
                refuseIfOver(call);
                if (slot.value != null) {
                    return given(call, take(slot, slot.value));
                }
                slot.maker = Thread.currentThread();
            } finally {
                lock.unlock();
            }
            return make(call, slot, supplier);
        }

        private Object make(String call, Slot slot, Supplier<?> supplier) {
            Object fresh = null;
            boolean kept = false;
            try {
                fresh = supplier.get();
                if (fresh == null) {
                    throw new IllegalArgumentException(call + ": the supplier gave null (expected: an object)");
                }
                KeptValues.check(call, fresh);
                kept = true;
            } finally {
                kept = settle(slot, kept ? fresh : null);
            }
            if (kept) {
                return fresh;
            }
            close(fresh);
            lock.lock();
            try {
                refuseIfOver(call);
                return given(call, take(slot, Objects.requireNonNull(slot.value)));
            } finally {
                lock.unlock();
            }
        }

        /** The supplier has ended; false if what it made came too late. */
        private boolean settle(Slot slot, @Nullable Object fresh) {
            lock.lock();
            try {
                slot.maker = null;
                changed.signalAll();
                if (fresh == null || slot.value != null || closed || discarded) {
                    return false;
                }
                slot.value = fresh;
                slot.number = ++made;
                take(slot, fresh);
                return true;
            } finally {
                lock.unlock();
            }
        }

        private Object take(Slot slot, Object value) {
            if (published) {
                slot.last();
            } else if (!slot.lasting) {
                slot.unproven.add(this);
                touched.add(slot);
            }
            return value;
        }

        private Object given(String call, Object value) {
            lastGiven = new Given(call, value.getClass().getName());
            return value;
        }

        private void refuseIfOver(String call) {
            if (closed || discarded) {
                String why = closed ? "the interpreter has ended" : "the version that asks for it came to nothing";
                throw new IllegalStateException(call + ": " + why);
            }
        }

        /** What was given last to the version; for the message when it was not of the class expected. */
        @Nullable
        Given lastGiven() {
            return lastGiven;
        }

        /** Puts in what an older version of a module has handed over. */
        void hand(Path owner, Map<String, Object> values) {
            lock.lock();
            try {
                values.forEach((name, value) -> handed.put(new Key(owner, name), value));
            } finally {
                lock.unlock();
            }
        }

        /** The version serves from now on: what was handed over to it, and what it has made, is kept. */
        void publish() {
            lock.lock();
            try {
                published = true;
                touched.forEach(Slot::last);
                touched.clear();
                handed.forEach((key, value) -> {
                    Slot slot = slots.computeIfAbsent(key, k -> new Slot());
                    slot.number = slot.value == value ? slot.number : ++made;
                    slot.value = value;
                    slot.last();
                });
                handed.clear();
            } finally {
                lock.unlock();
            }
        }

        /** The version will never serve: what it has made, and nobody else has got, is closed. */
        void discard() {
            List<Object> values;
            lock.lock();
            try {
                discarded = true;
                touched.forEach(slot -> slot.unproven.remove(this));
                touched.removeIf(slot -> slot.lasting || !slot.unproven.isEmpty());
                values = taken(touched);
                touched.clear();
            } finally {
                lock.unlock();
            }
            values.forEach(KeptState.this::close);
        }
    }
}
