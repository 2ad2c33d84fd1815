package org.postern.daemon.importer;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.compiler.Compiled;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** Imports modules for the initialisers that a build runs: what is not there yet, the build makes along. */
final class Imports {

    private final Importer importer;
    private final Build build;
    private final Group group;
    private final Initialisers initialisers;

    Imports(Importer importer, Build build, Group group, Initialisers initialisers) {
        this.importer = importer;
        this.build = build;
        this.group = group;
        this.initialisers = initialisers;
    }

    /**
     * A module that a static initialiser imports, or what it calls; a dependency of the one that is being initialised.
     *
     * @param life of the caller's unit
     */
    Class<?> require(Compiled caller, UnitLife life, Snapshot.Name wanted) {
        Ties ties = life.build() == build
                ? life.ties(caller.file())
                : initialisers.innermost().ties();
        Inputs.Attempt attempt = build.inputs().begin();
        try {
            return require(wanted, ties);
        } catch (Fault fault) {
            ties.couldNotImport(attempt.read(), attempt.missing());
            throw fault;
        } finally {
            build.inputs().end(attempt);
        }
    }

    private Class<?> require(Snapshot.Name wanted, Ties ties) {
        while (true) {
            Snapshot.Target target = Targets.asIn(build.draft().base).find(wanted);
            ties.imports(target.found());
            build.inputs().add(target);
            Path file = target.found().file();
            if (file == null) {
                throw ModuleView.noModule(wanted.module(), target);
            }
            Class<?> there = there(file);
            if (there != null) {
                return there;
            }
            if (group.isStale(file) && build.draft().base.module(file) != null) {
                group.met().put(file, Optional.of(target));
                throw toBeBegunAgain(file);
            }
            if (build.compileAndLink(Set.of(file), Map.of(file, target))) {
                if (!group.met().isEmpty()) {
                    throw toBeBegunAgain(file);
                }
                return group.made(file).type();
            }
            build.draft().adopt(importer.current(), file);
        }
    }

    private @Nullable Class<?> there(Path file) {
        Linked here = group.linked(file);
        if (here != null) {
            if (initialisers.areRunning(here)) {
                throw initialisers.cyclic(here);
            }
            initialisers.initialise(here);
            return group.made(file).type();
        }
        Module module = group.isStale(file) ? null : build.draft().modules.get(file);
        return module == null ? null : module.type();
    }

    private static Fault toBeBegunAgain(Path file) {
        return new Fault(Code.RELOAD_FAILED, file + " is to be loaded together with what imports it, and will be");
    }
}
