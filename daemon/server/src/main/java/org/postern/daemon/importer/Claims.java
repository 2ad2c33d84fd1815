package org.postern.daemon.importer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** Which build is at which file, so that none is made twice at the same time. Guarded by the importer's lock, which callers hold. */
final class Claims {

    private final Duration patience;
    private final Condition ended;
    private final Map<Path, Build> claims = new HashMap<>();
    private final Map<Build, Build> waiting = new HashMap<>();
    private final Set<Build> cancelled = new HashSet<>();

    /** @param patience how long a request waits for another's load */
    Claims(ReentrantLock lock, Duration patience) {
        this.ended = lock.newCondition();
        this.patience = patience;
    }

    /** Who is at a file; null if nobody is. */
    @Nullable
    Build at(Path file) {
        return claims.get(file);
    }

    /** All that are at some file. */
    Set<Build> builds() {
        return new HashSet<>(claims.values());
    }

    /**
     * Lets a build have files for itself until it ends.
     *
     * @param takesOver whether it takes them from others, whose result then is not published
     * @return false if another build was at one of them, and has ended now
     */
    boolean claim(Build build, Collection<Path> files, boolean takesOver) {
        for (Path file : files) {
            Build other = claims.get(file);
            if (other != null && other != build) {
                if (!takesOver) {
                    if (!build.initialisers().areRunning()) {
                        giveBack(build);
                    }
                    await(build, other, file);
                    return false;
                }
                cancel(other);
            }
        }
        files.forEach(file -> claims.put(file, build));
        return true;
    }

    /** Waits until a build has ended; not if that, in turn, waits for this one. */
    void await(@Nullable Build build, Build other, Path file) {
        for (Build at = other; at != null; at = waiting.get(at)) {
            if (at == build) {
                throw new Fault(
                        Code.CYCLIC_IMPORT,
                        build.initialisers().whereItIs() + " imports " + file
                                + ", which imports it, each while it is being initialised"
                                + " (expected: that one of them imports when it is called)");
            }
        }
        if (build != null) {
            waiting.put(build, other);
        }
        try {
            await(other, file);
        } finally {
            if (build != null) {
                waiting.remove(build);
            }
        }
    }

    private void await(Build other, Path file) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            while (claims.containsValue(other)) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new Fault(
                            Code.SLOW_LOAD,
                            file + ": another request has been loading it for " + patience.toSeconds()
                                    + " s, and is at " + other.initialisers().whereItIs());
                }
                ended.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Fault(Code.SLOW_LOAD, file + ": interrupted while another request loads it", e);
        }
    }

    /** A build has ended. */
    void release(Build build) {
        giveBack(build);
        cancelled.remove(build);
    }

    private void giveBack(Build build) {
        claims.values().removeIf(build::equals);
        ended.signalAll();
    }

    /** What a build makes is its request's own; nobody waits for it. */
    private void cancel(Build build) {
        giveBack(build);
        cancelled.add(build);
    }

    boolean isCancelled(Build build) {
        return cancelled.contains(build);
    }

    /** Cancels the builds whose sources have changed meanwhile. */
    void cancelOvertaken(@Nullable Build except) {
        for (Build build : builds()) {
            if (build != except && build.inputs().isOvertaken()) {
                cancel(build);
            }
        }
    }
}
