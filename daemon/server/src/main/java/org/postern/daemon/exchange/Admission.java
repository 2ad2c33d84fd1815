package org.postern.daemon.exchange;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Which requests may run, wait, or are refused. So many run at once and so many wait; and of one interpreter only its share of both, where
 * there are others: one slow site must not take the threads of all. A place that gets free goes to the interpreter with the fewest
 * requests that run. Safe for any thread.
 *
 * @param <T> a request that waits
 */
final class Admission<T> {

    /** What one interpreter has of it. */
    static final class Share<T> {
        private final Queue<T> waiting = new ArrayDeque<>();
        private int running;
    }

    /** What becomes of a request. */
    enum Decision {
        RUNS,
        WAITS,
        REFUSED
    }

    private final int places;
    private final int queue;
    private final int percent;
    private final Set<Share<T>> waiting = new LinkedHashSet<>(); // those with requests that wait
    private int shares;
    private int running;
    private int queued;
    private long admitted;
    private long refused;

    /**
     * @param places how many run at once
     * @param queue how many wait
     * @param percent of both, for one interpreter among several
     */
    Admission(int places, int queue, int percent) {
        this.places = places;
        this.queue = queue;
        this.percent = percent;
    }

    /** One more interpreter. */
    synchronized Share<T> share() {
        shares++;
        return new Share<>();
    }

    /** A request is here; where it waits, {@link #leave} gives it out later. */
    synchronized Decision enter(Share<T> share, T request) {
        if (running < places && share.waiting.isEmpty() && share.running < most(places)) {
            admit(share);
            return Decision.RUNS;
        }
        if (queued < queue && share.waiting.size() < most(queue)) {
            queued++;
            share.waiting.add(request);
            waiting.add(share);
            return Decision.WAITS;
        }
        refused++;
        return Decision.REFUSED;
    }

    private void admit(Share<T> share) {
        running++;
        share.running++;
        admitted++;
    }

    private int most(int all) {
        return shares < 2 ? all : (int) Math.max(1, (long) all * percent / 100);
    }

    /** A request has run. Returns the next one to run in its place, if there is one. */
    synchronized @Nullable T leave(Share<T> share) {
        running--;
        share.running--;
        if (waiting.isEmpty()) {
            return null;
        }
        Share<T> next = null;
        for (Share<T> each : waiting) {
            if (each.running < most(places) && (next == null || each.running < next.running)) {
                next = each;
            }
        }
        T request = next == null ? null : next.waiting.poll();
        if (next == null || request == null) {
            return null;
        }
        queued--;
        waiting.remove(next);
        if (!next.waiting.isEmpty()) {
            waiting.add(next); // behind those with as few that run
        }
        admit(next);
        return request;
    }

    /** How many requests have run, run, wait and were refused, in words. */
    synchronized String counts() {
        return (admitted - running) + " answered, " + running + " running, " + queued + " waiting, " + refused
                + " refused";
    }

    /** How many run and wait, in words. */
    synchronized String load() {
        return running + " requests run, " + queued + " wait";
    }
}
