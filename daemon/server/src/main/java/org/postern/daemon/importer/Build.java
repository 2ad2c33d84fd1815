package org.postern.daemon.importer;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.postern.daemon.compiler.CompileFault;
import org.postern.daemon.compiler.Compiled;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.fault.Shortage;
import org.postern.daemon.psp.PageFile;

/**
 * One attempt to make new versions, before anybody else sees anything of it. Belongs to the thread that builds, and to those on which
 * its initialisers wait; what it claims is the importer's to guard.
 *
 * <pre>
 *   files --GroupCompiler--&gt; units --Linker--&gt; Linked --Initialisers--&gt; Module --Group, all or none--&gt; Draft
 *     ^         | what it reads                             | importModule
 *     |         v                                           v
 *     |       Inputs &lt;--------------------------------- Imports
 *     +---------------------------------------------------+ what is not there yet
 * </pre>
 *
 * <p>No lock is held while a module's code runs. A static initialiser that imports a module makes it within the same build.
 */
final class Build {

    private final Importer importer;
    private final boolean takesOver;
    private final Thread thread = Thread.currentThread();
    private final Inputs inputs = new Inputs();
    private final Draft draft;
    private final Group group;
    private final GroupCompiler compiler;
    private final Linker linker;
    private final Initialisers initialisers;
    private final Imports imports;
    private final Function<Path, String> reason;
    private final Map<Path, String> passedOver = new HashMap<>();
    private volatile Set<Path> making = Set.of();
    private Places places;
    private Set<Path> roots;

    /**
     * @param places what the folders of look-ups are called in the configuration
     * @param reason why a file is made, for the report
     * @param takesOver whether it takes files from other builds that are at them, rather than wait for those
     */
    Build(Importer importer, Snapshot base, Places places, Function<Path, String> reason, boolean takesOver) {
        this.importer = importer;
        this.draft = new Draft(base);
        this.group = new Group(draft);
        this.compiler = new GroupCompiler(importer, group, inputs);
        this.linker = new Linker(importer, this, group);
        this.initialisers = new Initialisers(importer, this, group);
        this.imports = new Imports(importer, this, group, initialisers);
        this.places = places;
        this.roots = files(base.targets());
        this.reason = reason;
        this.takesOver = takesOver;
    }

    Draft draft() {
        return draft;
    }

    Thread thread() {
        return thread;
    }

    Inputs inputs() {
        return inputs;
    }

    Initialisers initialisers() {
        return initialisers;
    }

    Imports imports() {
        return imports;
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

    // --- groups of files: all of a group, or none

    /**
     * Makes files together.
     *
     * @param wanted how to find files that have no version yet
     * @param stale every file whose version must not be used, of this group and of others
     * @param chosen the files to make; empty: those wanted
     * @return false if another build was at one of the files, and has ended now
     * @see #met
     */
    boolean make(Map<Path, Snapshot.Target> wanted, Set<Path> stale, Set<Path> chosen) {
        Set<Path> files = chosen.isEmpty() ? wanted.keySet() : chosen;
        group.begin(stale);
        making = Set.copyOf(files);
        boolean made = false;
        try {
            if (!compileAndLink(files, wanted)) {
                return false;
            }
            made = met().isEmpty();
            if (made) {
                group.succeed();
            }
        } catch (Fault fault) {
            if (fault.code() == Code.SLOW_LOAD) {
                throw fault;
            }
            if (met().isEmpty()) {
                fail(files, fault);
            }
        } finally {
            group.end(made);
        }
        return true;
    }

    /** As {@link Group#met}, of the last group. */
    Map<Path, Optional<Snapshot.Target>> met() {
        return group.met();
    }

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
            List<UnitCutter.Unit> units = new UnitCutter(group.snapshot(), Set.of(), all).cut();
            importer.claim(this, all.keySet(), true);
            link(units);
            group.succeed();
            made = true;
        } finally {
            group.end(made);
        }
    }

    /**
     * Brings files into the group, with what they use.
     *
     * @return false if another build was at one of the files, and has ended now
     */
    boolean compileAndLink(Set<Path> files, Map<Path, Snapshot.Target> wanted) {
        List<UnitCutter.Unit> units = compiler.units(files, wanted, roots);
        if (units == null) {
            return true;
        }
        Set<Path> all = new LinkedHashSet<>();
        units.forEach(unit -> unit.files().forEach(file -> all.add(file.file())));
        if (initialisers.areRunning() && all.stream().anyMatch(group::has)) {
            // what is initialised by now may hang on what would be replaced
            files.forEach(file -> met().put(file, Optional.ofNullable(wanted.get(file))));
            return true;
        }
        if (!importer.claim(this, all, takesOver)) {
            return false;
        }
        link(units);
        return true;
    }

    /** Links units, each of which comes after those that it uses; throws a {@link Fault} if one cannot be initialised. */
    private void link(List<UnitCutter.Unit> units) {
        List<Linked> all = linker.link(units, places);
        Future<?> watch = importer.housekeeping().watch(this, importer.log());
        boolean made = false;
        try {
            initialisers.handOver(all);
            all.forEach(initialisers::initialise);
            made = true;
        } finally {
            watch.cancel(false);
            if (!made) {
                group.drop(all);
            }
        }
    }

    /** How the version of a file came about that is being made. */
    Module.Origin origin(Compiled file) {
        Module before = draft.base.module(file.file());
        String over = passedOver.get(file.file());
        Map<Path, String> parts = new HashMap<>(passedOver);
        parts.keySet()
                .retainAll(file.source().included().stream().map(PageFile::file).toList());
        if (over == null && parts.isEmpty() && before != null && before.compiled() == file) {
            over = before.origin().passedOver(); // it is linked anew, and no more
            parts = before.origin().partsPassedOver();
        }
        return new Module.Origin(importer.housekeeping().now(), reason.apply(file.file()), over, Map.copyOf(parts));
    }

    // --- what could not be made

    private void fail(Collection<Path> files, Fault fault) {
        failures(files, fault, Set.copyOf(group.culprits())).forEach(draft::fail);
        draft.keepWhatIsUsed(files);
        if (Shortage.isIn(fault)) {
            importer.tryLater(files);
        }
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

    /** What stands against the files that are being made, if the initialiser of one of them hangs. Safe for any thread. */
    Map<Path, Snapshot.Failure> hanging(Path at, Fault fault) {
        return failures(making, fault, Set.of(at));
    }

    private Map<Path, Snapshot.Failure> failures(Collection<Path> files, Fault fault, Set<Path> culprits) {
        Snapshot.Failure failure = inputs.failure(fault, files);
        for (Path culprit : culprits) {
            failure = failure.ofInitialiser(culprit);
        }
        Set<Path> affected = affected(files, fault, culprits);
        Map<Path, Snapshot.Failure> failures = new HashMap<>();
        for (Path file : files) {
            failures.put(file, affected.contains(file) ? failure : failure.ofAnother());
        }
        return failures;
    }

    /** The files whose own fault it is, or that use one whose fault it is. */
    private Set<Path> affected(Collection<Path> files, Fault fault, Set<Path> culprits) {
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
        return module != null
                && inputs.isRead(file, module.compiled().source().hash())
                && module.compiled().source().included().stream()
                        .allMatch(included -> inputs.isRead(included.file(), included.hash()));
    }
}
