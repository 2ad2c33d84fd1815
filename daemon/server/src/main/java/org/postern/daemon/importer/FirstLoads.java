package org.postern.daemon.importer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.compiler.Lookup;
import org.postern.daemon.fault.Code;

/**
 * Loads modules for the requests that are the first to ask for them, on their threads. What is loaded is added to the snapshot with which
 * a request began; it is published unless a reload has come in between, in which case it stays that request's own.
 */
final class FirstLoads {

    private static final Duration BACK_OFF = Duration.ofSeconds(1);

    private final Importer importer;
    private final Retirement retirement;
    private final ReentrantLock lock;
    private final Claims claims;
    private final boolean watched;

    /**
     * @param lock the importer's, which guards publication
     * @param watched whether changes are told of; else files are looked at again where there is a failure
     */
    FirstLoads(Importer importer, Retirement retirement, ReentrantLock lock, Claims claims, boolean watched) {
        this.importer = importer;
        this.retirement = retirement;
        this.lock = lock;
        this.claims = claims;
        this.watched = watched;
    }

    /** Whether what could not be used may be usable now: a watcher finds out by itself, but for what only the world outside changes. */
    boolean isWorthAnotherTry(Snapshot snapshot, Snapshot.Target target) {
        Path file = target.found().file();
        if (file == null) {
            return !watched && target.found().missing().stream().anyMatch(Files::isRegularFile);
        }
        Snapshot.Failure failure = snapshot.failures().get(file);
        if (failure == null || snapshot.modules().containsKey(file)) {
            return false;
        }
        return failure.isOlderThan(BACK_OFF) && failure.isOfInitialiser()
                || !watched && (failure.isOfUnread() || failure.isOvertaken());
    }

    /** A snapshot like {@code pinned} in which {@code wanted} has been looked up, and loaded if it is there; it is pinned. */
    Snapshot load(Snapshot pinned, Snapshot.Name wanted, String asker) {
        boolean interrupted =
                Thread.interrupted(); // which would close what is being read, and the module would be none for
        // everybody
        try {
            return loadCalmly(pinned, wanted, asker);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Snapshot loadCalmly(Snapshot pinned, Snapshot.Name wanted, String asker) {
        for (int tries = 1; ; tries++) {
            Build build;
            Snapshot.Target target;
            lock.lock();
            try {
                boolean additive = importer.current().epoch() == pinned.epoch();
                Snapshot base = additive ? importer.current() : pinned;
                Snapshot.Target known = base.targets().get(wanted);
                if (known != null && !isWorthAnotherTry(base, known)) {
                    return pin(base);
                }
                target = Targets.asIn(base).find(wanted);
                Snapshot shared = additive ? null : base.with(wanted, target, importer.current());
                if (shared != null) {
                    return own(shared, Set.of());
                }
                Path file = target.found().file();
                build = new Build(importer, base, places(base, wanted, target), firstReason(target, asker), false);
                if (file == null || base.modules().containsKey(file) || isFinal(base, target)) {
                    tellOfOtherRoot(base, target);
                    importer.stops().beforePublish();
                    return finish(build, wanted, target);
                }
                Build other = claims.at(file);
                if (other != null) {
                    claims.await(null, other, file);
                    continue;
                }
                claims.claim(build, Set.of(file), false);
            } finally {
                lock.unlock();
            }
            Snapshot made = firstLoad(build, wanted, target, tries < Reloads.TRIES);
            if (made != null) {
                return made;
            }
        }
    }

    /** A file has one look-up, that of the root under which it was found first; who comes by another root should know. */
    private void tellOfOtherRoot(Snapshot base, Snapshot.Target target) {
        Path file = target.found().file();
        Path place = target.found().foundIn();
        Module module = file == null ? null : base.module(file);
        if (module == null || place == null) {
            return;
        }
        Lookup has = module.compiled().source().lookup();
        Lookup would = target.finder().of(place, has.base());
        if (!has.root().equals(would.root())) {
            importer.log()
                    .warn(
                            "{} {}: names in it are looked up from {}, by which it was found first, and not from {}",
                            Code.TWO_ROOTS.id(),
                            file,
                            has.root(),
                            would.root());
        }
    }

    private static Function<Path, String> firstReason(Snapshot.Target target, String asker) {
        Path wanted = target.found().file();
        return file -> file.equals(wanted) ? asker + " asked for it" : wanted + " uses it, or is joined with it";
    }

    private boolean isFinal(Snapshot base, Snapshot.Target target) {
        Path file = target.found().file();
        return file != null && base.failures().containsKey(file) && !isWorthAnotherTry(base, target);
    }

    private static Places places(Snapshot base, Snapshot.Name wanted, Snapshot.Target target) {
        Map<Snapshot.Name, Snapshot.Target> targets = new HashMap<>(base.targets());
        targets.put(wanted, target);
        return new Places(targets);
    }

    /**
     * Null if it has to be begun again.
     *
     * @param mayBeginAgain whether it may be if files have changed while others were read
     */
    private @Nullable Snapshot firstLoad(
            Build build, Snapshot.Name wanted, Snapshot.Target target, boolean mayBeginAgain) {
        Path file = target.found().file();
        if (file == null) {
            throw new IllegalArgumentException("target without file");
        }
        long began = System.nanoTime();
        boolean done = false;
        try {
            build.draft().failures.remove(file);
            Map<Path, Snapshot.Target> files = new HashMap<>(Map.of(file, target));
            do {
                if (!build.make(files, Set.of(), Set.of())) {
                    return null;
                }
                build.met().forEach((other, found) -> found.ifPresent(how -> files.putIfAbsent(other, how)));
            } while (!build.met().isEmpty());
            if (!build.draft().failures.containsKey(file)) {
                importer.log().info("loaded {} in {} ms", file, Importer.millisSince(began));
            }
            if (mayBeginAgain && build.inputs().isOvertaken()) {
                build.draft().built().forEach(module -> module.unit().life().discard());
                return null;
            }
            importer.stops().beforePublish();
            lock.lock();
            try {
                done = true;
                return finish(build, wanted, target);
            } finally {
                lock.unlock();
            }
        } finally {
            if (!done) {
                lock.lock();
                try {
                    claims.release(build);
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    /** Publishes what a first load made, unless a reload has come in between. */
    private Snapshot finish(Build build, Snapshot.Name wanted, Snapshot.Target target) {
        Draft draft = build.draft();
        boolean wasCancelled = claims.isCancelled(build);
        claims.release(build);
        if (!wasCancelled && importer.current().epoch() == draft.base.epoch()) {
            Snapshot next = draft.addedTo(importer.current(), wanted, target);
            importer.publish(next, draft, List.of(wanted));
            return pin(next);
        }
        Snapshot mine = draft.with(wanted, target, draft.base.epoch());
        if (!wasCancelled
                && !draft.replaces()
                && Targets.asIn(importer.current()).find(wanted).equals(target)) {
            Snapshot everybodys = importer.current().with(wanted, target, mine);
            if (everybodys != null) {
                importer.publish(everybodys, draft, List.of(wanted));
                return own(mine, Set.of());
            }
        }
        draft.built().forEach(module -> module.unit().life().publish());
        Set<UnitVersion> units = new HashSet<>();
        draft.built().forEach(module -> units.add(module.unit()));
        return own(mine, units);
    }

    private static Snapshot pin(Snapshot snapshot) {
        snapshot.pins().incrementAndGet();
        return snapshot;
    }

    private Snapshot own(Snapshot snapshot, Set<UnitVersion> units) {
        pin(snapshot);
        retirement.isPrivate(snapshot, units);
        return snapshot;
    }
}
