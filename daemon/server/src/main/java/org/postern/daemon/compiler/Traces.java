package org.postern.daemon.compiler;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Finds what a compiled file depends on, by the names in it and in its classes. */
final class Traces {

    private final Compilation compilation;
    private final Lookup lookup;
    private final Map<Path, Source> taken;

    /** @param taken the sources that the compiler was shown, by their files */
    Traces(Compilation compilation, Lookup lookup, Map<Path, Source> taken) {
        this.compilation = compilation;
        this.lookup = lookup;
        this.taken = taken;
    }

    /** @param names of types, with slashes, to which the source may refer */
    Compiled of(Source source, Collection<byte[]> classFiles, Set<String> names) {
        Map<String, byte[]> classes = new LinkedHashMap<>();
        Map<String, ClassFacts> facts = new LinkedHashMap<>();
        Set<String> all = new LinkedHashSet<>(names);
        for (byte[] made : classFiles) {
            byte[] bytes = source.page() == null ? made : PageClasses.withLines(made, source.page());
            ClassFacts fact = ClassFacts.of(bytes);
            classes.put(fact.name().replace('/', '.'), bytes);
            facts.put(fact.name(), fact);
            all.addAll(fact.topLevelReferences());
        }
        all.removeIf(name -> !isNameable(name, source));
        compilation.named(source, all);
        Set<Path> uses = new LinkedHashSet<>();
        Set<Path> missing = new LinkedHashSet<>();
        Map<Path, String> strangers = new HashMap<>();
        Map<Path, Path> links = new HashMap<>();
        for (String name : all) {
            if (!Platform.isReserved(name)) {
                Lookup.Found found = compilation.find(lookup, name);
                missing.addAll(found.missing());
                links.putAll(found.links());
                Path file = found.file();
                if (file != null && !file.equals(source.file())) {
                    if (isType(file, name)) {
                        uses.add(file);
                    } else {
                        addStranger(strangers, file);
                    }
                }
            }
        }
        uses.forEach(strangers::remove);
        return new Compiled(source, classes, facts, uses, missing, strangers, links);
    }

    /** A type without a package cannot be named from within one. */
    private static boolean isNameable(String name, Source source) {
        return source.packageName().isEmpty() || name.indexOf('/') >= 0;
    }

    /** Only what the compiler asked for was read: a file that bears the name of a variable means nothing. */
    private void addStranger(Map<Path, String> strangers, Path file) {
        Compiled known = compilation.known(file);
        String hash =
                known == null ? compilation.read().get(file) : known.source().hash();
        if (hash != null) {
            strangers.put(file, hash);
        }
    }

    /** Whether a file that bears the name of a type was really taken for it: a name can be that of a variable too. */
    private boolean isType(Path file, String name) {
        Source source = taken.get(file);
        if (source == null) {
            Compiled known = compilation.known(file);
            if (known == null) {
                return false;
            }
            source = known.source();
        }
        return source.packageName().equals(Compilation.packageOf(name));
    }
}
