package org.postern.daemon.importer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.postern.api.ModuleException;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.fault.Tellable;

/**
 * Runs the code of modules as a build makes them: old versions hand over, new ones are initialised. Belongs to the thread that builds;
 * any thread may ask where it is.
 */
final class Initialisers {

    private static final ThreadLocal<@Nullable Initialisers> CURRENT = new ThreadLocal<>();

    /** When an initialiser began, or went on after one that it needs. */
    private record Start(Path file, long at) {}

    private final Importer importer;
    private final Build build;
    private final Group group;
    private final Deque<Linked> running = new ArrayDeque<>();
    private @Nullable Map<Path, Module> formerly;
    private volatile @Nullable Path at;
    private volatile String doing = "";
    private volatile @Nullable Start start;

    Initialisers(Importer importer, Build build, Group group) {
        this.importer = importer;
        this.build = build;
        this.group = group;
    }

    /** What initialises modules of an importer on this thread right now; null if nothing does. */
    static @Nullable Build buildOf(Importer importer) {
        Initialisers current = CURRENT.get();
        return current != null && current.importer == importer ? current.build : null;
    }

    /** The file whose code runs, or has run last; null: none yet. */
    @Nullable
    Path at() {
        return at;
    }

    /** The file whose initialiser has run for so long by now; null: none has. */
    @Nullable
    Path runsFor(Duration time) {
        Start last = start;
        return last != null && doing.isEmpty() && System.nanoTime() - last.at() >= time.toNanos() ? last.file() : null;
    }

    /** The same as {@link #at}, in words. */
    String whereItIs() {
        return (at == null ? "a module" : at) + doing;
    }

    boolean areRunning() {
        return !running.isEmpty();
    }

    boolean areRunning(Linked file) {
        return running.contains(file);
    }

    /** The file whose initialiser runs, and waits for no other. */
    Linked innermost() {
        return running.getFirst();
    }

    // --- hand-over

    /** Lets the versions that modules had before hand over to those that they have now. */
    void handOver(List<Linked> all) {
        if (formerly == null) {
            Map<Path, Module> modules = new HashMap<>();
            build.draft().base.modules().values().forEach(module -> modules.put(module.logical(), module));
            formerly = modules;
        }
        Map<Module, Linked> heirs = new LinkedHashMap<>();
        for (Linked next : all) {
            Module old = formerly.get(next.logical());
            if (old != null) {
                heirs.put(old, next);
            }
        }
        UseOrder.usersFirst(heirs.keySet()).forEach(old -> handOver(old, Objects.requireNonNull(heirs.get(old))));
    }

    private void handOver(Module old, Linked next) {
        at = next.file();
        doing = ", handOver";
        HandOver state = new HandOver();
        boolean returned = Hooks.handOver(old, state, importer.housekeeping(), importer.log());
        doing = "";
        Map<String, Object> values = state.end();
        if (returned) {
            UnitLife life = next.unit().life();
            life.state().hand(next.logical(), values);
            for (Object value : values.values()) {
                if (value instanceof ModuleExecutor executor) {
                    life.onPublish(() -> old.unit().life().letGo(executor));
                }
            }
        }
    }

    // --- initialisation

    /** Makes a module of a file, unless it is one or is about to be; throws a {@link Fault} if its initialiser throws. */
    void initialise(Linked file) {
        if (group.isInitialised(file) || running.contains(file)) {
            return;
        }
        running.push(file);
        at = file.file();
        start = new Start(file.file(), System.nanoTime());
        Thread current = Thread.currentThread();
        ClassLoader before = current.getContextClassLoader();
        current.setContextClassLoader(file.unit().loader());
        Initialisers outer = CURRENT.get();
        CURRENT.set(this);
        try {
            Class<?> type = Class.forName(
                    file.compiled().source().mainClass(), true, file.unit().loader());
            group.add(new Module(file.compiled(), file.logical(), file.unit(), type, build.origin(file.compiled())));
        } catch (ClassNotFoundException e) {
            throw file.compiled().noMainType();
        } catch (ExceptionInInitializerError e) {
            throw fault(file, Tellable.of(Objects.requireNonNullElse(e.getCause(), e)));
        } catch (Error e) {
            throw fault(file, Tellable.of(e));
        } finally {
            CURRENT.set(outer);
            current.setContextClassLoader(before);
            running.remove(file);
            Linked outerFile = running.peek();
            at = outerFile == null ? at : outerFile.file();
            start = outerFile == null ? null : new Start(outerFile.file(), System.nanoTime());
        }
    }

    private Fault fault(Linked file, Throwable why) {
        Fault ofImport = why instanceof ModuleException && why.getCause() instanceof Fault fault ? fault : null;
        if (ofImport != null && ofImport.code() == Code.SLOW_LOAD) {
            return ofImport; // nothing is wrong with this file
        }
        group.blame(Set.of(file.file()));
        if (ofImport != null && ofImport.code() == Code.CYCLIC_IMPORT) {
            return new Fault(Code.CYCLIC_IMPORT, ofImport.text(), why); // it shows the whole way
        }
        KeptState.Given given = file.unit().life().state().lastGiven();
        String hint = why instanceof ClassCastException
                        && given != null
                        && String.valueOf(why.getMessage()).contains(given.type())
                ? "; " + given.call() + " holds a " + given.type()
                        + " since earlier (expected: the type that it has now, or another name)"
                : "";
        return new Fault(Code.INITIALISER, file.file() + ": static initialiser: " + why + hint, why);
    }

    /** What is wrong if an initialiser that runs is needed by one that it waits for. */
    Fault cyclic(Linked again) {
        StringBuilder chain = new StringBuilder(again.file().toString());
        for (Linked importing : running) {
            chain.insert(0, importing.file() + " imports ");
            if (importing == again) {
                break;
            }
        }
        return new Fault(
                Code.CYCLIC_IMPORT,
                chain + ", while each is being initialised (expected: that one of them imports when it is called)");
    }
}
