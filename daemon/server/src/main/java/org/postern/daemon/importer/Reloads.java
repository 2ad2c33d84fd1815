package org.postern.daemon.importer;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/**
 * The reloads of one importer, one at a time. A newer one overtakes one that is still at work, as that may hang in a module's
 * initialiser for good; what that one makes is thrown away.
 *
 * <p>The watcher lets a reload have its time before it comes with a newer one. An operator's may come at any moment, and be at work when
 * the watcher comes: there one waits for the other, as long as that has not hung.
 */
final class Reloads {

    /** How often in a row files may change while they are read, until what was read is taken as it is; reloads go on for a while besides. */
    static final int TRIES = 2;

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(2);

    private final Importer importer;
    private final ReentrantLock lock;
    private final Condition ended;
    private final Claims claims;

    /** What is at work; guarded by the lock, as is what follows. */
    private @Nullable Build reload;

    private boolean isOperators;
    private long since;

    /** The file at which the reload before hung, if that has not changed since. */
    private @Nullable Path stuckAt;

    private final GivenUp givenUp;
    private Rollback.Earlier earlier = Rollback.Earlier.NOTHING;

    /** Changes that wait for others, which came while they were read; how often in a row that has been so, and since when. */
    private final Set<Path> waiting = new HashSet<>();

    private int waits;
    private long waitingSince;

    /** @param lock the importer's, which guards publication */
    Reloads(Importer importer, ReentrantLock lock, Claims claims) {
        this.importer = importer;
        this.lock = lock;
        this.ended = lock.newCondition();
        this.claims = claims;
        this.givenUp = new GivenUp(importer);
    }

    /**
     * Takes changes into account. Where more come while files are read, all of them wait until those are told of, as they may belong
     * together.
     *
     * @param more gives what has changed since
     */
    void refresh(Set<Path> changed, Supplier<Set<Path>> more) {
        Set<Path> all = new HashSet<>(changed);
        lock.lock();
        try {
            all.addAll(waiting);
            waiting.clear();
        } finally {
            lock.unlock();
        }
        reload(false, base -> new Changes(base, all), attempt -> {
            Set<Path> later = attempt.overtaken();
            later.addAll(more.get());
            all.addAll(later);
            return !later.isEmpty() && mayWait(all);
        });
    }

    private boolean mayWait(Set<Path> changes) {
        lock.lock();
        try {
            long now = System.nanoTime();
            waitingSince = waits == 0 ? now : waitingSince;
            if (++waits >= TRIES && now - waitingSince > PATIENCE) {
                return false;
            }
            waiting.addAll(changes);
        } finally {
            lock.unlock();
        }
        importer.suspect(changes);
        return true;
    }

    /** Loads everything anew. */
    void reloadAll() {
        boolean done = false;
        while (!done) {
            done = reload(true, Changes::everything, attempt -> false);
        }
    }

    /**
     * Makes what follows from changes.
     *
     * @param waits whether nothing is to come of an attempt now
     * @return false if another reload has come in between
     */
    private boolean reload(boolean operators, Function<Snapshot, Changes> changesSince, Predicate<Reload> waits) {
        Build build = null;
        awaitTurn(operators);
        passOver();
        try {
            while (true) {
                Snapshot base = importer.current();
                Changes changes = changesSince.apply(base);
                Build next = begin(operators, build, base, changes::reason);
                if (next == null) {
                    return false;
                }
                build = next;
                Reload attempt = new Reload(build, changes, operators ? null : stuckAt(), importer.log());
                Snapshot made = attempt.run();
                if (made == null) {
                    return true;
                }
                if (waits.test(attempt)) {
                    discard(build);
                    return true;
                }
                importer.stops().beforePublish();
                if (finish(build, made)) {
                    attempt.tell();
                    if (attempt.isWhole()) {
                        return true;
                    }
                    goOn(build);
                }
            }
        } finally {
            end(build);
        }
    }

