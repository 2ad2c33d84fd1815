package org.postern.daemon.importer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import org.postern.daemon.fault.Code;
import org.slf4j.Logger;

/**
 * Ends versions: when the last request that works with them has ended, or when the drain time is over. Safe for any thread; modules'
 * code runs under no lock.
 */
final class Retirement {

    private final Housekeeping housekeeping;
    private final Supplier<List<Class<?>>> libraries;
    private final Supplier<Map<String, Object>> kept;
    private final Logger log;
    private final Set<Snapshot> past = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<UnitVersion, Leaving> leaving = new IdentityHashMap<>();
    private int ending;

    /** A version that no new request gets. */
    private static final class Leaving {
        private final UnitVersion unit;
        private final List<Module> modules = new ArrayList<>();
        private final long deadline;
        private boolean ended;
        private volatile boolean over;

        Leaving(UnitVersion unit, long deadline) {
            this.unit = unit;
            this.deadline = deadline;
        }
    }

    /**
     * @param libraries the classes of libraries that are loaded, whose statics outlive every version
     * @param kept what modules keep and share, by how they call it
     */
    Retirement(
            Housekeeping housekeeping,
            Supplier<List<Class<?>>> libraries,
            Supplier<Map<String, Object>> kept,
            Logger log) {
        this.housekeeping = housekeeping;
        this.libraries = libraries;
        this.kept = kept;
        this.log = log;
    }

    /** New requests get {@code next} from now on; nobody can pin {@code before} any more. */
    void replaced(Snapshot before, Snapshot next) {
        Set<UnitVersion> staying = next.units();
        List<UnitVersion> gone =
                before.units().stream().filter(unit -> !staying.contains(unit)).toList();
        leave(before, gone);
        if (!gone.isEmpty()) {
            housekeeping.soon(this::sweep);
        }
    }

    /** A snapshot is one request's own; {@code units} are in no other. */
    void isPrivate(Snapshot snapshot, Set<UnitVersion> units) {
        leave(snapshot, units);
    }

    /** {@code last} was the last snapshot: ends everything, and waits for what is being ended. */
    void close(Snapshot last) {
        leave(last, last.units());
        endAll(due(true));
        awaitOthers();
    }

    private synchronized void awaitOthers() {
        try {
            while (ending > 0) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void leave(Snapshot snapshot, Collection<UnitVersion> units) {
        remember(snapshot, units);
        units.forEach(unit -> unit.life().supersede());
        if (!units.isEmpty()) {
            housekeeping.whenDrained(this::sweep);
        }
    }

    private synchronized void remember(Snapshot snapshot, Iterable<UnitVersion> units) {
        if (snapshot.pins().get() > 0) {
            past.add(snapshot);
        }
        long deadline = System.nanoTime() + housekeeping.drain().toNanos();
        for (UnitVersion unit : units) {
            leaving.computeIfAbsent(unit, u -> new Leaving(u, deadline));
        }
        for (Module module : snapshot.modules().values()) {
            Leaving its = leaving.get(module.unit());
            if (its != null && !its.modules.contains(module)) {
                its.modules.add(module);
            }
        }
    }

    /** Ends what nobody uses any more. */
    void sweep() {
        endAll(due(false));
        watchForLeaks(freed());
    }

    private synchronized List<Leaving> due(boolean everything) {
        ending++;
        Set<UnitVersion> used = used();
        long now = System.nanoTime();
        List<Leaving> due = new ArrayList<>();
        for (Leaving each : leaving.values()) {
            boolean free = !used.contains(each.unit);
            if (!each.ended && (free || everything || each.deadline - now <= 0)) {
                each.ended = true;
                due.add(each);
            }
        }
        return due;
    }

    private Set<UnitVersion> used() {
        past.removeIf(snapshot -> snapshot.pins().get() == 0);
        Set<UnitVersion> used = Collections.newSetFromMap(new IdentityHashMap<>());
        past.forEach(snapshot -> used.addAll(snapshot.units()));
        return used;
    }

    /** Those whose end is over, and that nobody uses any more. */
    private synchronized List<Leaving> freed() {
        Set<UnitVersion> used = used();
        List<Leaving> freed = leaving.values().stream()
                .filter(each -> each.over && !used.contains(each.unit))
                .toList();
        leaving.values().removeAll(freed);
        return freed;
    }

    /** What nobody uses any more should go from memory too. */
    private void watchForLeaks(List<Leaving> gone) {
        for (Leaving each : gone) {
            String what = each.unit.loader().getName() + " of " + each.unit.files();
            housekeeping
                    .leaks()
                    .retired(
                            each.unit.loader(),
                            what,
                            libraries.get(),
                            kept,
                            report -> log.warn("{} {}", Code.LEAK.id(), report));
        }
    }

    /** Those that use others come first. */
    private void endAll(List<Leaving> due) {
        due.sort(Comparator.comparingLong(each -> each.unit.number()));
        List<Module> modules = new ArrayList<>();
        due.forEach(each -> modules.addAll(each.modules));
        Map<UnitVersion, List<Module>> units = new LinkedHashMap<>();
        for (Module module : UseOrder.usersFirst(modules)) {
            units.computeIfAbsent(module.unit(), unit -> new ArrayList<>()).add(module);
        }
        try {
            units.forEach((unit, its) -> {
                its.forEach(module -> Hooks.onRetire(module, log));
                unit.life().end();
            });
        } finally {
            due.forEach(each -> each.over = true);
            ended();
        }
    }

    private synchronized void ended() {
        ending--;
        notifyAll();
    }

    /** How many versions are not new any more, and still in use. */
    synchronized int size() {
        return leaving.size();
    }
}
