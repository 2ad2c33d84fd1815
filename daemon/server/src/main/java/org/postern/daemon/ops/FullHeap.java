package org.postern.daemon.ops;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Whether the heap is full, since it was asked before: the JVM did little but collect garbage, or not even a little memory can be had. To
 * be asked by one thread. A heap that is full may have thousands of collections that each find a little, and no OutOfMemoryError for minutes.
 */
final class FullHeap implements BooleanSupplier {

    /** Below this share of the heap, it is tried whether there is some; else that would be garbage for nothing. */
    private static final int NEARLY = 16;

    private static final int PIECES = 32;
    private static final int PIECE = 1 << 16;

    /** Of the time, in percent. */
    private static final int COLLECTING = 80;

    private final Runtime runtime = Runtime.getRuntime();
    private final GarbageCollectorMXBean[] collectors =
            ManagementFactory.getGarbageCollectorMXBeans().toArray(GarbageCollectorMXBean[]::new);
    private final byte[][] pieces = new byte[PIECES][];
    private long asked = System.nanoTime();
    private long collected = collected();

    @Override
    public boolean getAsBoolean() {
        long now = System.nanoTime();
        long millis = collected();
        long share = 100 * TimeUnit.MILLISECONDS.toNanos(millis - collected) / Math.max(1, now - asked);
        asked = now;
        collected = millis;
        long free = runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
        return free < runtime.maxMemory() / NEARLY && (share >= COLLECTING || !hasSome());
    }

    private long collected() {
        long millis = 0;
        for (GarbageCollectorMXBean each : collectors) {
            millis += Math.max(0, each.getCollectionTime());
        }
        return millis;
    }

    private boolean hasSome() {
        try {
            for (int i = 0; i < PIECES; i++) {
                pieces[i] = new byte[PIECE];
            }
            return true;
        } catch (OutOfMemoryError full) {
            return false;
        } finally {
            for (int i = 0; i < PIECES; i++) {
                pieces[i] = null;
            }
        }
    }
}
