package org.postern.daemon.importer;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.fault.Code;
import org.slf4j.Logger;

/**
 * What outlives the versions of one interpreter's modules: values kept by a module, by its logical path and a name; values shared by
 * all, by name alone. Safe for any thread.
 *
 * <p>What a version makes while it is being built, and what is handed over to it, is its own until it is published, so that a failed
 * reload changes nothing.
 */
final class KeptState {

    /** The owner of what is shared. */
    static final Path SHARED = Path.of("");

    private record Key(Path owner, String name) {}

    /** The place of one value. Its lock is held while a supplier makes it, so that there is one. */
    private final class Slot {
        private @Nullable Object value;
        private @Nullable Version maker;
        private long made;
    }

    private final Logger log;
    private final ConcurrentMap<Key, Slot> slots = new ConcurrentHashMap<>();

    KeptState(Logger log) {
        this.log = log;
    }

    /** The state as one version of a unit sees it. */
    Version version() {
        return new Version();
    }

    /** The interpreter ends: what can be closed is, the latest first. */
    void close() {
        slots.values().stream()
                .sorted(Comparator.comparingLong((Slot slot) -> slot.made).reversed())
                .forEach(slot -> {
                    synchronized (slot) {
                        close(slot.value);
                        slot.value = null;
                    }
                });
    }

    private void close(@Nullable Object value) {
        if (value instanceof ModuleExecutor executor) {
            executor.shutdownNow();
        } else if (value instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                log.warn("{} a kept value could not be closed: {}", Code.HOOK_THREW.id(), e.toString(), e);
            }
        }
    }

    /** One version's view: what is there already, what it has made, and what was handed over to it. */
    final class Version {

        private final Map<Key, Object> handed = new LinkedHashMap<>();
        private volatile boolean published;
        private volatile @Nullable String lastGiven;

        /** The value of a name, else a new one, which from then on is. */
        Object get(String call, Path owner, String name, Supplier<?> supplier) {
            Key key = new Key(owner, name);
            synchronized (handed) {
                Object value = handed.get(key);
                if (value != null) {
                    return given(call, value);
                }
            }
            Slot slot = slots.computeIfAbsent(key, k -> new Slot());
            synchronized (slot) {
                Object value = slot.value;
                if (value != null) {
                    slot.maker = slot.maker == this ? this : null; // somebody else has it now too
                    return given(call, value);
                }
                Object fresh = supplier.get();
                if (fresh == null) {
                    throw new IllegalArgumentException(call + ": the supplier gave null (expected: an object)");
                }
                KeptValues.check(call, fresh);
                slot.value = fresh;
                slot.made = System.nanoTime();
                slot.maker = published ? null : this;
                return fresh;
            }
        }

        private Object given(String call, Object value) {
            lastGiven = call + " holds a " + value.getClass().getName();
            return value;
        }

        /** What was given last to the version, and of which class that is; for the message when it was not the class expected. */
        @Nullable
        String lastGiven() {
            return lastGiven;
        }

        /** Puts in what an older version hands over. */
        void hand(Path owner, String name, Object value) {
            KeptValues.check("handOver: put(\"" + name + "\")", value);
            synchronized (handed) {
                handed.put(new Key(owner, name), value);
            }
        }

        /** Forgets what was handed over for a module, as its hand-over failed. */
        void forget(Path owner) {
            synchronized (handed) {
                handed.keySet().removeIf(key -> key.owner().equals(owner));
            }
        }

        /** The version serves from now on: what was handed over to it, and what it has made, is kept. */
        void publish() {
            published = true;
            synchronized (handed) {
                handed.forEach((key, value) -> {
                    Slot slot = slots.computeIfAbsent(key, k -> new Slot());
                    synchronized (slot) {
                        slot.value = value;
                        slot.made = System.nanoTime();
                        slot.maker = null;
                    }
                });
                handed.clear();
            }
        }

        /** The version will never serve: what it has made, and nobody else has got, is closed. */
        void discard() {
            for (Slot slot : slots.values()) {
                synchronized (slot) {
                    if (slot.maker == this) {
                        close(slot.value);
                        slot.value = null;
                        slot.maker = null;
                    }
                }
            }
        }
    }
}
