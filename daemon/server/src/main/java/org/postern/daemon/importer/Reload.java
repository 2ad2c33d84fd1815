package org.postern.daemon.importer;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.slf4j.Logger;

/** Makes the snapshot that follows from changes: all that changed and what depends on it, and nothing else. */
final class Reload {

    private final Build build;
    private final Draft draft;
    private final Changes changes;
    private final @Nullable Path stuckAt;
    private final Map<Snapshot.Name, Snapshot.Target> found = new HashMap<>();
    private final Logger log;
    private final Set<Path> postponed = new HashSet<>();
    private final long began = System.nanoTime();

    /**
     * @param build empty as yet, on the snapshot that serves
     * @param stuckAt the file at which the reload before this one hung; what does not hang together with it need not wait for it
     */
    Reload(Build build, Changes changes, @Nullable Path stuckAt, Logger log) {
        this.build = build;
        this.draft = build.draft();
        this.changes = changes;
        this.stuckAt = stuckAt;
        this.log = log;
    }

    /** The next snapshot; null if nothing that matters has changed. */
    @Nullable
    Snapshot run() {
        Snapshot base = draft.base;
        Targets now = Targets.now();
        Map<Snapshot.Name, Snapshot.Target> targets = new HashMap<>();
        base.targets().keySet().forEach(wanted -> targets.put(wanted, now.find(wanted)));
        found.putAll(targets);
        if (changes.isEmpty() && targets.equals(base.targets())) {
            return null;
        }
        targets.replaceAll((name, target) -> draft.isHeldBack(name, target, changes) || draft.isPassedOver(name, target)
                ? base.targets().get(name)
                : target);
        build.find(targets);
        if (!draft.hasMoved(targets)) {
            postpone();
        }
        changes.gone().forEach(draft.modules::remove);
        changes.gone().forEach(draft.failures::remove);
        changes.retried().forEach(draft.failures::remove);
        rebuild(targets.values());
        Map<Snapshot.Name, Snapshot.Target> meant = Map.copyOf(targets);
        Set<Fault> inTheWay = draft.holdBack(targets);
        if (rebuildHeldBack(targets)) {
            targets.putAll(meant);
            inTheWay = draft.holdBack(targets);
        }
        inTheWay.forEach(
                fault -> log.error("{} what served before goes on serving: {}", Code.RELOAD_FAILED.id(), fault.text()));
        Snapshot next = Snapshot.of(base.epoch() + 1, targets, draft.modules, draft.failures);
        return next.reachable();
    }

    private void postpone() {
        if (stuckAt != null && changes.stale().contains(stuckAt)) {
            Set<Path> group = changes.group(stuckAt, changes.stale());
            if (group.size() < changes.stale().size()) {
                postponed.addAll(group);
            }
        }
    }

    /**
     * What has changed since it was read: with that, the next snapshot may be of a state that never was on disk. Names come first: what is
     * as it was both when it was read and after that was so at the moment of the look-up, too.
     */
    Set<Path> overtaken() {
        Set<Path> overtaken = new HashSet<>();
        Targets now = Targets.now();
        found.forEach((name, target) -> {
            if (!now.find(name).equals(target)) {
                overtaken.add(Path.of(name.root()));
            }
        });
        overtaken.addAll(build.inputs().overtaken());
        return overtaken;
    }

    /** Whether nothing was left for another attempt. */
    boolean isWhole() {
        return postponed.isEmpty();
    }

    private void rebuild(Collection<Snapshot.Target> targets) {
        Map<Path, Snapshot.Target> wanted = new HashMap<>();
        for (Snapshot.Target target : targets) {
            Path file = target.found().file();
            if (file != null
                    && (!draft.base.modules().containsKey(file)
                            || changes.gone().contains(file))) {
                wanted.put(file, target);
            }
        }
        Set<Path> left = new LinkedHashSet<>(changes.stale());
        // what has failed, and nobody asks for any more
        left.removeIf(file -> !draft.base.modules().containsKey(file) && !wanted.containsKey(file));
        left.removeAll(postponed);
        while (!left.isEmpty()) {
            Set<Path> group = changes.group(left.iterator().next(), left);
            make(wanted, left, group);
            left.removeAll(group);
            left.removeIf(draft.rebuilt()::contains);
        }
        for (Path file : List.copyOf(wanted.keySet())) {
            if (!draft.modules.containsKey(file) && !draft.failures.containsKey(file)) {
                make(wanted, Set.of(), new LinkedHashSet<>(Set.of(file)));
            }
        }
    }

    /** What names go on meaning may have changed, too; whether it had, and nobody seemed to need it. */
    private boolean rebuildHeldBack(Map<Snapshot.Name, Snapshot.Target> targets) {
        Set<Path> left = new LinkedHashSet<>(changes.stale());
        left.removeAll(draft.rebuilt());
        left.removeAll(postponed);
        Set<Path> held = new LinkedHashSet<>();
        targets.forEach((name, target) -> {
            Path file = target.found().file();
            if (file != null && !target.equals(found.get(name)) && left.contains(file)) {
                held.add(file);
            }
        });
        if (!held.isEmpty()) {
            build.find(targets);
            held.forEach(file -> make(new HashMap<>(), left, changes.group(file, left)));
        }
        return !held.isEmpty();
    }

    /** Makes a group, and what turns out to hang together with it by what the files say now. */
    private void make(Map<Path, Snapshot.Target> wanted, Set<Path> left, Set<Path> group) {
        Set<Path> stale = new HashSet<>(left);
        stale.addAll(postponed);
        build.make(wanted, stale, group);
        while (!build.met().isEmpty()) {
            if (!Collections.disjoint(postponed, build.met().keySet())) {
                postponed.addAll(group);
                return;
            }
            build.met().forEach((file, target) -> {
                target.ifPresent(found -> wanted.putIfAbsent(file, found));
                group.addAll(left.contains(file) ? changes.group(file, left) : Set.of(file));
            });
            build.make(wanted, stale, group);
        }
    }

    /** Says what became of it. */
    void tell() {
        for (Path file : draft.rebuilt()) {
            if (draft.base.modules().containsKey(file)) {
                log.info("reloaded {} in {} ms, as {}", file, Importer.millisSince(began), changes.reason(file));
            }
        }
        for (Path file : changes.retried()) {
            if (draft.modules.containsKey(file)
                    && !postponed.contains(file)
                    && !draft.rebuilt().contains(file)
                    && !draft.failures.containsKey(file)) {
                log.info("{} is again as it was loaded", file);
            }
        }
        changes.gone().forEach(file -> log.info("{} is gone", file));
    }
}
