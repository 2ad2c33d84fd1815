package org.postern.daemon.leak;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/** One retired loader, and whom to tell of it. */
final class Watched extends WeakReference<ClassLoader> {

    private final String what;
    private final Instant since = Instant.now();
    private final long due;
    private final List<WeakReference<Class<?>>> longLived;
    private final Supplier<? extends Map<String, ?>> kept;
    private final Consumer<String> report;

    private volatile @Nullable Holder holder;
    private boolean searched;

    /** @param due when to search, on the clock of {@link System#nanoTime} */
    Watched(
            ClassLoader loader,
            ReferenceQueue<Object> queue,
            String what,
            long due,
            List<Class<?>> longLived,
            Supplier<? extends Map<String, ?>> kept,
            Consumer<String> report) {
        super(loader, queue);
        this.what = what;
        this.due = due;
        this.longLived = longLived.stream()
                .<WeakReference<Class<?>>>map(WeakReference::new)
                .toList();
        this.kept = kept;
        this.report = report;
    }

    String what() {
        return what;
    }

    /** Does not keep it alive, as getting it would do while the collector is at work. */
    boolean isAlive() {
        return !refersTo(null);
    }

    /** Nanoseconds until a search is due. */
    long left() {
        return searched ? Long.MAX_VALUE : Math.max(0, due - System.nanoTime());
    }

    void searched() {
        searched = true;
    }

    List<Class<?>> longLived() {
        return longLived.stream()
                .<Class<?>>map(WeakReference::get)
                .filter(Objects::nonNull)
                .toList();
    }

    Map<String, ?> kept() {
        return kept.get();
    }

    /** Says what holds it; once. */
    void tell(Holder found) {
        holder = found;
        report.accept(what + " is still in memory: " + found.text() + " (expected: " + found.remedy() + ")");
    }

    Suspect suspect() {
        Holder found = holder;
        return new Suspect(what, found == null ? null : found.text(), since);
    }
}
