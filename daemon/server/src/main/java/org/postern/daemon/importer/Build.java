package org.postern.daemon.importer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.postern.api.ModuleException;
import org.postern.daemon.compiler.Compilation;
import org.postern.daemon.compiler.CompileFault;
import org.postern.daemon.compiler.Compiled;
import org.postern.daemon.compiler.Source;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/**
 * One attempt to make new versions: compiles, gives units their loaders, lets old versions hand over, and initialises, before anybody
 * else sees anything of it. Belongs to the thread that builds, and to those on which its initialisers wait; what it claims is the
 * importer's to guard.
 *
 * <p>No lock is held while a module's code runs. A static initialiser that imports a module makes it within the same build.
 */
final class Build {

    /** Compilers are hungry; more of them than processors help nobody. */
    private static final Semaphore COMPILERS =
            new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()));

    private static final ThreadLocal<@Nullable Build> CURRENT = new ThreadLocal<>();

    /** A file that has its loader, and, as soon as it is initialised, its module. */
    private static final class Linked {
        private final Compiled compiled;
        private final Path logical;
        private final UnitVersion unit;
        private boolean initialised;

        Linked(Compiled compiled, Path logical, UnitVersion unit) {
            this.compiled = compiled;
            this.logical = logical;
            this.unit = unit;
        }

        Ties ties() {
            return unit.life().ties(compiled.file());
        }
    }

    /**
     * An import in an initialiser, which may fail: what was read for it, with hashes, and what was looked for in vain. A change of these
     * may mend it.
     */
    private record Attempt(Map<Path, String> read, Set<Path> missing) {}

    private final Importer importer;
    private final Draft draft;
    private Places places;
    private final boolean takesOver;
    private final Thread thread = Thread.currentThread();
    private final Map<Path, Linked> linked = new LinkedHashMap<>();
    private final Map<Path, Module> fresh = new LinkedHashMap<>();
    private final Deque<Linked> initialising = new ArrayDeque<>();
    private final Map<Path, String> read = new LinkedHashMap<>();
    private final Set<Path> missing = new LinkedHashSet<>();
    private final Set<Path> concerns = new LinkedHashSet<>();
    private final Deque<Attempt> attempts = new ArrayDeque<>();
    private final Function<Path, String> reason;
    private final Map<Path, String> passedOver = new HashMap<>();
    private final Map<Path, Optional<Snapshot.Target>> met = new LinkedHashMap<>();
    private Set<Path> roots;
    private Set<Path> stale = Set.of();
    private Set<Path> culprits = Set.of();
    private @Nullable Map<Path, Module> formerly;
    private volatile @Nullable Path at;
    private volatile String doing = "";

    /**
     * @param places what the folders of look-ups are called in the configuration
     * @param reason why a file is made, for the report
     * @param takesOver whether it takes files from other builds that are at them, rather than wait for those
     */
    Build(Importer importer, Snapshot base, Places places, Function<Path, String> reason, boolean takesOver) {
        this.importer = importer;
        this.draft = new Draft(base);
        this.places = places;
        this.roots = files(base.targets());
        this.reason = reason;
        this.takesOver = takesOver;
    }

    /** What initialises modules of an importer on this thread right now; null if nothing does. */
    static @Nullable Build of(Importer importer) {
        Build build = CURRENT.get();
        return build != null && build.importer == importer ? build : null;
    }

    Draft draft() {
        return draft;
    }

    Thread thread() {
        return thread;
    }

    /** What names mean from now on, and what the folders are called; a link may have been switched. */
    void find(Map<Snapshot.Name, Snapshot.Target> targets) {
        places = new Places(targets);
        roots = files(targets);
    }

    private static Set<Path> files(Map<Snapshot.Name, Snapshot.Target> targets) {
        return targets.values().stream()
                .flatMap(target -> Optional.ofNullable(target.found().file()).stream())
                .collect(Collectors.toSet());
    }

    /** Whether an initialiser of its own is what asks. */
    boolean isNested() {
        return !initialising.isEmpty();
    }

    /** The file whose code it runs, or has run last; null: none yet. */
    @Nullable
    Path at() {
        return at;
    }

    /** The same, in words. */
    String whereItIs() {
        return (at == null ? "a module" : at) + doing;
    }

    /** The paths whose change would spoil it. */
    synchronized Set<Path> concerns() {
        Set<Path> all = new HashSet<>(concerns);
        all.addAll(read.keySet());
        all.addAll(missing);
        return all;
    }

    /** Whether what it has read is not so any more. */
    boolean isOvertaken() {
        return !overtaken().isEmpty();
    }

    /** What it has read, or looked for in vain, and is not so any more. */
    synchronized Set<Path> overtaken() {
        return new Snapshot.Failure(new Fault(Code.DEFECT, ""), Set.of(), read, missing).overtaken();
    }

    // --- groups of files: all of a group, or none

    /**
     * Makes files together.
     *
     * @param wanted how to find files that have no version yet
     * @param staleFiles every file whose version must not be used, of this group and of others
     * @param group the files to make; empty: those wanted
     * @return false if another build was at one of the files, and has ended now
     * @see #met
     */
    boolean make(Map<Path, Snapshot.Target> wanted, Set<Path> staleFiles, Set<Path> group) {
        Set<Path> files = group.isEmpty() ? wanted.keySet() : group;
        stale = staleFiles;
        culprits = Set.of();
        met.clear();
        boolean made = false;
        try {
            if (!compileAndLink(files, wanted)) {
                return false;
            }
            made = met.isEmpty();
            if (made) {
                draft.succeed(fresh);
            }
        } catch (Fault fault) {
            if (fault.code() == Code.SLOW_LOAD) {
                throw fault;
            }
            if (met.isEmpty()) {
                fail(files, fault);
            }
        } finally {
            if (!made) {
                linked.values().forEach(each -> each.unit.life().discard());
            }
            linked.clear();
            fresh.clear();
        }
        return true;
    }

    /**
     * The files that have to be made together with the last group, as it turned out when that was compiled, or imported as it was
     * initialised: nothing has come of it yet. With those that have no version, how to find them.
     */
    Map<Path, Optional<Snapshot.Target>> met() {
        return met;
    }

    private void fail(Collection<Path> files, Fault fault) {
        Set<Path> all = concerns();
        all.addAll(files);
        Snapshot.Failure failure = new Snapshot.Failure(fault, all, read, missing);
        for (Path culprit : culprits) {
            failure = failure.ofInitialiser(culprit);
        }
        Set<Path> affected = affected(files, fault);
        for (Path file : files) {
            draft.fail(file, affected.contains(file) ? failure : failure.ofAnother());
        }
        draft.keepWhatIsUsed(files);
        boolean lastGoodServes = files.stream().anyMatch(draft.modules::containsKey);
        Code code = lastGoodServes ? Code.RELOAD_FAILED : fault.code();
        importer.log()
                .error(
                        "{} {}{}",
                        code.id(),
                        lastGoodServes ? fault.code().id() + " " : "",
                        fault.text(),
                        fault.getCause());
    }

    /** The files whose own fault it is, or that use one whose fault it is. */
    private Set<Path> affected(Collection<Path> files, Fault fault) {
        Set<Path> guilty = new HashSet<>(culprits);
        if (fault instanceof CompileFault compile) {
            compile.diagnostics().forEach(diagnostic -> guilty.add(diagnostic.file()));
        }
        if (guilty.isEmpty()) {
            return Set.copyOf(files);
        }
        if (!draft.base.modules().keySet().containsAll(guilty)) {
            // one that is new: whoever has changed may be the one who asked for it
            files.stream().filter(file -> !isUnchanged(file)).forEach(guilty::add);
        }
        guilty.addAll(draft.base.dependents(guilty));
        return guilty;
    }

    private boolean isUnchanged(Path file) {
        Module module = draft.base.module(file);
        return module != null && module.compiled().source().hash().equals(read.get(file));
    }

    private boolean compileAndLink(Set<Path> files, Map<Path, Snapshot.Target> wanted) {
        Set<Path> old = new HashSet<>(stale);
        old.removeAll(linked.keySet());
        Snapshot base = snapshot();
        Compilation compilation = importer.toolchain().compilation(this::compiled, old);
        COMPILERS.acquireUninterruptibly();
        try {
            List<Source> sources = new ArrayList<>();
            for (Path file : files) {
                sources.add(source(compilation, base, file, wanted));
            }
            compilation.compile(sources);
        } finally {
            COMPILERS.release();
            note(compilation);
        }
        importer.stops().compiled();
        Map<Path, Compiled> compiled = new LinkedHashMap<>(compilation.compiled());
        Set<Path> used = stillUsed(base, compiled, wanted.keySet());
        compiled.keySet().retainAll(used);
        UnitCutter cutter = new UnitCutter(base.only(used), old, compiled);
        List<List<Compiled>> units = cutter.cut();
        Set<Path> all = new LinkedHashSet<>();
        units.forEach(unit -> unit.forEach(file -> all.add(file.file())));
        Set<Path> others = new LinkedHashSet<>(cutter.left());
        compiled.keySet().stream()
                .filter(file -> old.contains(file) && !files.contains(file) && base.module(file) != null)
                .forEach(others::add);
        if (!others.isEmpty()) {
            others.forEach(file -> met.put(file, Optional.empty()));
            return true;
        }
        if (isNested() && all.stream().anyMatch(file -> linked.containsKey(file) || draft.modules.containsKey(file))) {
            // what is initialised by now may hang on what would be replaced
            files.forEach(file -> met.put(file, Optional.ofNullable(wanted.get(file))));
            return true;
        }
        if (!importer.claim(this, all, takesOver)) {
            return false;
        }
        link(units, cutter);
        return true;
    }

    /** What is used now that files were compiled; the rest need not get new loaders, and could be in the way of what does. */
    private Set<Path> stillUsed(Snapshot base, Map<Path, Compiled> compiled, Collection<Path> wanted) {
        Set<Path> used = new HashSet<>();
        Deque<Path> next = new ArrayDeque<>(roots);
        next.addAll(linked.keySet());
        next.addAll(wanted);
        while (!next.isEmpty()) {
            Path file = next.pop();
            if (used.add(file)) {
                Linked here = linked.get(file);
                Module module = base.module(file);
                Compiled made = here == null ? compiled.get(file) : here.compiled;
                next.addAll(
                        made == null
                                ? module == null ? Set.of() : module.compiled().uses()
                                : made.uses());
                next.addAll(
                        here != null
                                ? here.ties().modules()
                                : module == null ? Set.of() : module.ties().modules());
            }
        }
        return used;
    }

    private synchronized void note(Compilation compilation) {
        concerns.addAll(compilation.concerns());
        read.putAll(compilation.read());
        missing.addAll(compilation.missing());
        Map<Path, String> used = used(compilation);
        used.forEach(read::putIfAbsent);
        for (Attempt attempt : attempts) {
            attempt.read.putAll(used);
            attempt.read.putAll(compilation.read());
            attempt.missing.addAll(compilation.missing());
        }
    }

    /** The hashes of the files against which others were compiled, and which were loaded before; not where an older text is kept. */
    private Map<Path, String> used(Compilation compilation) {
        Map<Path, String> used = new HashMap<>();
        for (Path path : compilation.concerns()) {
            Compiled known = compiled(path);
            if (known != null && !isKept(path)) {
                used.put(path, known.source().hash());
            }
        }
        return used;
    }

    private boolean isKept(Path file) {
        Module module = draft.modules.get(file);
        return draft.failures.containsKey(file)
                || module != null && module.origin().passedOver() != null
                || !Files.exists(file);
    }

    private Snapshot snapshot() {
        Map<Path, Module> modules = new HashMap<>(draft.modules);
        modules.putAll(fresh);
        return Snapshot.of(draft.base.epoch(), draft.base.targets(), modules, draft.failures);
    }

    private @Nullable Compiled compiled(Path file) {
        Linked here = linked.get(file);
        if (here != null) {
            return here.compiled;
        }
        Module module = draft.modules.get(file);
        return module == null ? null : module.compiled();
    }

    private static Source source(Compilation compilation, Snapshot base, Path file, Map<Path, Snapshot.Target> wanted) {
        Module before = base.module(file);
        if (before != null) {
            Source last = before.compiled().source();
            List<Path> path = base.pathNow();
            return compilation.source(last, path == null ? last.lookup().path() : path);
        }
        Snapshot.Target target = wanted.get(file);
        if (target == null) {
            throw new Fault(Code.UNREADABLE, file + ": nobody asks for it any more");
        }
        return compilation.source(target.found(), target.finder());
    }

    // --- loaders

    /**
     * Makes versions again of what was compiled before.
     *
     * @param notToBeUsed the hashes of the texts that the files have now
     * @throws Fault if one of them cannot be initialised
     */
    void makeAgain(Collection<Compiled> files, Map<Path, String> notToBeUsed) {
        passedOver.putAll(notToBeUsed);
        boolean made = false;
        try {
            Map<Path, Compiled> all = new LinkedHashMap<>();
            files.forEach(file -> all.put(file.file(), file));
            UnitCutter cutter = new UnitCutter(snapshot(), Set.of(), all);
            List<List<Compiled>> units = cutter.cut();
            importer.claim(this, all.keySet(), true);
            link(units, cutter);
            draft.succeed(fresh);
            made = true;
        } finally {
            if (!made) {
                linked.values().forEach(each -> each.unit.life().discard());
            }
            linked.clear();
            fresh.clear();
        }
    }

    /** Links units, each of which comes after those that it uses; throws a {@link Fault} if one cannot be initialised. */
    private void link(List<List<Compiled>> units, UnitCutter cutter) {
        List<Linked> all = new ArrayList<>();
        units.forEach(unit -> all.addAll(link(unit, cutter.joins(unit))));
        Future<?> watch = importer.housekeeping().watch(this, importer.log());
        boolean made = false;
        try {
            handOver(all);
            all.forEach(this::initialise);
            made = true;
        } finally {
            watch.cancel(false);
            if (!made) {
                drop(all);
            }
        }
    }

    /** Takes out the units that cannot be used: an initialiser that imported one of them may go on without. */
    private void drop(List<Linked> all) {
        Set<UnitVersion> useless = new HashSet<>();
        all.stream().filter(each -> !each.initialised).forEach(each -> useless.add(each.unit));
        for (Linked each : all) {
            if (useless.contains(each.unit)) {
                linked.remove(each.compiled.file());
                fresh.remove(each.compiled.file());
            }
        }
        useless.forEach(unit -> unit.life().discard());
    }

    private List<Linked> link(List<Compiled> unit, List<String> joins) {
        long number = importer.nextVersion();
        Map<String, Compiled> owners = new HashMap<>();
        Map<String, UnitLoader> links = new HashMap<>();
        List<Path> files = unit.stream().map(Compiled::file).toList();
        culprits = Set.copyOf(files);
        new UnitNames(unit, joins, this::compiled).meanings().forEach((name, file) -> {
            if (files.contains(file.file())) {
                owners.put(name, file);
            } else {
                linkTo(name, file.file(), links);
            }
        });
        culprits = Set.of();
        UnitLife life = new UnitLife(importer, importer.kept().version(), this);
        UnitLoader loader = new UnitLoader(importer.name() + "#" + number, importer.libraries(), owners, life, links);
        UnitVersion version = new UnitVersion(number, files, joins, loader);
        List<Linked> made = new ArrayList<>();
        for (Compiled file : unit) {
            Path logical = places.logical(file.source());
            life.called(file.file(), logical);
            Linked each = new Linked(file, logical, version);
            linked.put(file.file(), each);
            made.add(each);
        }
        return made;
    }

    private void linkTo(String name, Path used, Map<String, UnitLoader> links) {
        Linked here = linked.get(used);
        Module module = here == null ? draft.modules.get(used) : null;
        if (here != null) {
            links.put(name, here.unit.loader());
        } else if (module != null) {
            links.put(name, module.unit().loader());
        }
    }

    // --- hand-over and initialisation

    /** Lets the versions that modules had before hand over to those that they have now. */
    private void handOver(List<Linked> all) {
        if (formerly == null) {
            Map<Path, Module> modules = new HashMap<>();
            draft.base.modules().values().forEach(module -> modules.put(module.logical(), module));
            formerly = modules;
        }
        Map<Module, Linked> heirs = new LinkedHashMap<>();
        for (Linked next : all) {
            Module old = formerly.get(next.logical);
            if (old != null) {
                heirs.put(old, next);
            }
        }
        UseOrder.usersFirst(heirs.keySet()).forEach(old -> handOver(old, Objects.requireNonNull(heirs.get(old))));
    }

    private void handOver(Module old, Linked next) {
        at = next.compiled.file();
        doing = ", handOver";
        HandOver state = new HandOver();
        boolean returned = Hooks.handOver(old, state, importer.log());
        doing = "";
        Map<String, Object> values = state.end();
        if (returned) {
            UnitLife life = next.unit.life();
            life.state().hand(next.logical, values);
            for (Object value : values.values()) {
                if (value instanceof ModuleExecutor executor) {
                    life.onPublish(() -> old.unit().life().letGo(executor));
                }
            }
        }
    }

    private void initialise(Linked file) {
        if (file.initialised || initialising.contains(file)) {
            return;
        }
        initialising.push(file);
        at = file.compiled.file();
        Thread current = Thread.currentThread();
        ClassLoader before = current.getContextClassLoader();
        current.setContextClassLoader(file.unit.loader());
        Build outer = CURRENT.get();
        CURRENT.set(this);
        try {
            Class<?> type = Class.forName(file.compiled.source().mainClass(), true, file.unit.loader());
            fresh.put(
                    file.compiled.file(),
                    new Module(file.compiled, file.logical, file.unit, type, origin(file.compiled)));
            file.initialised = true;
        } catch (ClassNotFoundException e) {
            throw file.compiled.noMainType();
        } catch (ExceptionInInitializerError e) {
            throw initialiser(file, Objects.requireNonNullElse(e.getCause(), e));
        } catch (Error e) {
            throw initialiser(file, e);
        } finally {
            CURRENT.set(outer);
            current.setContextClassLoader(before);
            initialising.remove(file);
            Linked outerFile = initialising.peek();
            at = outerFile == null ? at : outerFile.compiled.file();
        }
    }

    private Module.Origin origin(Compiled file) {
        Module before = draft.base.module(file.file());
        String over = passedOver.get(file.file());
        if (over == null && before != null && before.compiled() == file) {
            over = before.origin().passedOver(); // it is linked anew, and no more
        }
        return new Module.Origin(importer.housekeeping().now(), reason.apply(file.file()), over);
    }

    private Fault initialiser(Linked file, Throwable why) {
        Fault ofImport = why instanceof ModuleException && why.getCause() instanceof Fault fault ? fault : null;
        if (ofImport != null && ofImport.code() == Code.SLOW_LOAD) {
            return ofImport; // nothing is wrong with this file
        }
        culprits = Set.of(file.compiled.file());
        if (ofImport != null && ofImport.code() == Code.CYCLIC_IMPORT) {
            return new Fault(Code.CYCLIC_IMPORT, ofImport.text(), why); // it shows the whole way
        }
        KeptState.Given given = file.unit.life().state().lastGiven();
        String hint = why instanceof ClassCastException
                        && given != null
                        && String.valueOf(why.getMessage()).contains(given.type())
                ? "; " + given.call() + " holds a " + given.type()
                        + " since earlier (expected: the type that it has now, or another name)"
                : "";
        return new Fault(Code.INITIALISER, file.compiled.file() + ": static initialiser: " + why + hint, why);
    }

    // --- what initialisers need

    /** A file that an initialiser has read. */
    synchronized void dependsOn(Path file, String hash) {
        read.putIfAbsent(file, hash);
        attempts.forEach(attempt -> attempt.read.putIfAbsent(file, hash));
    }

    /**
     * A module that a static initialiser imports, or what it calls; a dependency of the one that is being initialised.
     *
     * @param life of the caller's unit
     */
    Class<?> require(Compiled caller, UnitLife life, String name) {
        Ties ties = life.build() == this
                ? life.ties(caller.file())
                : initialising.getFirst().ties();
        Snapshot.Name wanted = Snapshot.Name.of(caller.source().lookup(), name);
        Attempt attempt = begin();
        try {
            return require(wanted, ties, name);
        } catch (Fault fault) {
            ties.couldNotImport(attempt.read, attempt.missing);
            throw fault;
        } finally {
            end(attempt);
        }
    }

    private Class<?> require(Snapshot.Name wanted, Ties ties, String name) {
        while (true) {
            Snapshot.Target target = Targets.asIn(draft.base).find(wanted);
            ties.imports(target.found());
            note(target);
            Path file = target.found().file();
            if (file == null) {
                throw ModuleView.noModule(name, target);
            }
            Class<?> there = there(file);
            if (there != null) {
                return there;
            }
            if (stale.contains(file) && draft.base.module(file) != null) {
                met.put(file, Optional.of(target));
                throw toBeBegunAgain(file);
            }
            if (compileAndLink(Set.of(file), Map.of(file, target))) {
                if (!met.isEmpty()) {
                    throw toBeBegunAgain(file);
                }
                return madeClass(file);
            }
            draft.adopt(importer.current(), file);
        }
    }

    private static Fault toBeBegunAgain(Path file) {
        return new Fault(Code.RELOAD_FAILED, file + " is to be loaded together with what imports it, and will be");
    }

    private synchronized Attempt begin() {
        Attempt attempt = new Attempt(new HashMap<>(), new HashSet<>());
        attempts.push(attempt);
        return attempt;
    }

    private synchronized void end(Attempt attempt) {
        attempts.remove(attempt);
    }

    private synchronized void note(Snapshot.Target target) {
        missing.addAll(target.found().missing());
        attempts.forEach(attempt -> attempt.missing.addAll(target.found().missing()));
        concerns.addAll(target.found().links().keySet());
    }

    private @Nullable Class<?> there(Path file) {
        Linked here = linked.get(file);
        if (here != null) {
            if (initialising.contains(here)) {
                throw cyclic(here);
            }
            initialise(here);
            return madeClass(file);
        }
        Module module = stale.contains(file) ? null : draft.modules.get(file);
        return module == null ? null : module.type();
    }

    private Class<?> madeClass(Path file) {
        Module module = fresh.get(file);
        if (module == null) {
            throw new IllegalStateException("neither made nor failed: " + file);
        }
        return module.type();
    }

    private Fault cyclic(Linked again) {
        StringBuilder chain = new StringBuilder(again.compiled.file().toString());
        for (Linked at : initialising) {
            chain.insert(0, at.compiled.file() + " imports ");
            if (at == again) {
                break;
            }
        }
        return new Fault(
                Code.CYCLIC_IMPORT,
                chain + ", while each is being initialised (expected: that one of them imports when it is called)");
    }
}
