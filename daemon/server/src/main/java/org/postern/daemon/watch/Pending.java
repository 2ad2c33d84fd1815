package org.postern.daemon.watch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** What one listener has not been told yet, or is being told. Times are nanoseconds of one clock. Guarded by {@link Refreshes}. */
final class Pending {

    /**
     * How many refreshes of one listener may hang before it is told nothing more. Each is a thread that nothing can stop: a handful of
     * them must not end all reloads, and more than this may take the processors from requests.
     */
    static final int MOST = 16;

    private final Pace pace;
    private final FileWatcher.Listener listener;
    private final Interest interest;
    private final Set<Path> changed = new HashSet<>();
    /** How often the pause before another try doubles. */
    private static final int MOST_DOUBLED = 7;

    /** What a failed refresh told; told again with the next change, and without one only where it may go well then. */
    private final Set<Path> owed = new HashSet<>();

    private final List<Refresh> running = new ArrayList<>();
    private long firstAt;
    private long lastAt;
    private boolean isAgain;
    private long againAt;
    private int tries;
    private boolean isHeld;
    private long heldAt;
    private @Nullable Path hold;

    Pending(Pace pace, FileWatcher.Listener listener, Interest interest) {
        this.pace = pace;
        this.listener = listener;
        this.interest = interest;
    }

    FileWatcher.Listener listener() {
        return listener;
    }

    Interest interest() {
        return interest;
    }

    void note(Path path, long now) {
        boolean concernsHold = concernsHold(path);
        if (changed.isEmpty() || concernsHold) {
            firstAt = now;
        }
        lastAt = now;
        changed.add(path);
        isHeld &= !concernsHold;
    }

    private boolean concernsHold(Path path) {
        return interest.holds().stream().anyMatch(hold -> hold.startsWith(path));
    }

    /** Whether this path is going to be told. */
    boolean has(Path path) {
        return Folders.isAtOrBelow(path, changed) || isAgain && Folders.isAtOrBelow(path, owed);
    }

    /** What has changed, and is to be told when it is time. */
    Set<Path> changed() {
        return Set.copyOf(changed);
    }

    /** Whether there is something of which the outcome is worth waiting for. */
    boolean isAwaited() {
        return (!changed.isEmpty() && !isHeld) || running.stream().anyMatch(refresh -> !refresh.isOvertaken);
    }

    /** How long it takes until a refresh has to begin. */
    long untilDue(long now) {
        if (changed.isEmpty() && !isAgain || running.size() == MOST) {
            return Long.MAX_VALUE;
        }
        long quiet = changed.isEmpty()
                ? againAt - now
                : isHeld ? heldAt + pace.probe().toNanos() - now : untilQuiet(now);
        return running.isEmpty() ? quiet : Math.max(quiet, untilHung(running.get(running.size() - 1), now));
    }

    private long untilQuiet(long now) {
        long settle = pace.settle().toNanos();
        return Math.min(lastAt + settle, firstAt + Math.max(pace.longest().toNanos(), settle)) - now;
    }

    private long untilHung(Refresh refresh, long now) {
        return refresh.since + pace.hang().toNanos() - now;
    }

    /** How long each refresh that runs and does not hang has got. */
    List<Long> untilHung(long now) {
        return running.stream()
                .map(refresh -> untilHung(refresh, now))
                .filter(left -> left > 0)
                .toList();
    }

    Refresh begin(long now) {
        Set<Path> paths = new HashSet<>(changed);
        paths.addAll(owed);
        running.stream().filter(refresh -> !refresh.isOvertaken).forEach(refresh -> paths.addAll(refresh.paths));
        changed.clear();
        owed.clear();
        isAgain = false;
        Refresh refresh = new Refresh(Set.copyOf(paths), now);
        running.add(refresh);
        return refresh;
    }

    /** A refresh has ended, if it was not held back. */
    void succeed(Refresh refresh) {
        int at = running.indexOf(refresh);
        if (at >= 0) {
            running.subList(0, at).forEach(before -> before.isOvertaken = true);
            running.remove(at);
            tries = isAgain ? tries : 0;
        }
    }

    /** Something failed for want of what there may be later. */
    void owe(Collection<Path> paths, long now) {
        owed.addAll(paths);
        if (!isAgain) {
            isAgain = true;
            againAt = now + (pace.again().toNanos() << Math.min(tries++, MOST_DOUBLED));
        }
    }

    /** A refresh has failed. Unless a later one tells the same, this is still to be told. */
    void fail(Refresh refresh) {
        int at = running.indexOf(refresh);
        if (at >= 0) {
            if (at == running.size() - 1 && !refresh.isOvertaken) {
                owed.addAll(refresh.paths);
            }
            running.remove(at);
        }
    }

    /**
     * A refresh has found a file that stops reloads. What it was to tell waits until that is gone, which is looked at now and then,
     * should the event be missed.
     *
     * @return whether this is news
     */
    boolean hold(Refresh refresh, Path file, long now) {
        boolean isNews = hold == null;
        hold = file;
        isHeld = changed.stream().noneMatch(this::concernsHold);
        heldAt = now;
        if (changed.isEmpty()) {
            firstAt = now;
            lastAt = now;
        }
        changed.addAll(refresh.paths);
        running.remove(refresh);
        return isNews;
    }

    /** Nothing stops reloads, any more; gives the file that did. */
    @Nullable
    Path release() {
        Path gone = hold;
        hold = null;
        return gone;
    }
}
