package org.postern.daemon.importer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.compiler.Compiled;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** Gives units their loaders, links them to the units that they use, and initialises their modules, before anybody else sees them. */
final class Linker {

    private final Snapshot base;
    private final ClassLoader libraries;
    private final String interpreter;
    private final LongSupplier numbers;
    private final KeptState kept;
    private final List<KeptState.Version> states = new ArrayList<>();
    private final Map<Path, Module> linked = new LinkedHashMap<>();

    Linker(Snapshot base, ClassLoader libraries, String interpreter, LongSupplier numbers, KeptState kept) {
        this.base = base;
        this.libraries = libraries;
        this.interpreter = interpreter;
        this.numbers = numbers;
        this.kept = kept;
    }

    /** Links units, each of which comes after those that it uses; throws a {@link Fault} if one cannot be initialised. */
    Map<Path, Module> link(List<List<Compiled>> units) {
        units.forEach(this::link);
        return linked;
    }

    /** Nothing of what was linked will serve. */
    void discard() {
        states.forEach(KeptState.Version::discard);
    }

    private void link(Iterable<Compiled> unit) {
        long number = numbers.getAsLong();
        Map<String, byte[]> classes = new HashMap<>();
        Map<String, Path> owners = new HashMap<>();
        List<Path> files = new ArrayList<>();
        for (Compiled file : unit) {
            classes.putAll(file.classes());
            file.classes().keySet().forEach(name -> owners.put(name, file.file()));
            files.add(file.file());
        }
        Map<String, UnitLoader> links = new HashMap<>();
        for (Compiled file : unit) {
            for (Path used : file.uses()) {
                Module module = module(used);
                if (module != null && !files.contains(used)) {
                    module.compiled()
                            .classes()
                            .keySet()
                            .forEach(name -> links.put(name, module.unit().loader()));
                }
            }
        }
        KeptState.Version state = kept.version();
        states.add(state);
        UnitLoader loader = new UnitLoader(interpreter, number, libraries, classes, owners, state, links);
        UnitVersion version = new UnitVersion(number, List.copyOf(files), loader);
        for (Compiled file : unit) {
            linked.put(file.file(), new Module(file, version, initialise(file, loader)));
        }
    }

    private @Nullable Module module(Path file) {
        Module here = linked.get(file);
        return here != null ? here : base.module(file);
    }

    private static Class<?> initialise(Compiled file, UnitLoader loader) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return Class.forName(file.source().mainClass(), true, loader);
        } catch (ClassNotFoundException e) {
            throw file.noMainType();
        } catch (ExceptionInInitializerError e) {
            throw new Fault(Code.INITIALISER, file.file() + ": static initialiser: " + e.getCause(), e.getCause());
        } catch (Error e) {
            throw new Fault(Code.INITIALISER, file.file() + ": static initialiser: " + e, e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
