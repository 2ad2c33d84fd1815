package org.postern.daemon.watch;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.postern.daemon.kit.Eventually;

/** A listener that keeps what it is told. */
final class Told implements FileWatcher.Listener {

    private final List<Set<Path>> calls = new CopyOnWriteArrayList<>();
    private final List<String> threads = new CopyOnWriteArrayList<>();
    private final AtomicInteger inside = new AtomicInteger();
    private final List<CountDownLatch> gates = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile boolean isBroken;
    private volatile boolean isShort;

    @Override
    public void refresh(Set<Path> changed, Supplier<Set<Path>> more) {
        inside.incrementAndGet();
        try {
            threads.add(Thread.currentThread().getName());
            calls.add(changed);
            gate.await();
            if (isBroken) {
                throw new IllegalStateException("this listener is broken");
            }
            if (isShort) {
                throw new InternalError("as the JVM wraps it", new OutOfMemoryError("on purpose"));
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            inside.decrementAndGet();
        }
    }

    /** Calls that begin from now on do not end. */
    void hang() {
        gate = new CountDownLatch(1);
        gates.add(gate);
    }

    /** Calls that begin from now on end at once, whatever hangs already. */
    void hangNoMore() {
        gate = new CountDownLatch(0);
    }

    /** Lets everything end that hangs. */
    void letGo() {
        hangNoMore();
        gates.forEach(CountDownLatch::countDown);
    }

    void isBroken(boolean now) {
        isBroken = now;
    }

    void isShortOfMemory(boolean now) {
        isShort = now;
    }

    /** What each call told, those among them that hang. */
    List<Set<Path>> calls() {
        return calls;
    }

    /** On which thread each call came. */
    List<String> threads() {
        return threads;
    }

    /** How many calls have not returned. */
    int inside() {
        return inside.get();
    }

    Set<Path> all() {
        Set<Path> all = new HashSet<>();
        calls.forEach(all::addAll);
        return all;
    }

    void awaitCalls(int count) {
        Eventually.holds(count + " calls, are " + calls, () -> calls.size() >= count);
    }

    void await(Path path) {
        Eventually.holds("told of " + path, () -> all().contains(path));
    }
}