    private void awaitTurn(boolean operators) {
        lock.lock();
        try {
            while (reload != null && (operators || isOperators)) {
                long left = importer.housekeeping().hang().toNanos() - (System.nanoTime() - since);
                if (left <= 0) {
                    return;
                }
                ended.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Begins a reload, in the place of one that is at work.
     *
     * @param last the same reload's attempt before; null: there was none
     * @return null if another reload has come in between
     */
    private @Nullable Build begin(
            boolean operators, @Nullable Build last, Snapshot base, Function<Path, String> reason) {
        lock.lock();
        try {
            if (last != null && last != reload) {
                return null;
            }
            if (last == null && reload != null) {
                overtake(reload);
            }
            claims.cancelOvertaken(reload);
            Build build = new Build(importer, base, new Places(base.targets()), reason, true);
            reload = build;
            isOperators = operators;
            since = System.nanoTime();
            return build;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Path stuckAt() {
        lock.lock();
        try {
            return stuckAt;
        } finally {
            lock.unlock();
        }
    }

    /** What was left for another attempt comes now. */
    private void goOn(Build build) {
        lock.lock();
        try {
            claims.release(build);
            if (reload == build) {
                stuckAt = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private void end(@Nullable Build build) {
        lock.lock();
        try {
            if (build == null) {
                return;
            }
            claims.release(build);
            if (reload == build) {
                reload = null;
                stuckAt = null;
                ended.signalAll();
            } else {
                Thread.interrupted(); // it was overtaken, and its thread has other things to do
            }
        } finally {
            lock.unlock();
        }
    }

    /** What hangs, and has hung before, is not tried again: before the base of the next reload is chosen. */
    private void passOver() {
        lock.lock();
        try {
            if (reload != null && !reload.inputs().isOvertaken() && givenUp.isAgain(reload)) {
                givenUp.fail(reload);
            }
        } finally {
            lock.unlock();
        }
    }

    private void overtake(Build hanging) {
        importer.log()
                .warn(
                        "{} {}: the reload hangs there, and is given up for a newer one",
                        Code.SLOW_INITIALISER.id(),
                        hanging.initialisers().whereItIs());
        stuckAt = hanging.inputs().isOvertaken() ? null : hanging.initialisers().at();
        if (stuckAt != null) {
            givenUp.add(hanging);
        }
        claims.release(hanging);
        hanging.thread().interrupt();
    }

    private void discard(Build build) {
        lock.lock();
        try {
            build.draft().built().forEach(module -> module.unit().life().discard());
            claims.release(build);
        } finally {
            lock.unlock();
        }
    }

    /** Publishes a reload; false if it is void, as another publication has come in between. */
    private boolean finish(Build build, Snapshot next) {
        Draft draft = build.draft();
        lock.lock();
        try {
            if (reload != build || importer.current().epoch() != draft.base.epoch()) {
                discard(build);
                return false;
            }
            Snapshot all = withAdded(next, draft.base);
            if (!draft.base.modules().equals(next.modules())) {
                earlier = new Rollback.Earlier(draft.base.targets(), draft.base.compiled());
            }
            importer.publish(all, draft, all.targets().keySet());
            givenUp.forget(draft.rebuilt());
            waits = 0;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** What first loads have added meanwhile stays, unless it hangs on what was replaced: then it is loaded again when it is needed. */
    private Snapshot withAdded(Snapshot next, Snapshot base) {
        Snapshot all = next;
        for (Map.Entry<Snapshot.Name, Snapshot.Target> added :
                importer.current().targets().entrySet()) {
            if (!base.targets().containsKey(added.getKey()) || isRetried(added.getValue(), next, base)) {
                Snapshot more = all.with(added.getKey(), added.getValue(), importer.current());
                all = more == null ? all : more;
            }
        }
        return all;
    }

    /** Whether what had failed has been loaded meanwhile, and nothing else has become of it. */
    private boolean isRetried(Snapshot.Target target, Snapshot next, Snapshot base) {
        Path file = target.found().file();
        return file != null
                && importer.current().module(file) != null
                && next.module(file) == null
                && next.failures().get(file) != null
                && next.failures().get(file) == base.failures().get(file);
    }

    /** As {@link Importer#rollback}. */
    Importer.Outcome rollback() {
        Build build = null;
        awaitTurn(true);
        try {
            Snapshot base = importer.current();
            build = begin(true, null, base, file -> "it was rolled back");
            Rollback rollback = new Rollback(base, earlier);
            if (build == null || rollback.files().isEmpty()) {
                return new Importer.Outcome(0, List.of("there is no earlier version"));
            }
            Draft draft = build.draft();
            draft.modules.keySet().removeAll(rollback.dropped());
            build.find(rollback.targets());
            build.makeAgain(rollback.files(), rollback.now());
            draft.failures.keySet().removeAll(draft.rebuilt());
            Snapshot next = Snapshot.of(base.epoch() + 1, rollback.targets(), draft.modules, draft.failures);
            if (!finish(build, next)) {
                return new Importer.Outcome(0, List.of("a reload came in between"));
            }
            importer.log().info("rolled back {} modules", rollback.files().size());
            return new Importer.Outcome(rollback.files().size(), List.of());
        } catch (Fault fault) {
            return new Importer.Outcome(0, List.of(fault.line()));
        } finally {
            end(build);
        }
    }
}
