package org.postern.daemon.watch;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.postern.daemon.fault.Code;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the changes of which the system does not tell: on network, FUSE and overlay file systems that are changed from elsewhere, in
 * folders that it refuses to watch, and those of one file under another of its names.
 *
 * <p>Now and then every path is compared with the print that its listener has seen. A difference of which the system should have told,
 * and has not after some further looks, shows that its file system is a silent one, and all folders on that are polled from then on.
 */
final class Poller {

    /**
     * A difference that was found.
     *
     * @param seen the print that the listener knows
     * @param last what the path looked like when it was last looked at
     * @param looks how often it was found, with nothing told of it; 0 as soon as it is told
     */
    record Doubt(Print seen, Print last, int looks) {}

    private static final Logger LOG = LoggerFactory.getLogger(FileWatcher.class);
    private static final int LOOKS = 4;

    /** A round is followed by a pause of so many times its length: many files on a slow disk are looked at less often. */
    private static final int SHARE = 9;

    private static final long COARSE = TimeUnit.SECONDS.toNanos(2);

    private final Pace pace;
    private final Folders folders;
    private final Refreshes refreshes;
    private final Consumer<Set<Path>> changed;
    private final Set<Long> silent = new HashSet<>();
    private final Map<Path, Long> again = new HashMap<>();
    private long probedAt = System.nanoTime();
    private long changingUntil = probedAt;

    /** @param changed takes what was found */
    Poller(Pace pace, Folders folders, Refreshes refreshes, Consumer<Set<Path>> changed) {
        this.pace = pace;
        this.folders = folders;
        this.refreshes = refreshes;
        this.changed = changed;
    }

    /** Looks at what is due; gives the nanoseconds until the next round. */
    long round() {
        long began = System.nanoTime();
        Round round = new Round(began - probedAt >= pace.probe().toNanos());
        if (round.isProbe) {
            probedAt = began;
        }
        round.lookAgain(began);
        refreshes.interests().forEach(round::look);
        if (!round.found.isEmpty()) {
            changed.accept(round.found);
        }
        long ended = System.nanoTime();
        return Math.max(round.untilNext(ended), (ended - began) * SHARE);
    }

    /** One look at what is due. */
    private final class Round {

        private final boolean isProbe;
        private final Set<Path> refused = folders.refused();
        private final Map<Path, Print> looks = new HashMap<>();
        private final Set<Path> found = new HashSet<>();
        private boolean isInDoubt;

        Round(boolean isProbe) {
            this.isProbe = isProbe;
        }

        long untilNext(long now) {
            long next = probedAt + pace.probe().toNanos() - now;
            if (isInDoubt) {
                next = Math.min(next, pace.doubt().toNanos());
            }
            if (!refused.isEmpty() || !silent.isEmpty()) {
                next = Math.min(next, pace.poll().toNanos());
                if (now < changingUntil) { // often enough to see when they are quiet
                    next = Math.min(next, pace.settle().toNanos() / 2);
                }
            }
            return next;
        }

        void look(Interest interest) {
            interest.doubts.keySet().removeIf(path -> !interest.has(path));
            interest.seen().forEach((path, seen) -> {
                Path parent = path.getParent();
                Print folder = parent == null ? null : interest.print(parent);
                if (parent != null && folder != null && folder.isFolder() && !seen.equals(Print.UNSEEN)) {
                    boolean isPolled = refused.contains(parent) || silent.contains(folder.device());
                    if ((isProbe || isPolled || interest.doubts.containsKey(path))
                            // else the folder is what differs, and stands for all in it
                            && look(parent).isSameFolder(folder)) {
                        compare(interest, path, seen, folder, isPolled);
                    }
                }
            });
        }

        /** A second change may have left no trace. */
        void lookAgain(long now) {
            again.forEach((path, at) -> {
                if (at <= now) {
                    found.add(path);
                }
            });
            again.keySet().removeAll(found);
        }

        private Print look(Path path) {
            return looks.computeIfAbsent(path, Print::of);
        }

        private void compare(Interest interest, Path path, Print seen, Print folder, boolean isPolled) {
            if (!look(path).equals(seen)) {
                looks.put(path, Print.of(path)); // the look may have been older than what the listener has seen
            }
            if (look(path).equals(seen)) {
                interest.doubts.remove(path);
            } else if (isPolled) {
                differs(interest, path, seen);
            } else if (refreshes.isPending(interest, path)) {
                interest.doubts.remove(path);
            } else {
                doubt(interest, path, seen, folder);
            }
        }

        private void differs(Interest interest, Path path, Print seen) {
            Print now = look(path);
            Doubt before = interest.doubts.put(path, new Doubt(seen, now, 0));
            if (before == null || before.looks() > 0 || !before.last().equals(now)) {
                found.add(path);
                changingUntil = System.nanoTime() + 2 * pace.settle().toNanos();
                if (now.isCoarse()) {
                    again.put(path, System.nanoTime() + COARSE);
                }
            }
        }

        private void doubt(Interest interest, Path path, Print seen, Print folder) {
            Doubt before = interest.doubts.get(path);
            int count = before == null || !before.seen().equals(seen) ? 1 : before.looks() + 1;
            Print now = look(path);
            if (count <= LOOKS) {
                interest.doubts.put(path, new Doubt(seen, now, count));
                isInDoubt = true;
            } else {
                interest.doubts.remove(path);
                found.add(path);
                if (now.isAlwaysTold(seen)) {
                    isSilent(path, folder);
                }
            }
        }

        private void isSilent(Path path, Print folder) {
            if (silent.add(folder.device())) {
                LOG.warn(
                        "{} {} has changed and the system did not tell: its folder, and the others of that file system, are"
                                + " looked at twice a second from now on",
                        Code.WATCH.id(),
                        path);
            }
        }
    }
}
