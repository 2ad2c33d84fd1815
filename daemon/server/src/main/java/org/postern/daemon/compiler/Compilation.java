package org.postern.daemon.compiler;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.config.Plan;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compiles stale and new files, and what of theirs is stale or new, and knows the rest from a snapshot.
 *
 * <p>Files of one look-up go into one batch. What a batch meets of another look-up is compiled first, in a batch of its own; where two
 * look-ups need each other, the second to come is shown to the first as source, whose classes are then made in its own batch.
 */
public final class Compilation {

    /** What was compiled before, by real path. */
    public interface Known {
        @Nullable
        Compiled compiled(Path file);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Compilation.class);

    private final Known base;
    private final Set<Path> stale;
    private final SourceReader reader;
    private final Platform platform;
    private final CompileCacheLookup cache;
    private final Plan.Compiler compiler;

    private final Map<Path, Source> sources = new LinkedHashMap<>();
    private final Map<Path, Compiled> compiled = new LinkedHashMap<>();
    private final Set<Lookup> running = new HashSet<>();
    private final Set<Lookup> apart = new HashSet<>();
    private final Set<Path> alone = new HashSet<>();
    private final Map<Lookup, Map<String, byte[]>> beside = new HashMap<>();
    private final Map<Lookup, Map<String, Lookup.Found>> found = new HashMap<>();
    private final Map<Path, String> read = new LinkedHashMap<>();
    private final Set<Path> missing = new LinkedHashSet<>();
    private final Set<Path> concerns = new LinkedHashSet<>();

    /** @param cache what was compiled earlier; null: nothing */
    Compilation(
            Known base,
            Set<Path> stale,
            SourceReader reader,
            Platform platform,
            Plan.Compiler compiler,
            CompileCache.@Nullable Part cache) {
        this.base = base;
        this.stale = stale;
        this.reader = reader;
        this.platform = platform;
        this.cache = new CompileCacheLookup(this, cache);
        this.compiler = compiler;
    }

    /** Everything compiled so far, dependencies included. */
    public Map<Path, Compiled> compiled() {
        return compiled;
    }

    /** Every file that was read, with the hash of what was in it; empty for one that could not be read. */
    public Map<Path, String> read() {
        return read;
    }

    /** Every path that was looked for in vain. */
    public Set<Path> missing() {
        return missing;
    }

    /** Every path whose change may lead to another outcome. */
    public Set<Path> concerns() {
        Set<Path> all = new LinkedHashSet<>(concerns);
        all.addAll(read.keySet());
        all.addAll(missing);
        return all;
    }

    /** Reads a file that was found, and is to be compiled; the same answer each time. */
    public Source source(Lookup.Found found, Lookup finder) {
        Path file = found.file();
        Path as = found.as();
        Path place = found.foundIn();
        if (file == null || as == null || place == null) {
            throw new IllegalArgumentException("nothing was found (expected: a file)");
        }
        return source(file, as, place, finder);
    }

    /**
     * Reads a file that was compiled before, as it is now.
     *
     * @param path the folders of JavaPath, as they are now
     */
    public Source source(Source before, List<Path> path) {
        Lookup lookup = before.lookup();
        return source(before.file(), before.as(), lookup.root(), new Lookup(lookup.base(), lookup.root(), path));
    }

    private Source source(Path file, Path as, Path place, Lookup finder) {
        Source known = sources.get(file);
        if (known == null) {
            read.put(file, "");
            known = reader.read(file, as, place, finder, read);
            read.put(file, known.hash());
            sources.put(file, known);
        }
        return known;
    }

    /** Compiles files, unless they are. */
    public void compile(Collection<Source> wanted) {
        Map<Lookup, List<Source>> groups = new LinkedHashMap<>();
        for (Source source : wanted) {
            if (!compiled.containsKey(source.file()) && !isCached(source)) {
                groups.computeIfAbsent(source.lookup(), lookup -> new ArrayList<>())
                        .add(source);
            }
        }
        groups.forEach(this::compile);
        new HiddenTypes(compiled, base, platform).check();
        cache.keep(compiled.values());
    }

    /** Whether the cache has a file, which then is compiled, as is what it uses. */
    private boolean isCached(Source source) {
        List<Compiled> taken = cache.take(source);
        taken.forEach(file -> compiled.putIfAbsent(file.file(), file));
        return !taken.isEmpty();
    }

    /** Notes the names of types, with slashes, to which a file may refer. */
    void named(Source source, Set<String> types) {
        cache.named(source.file(), types);
    }

    private void compile(Lookup lookup, List<Source> group) {
        boolean outermost = running.add(lookup);
        long began = System.nanoTime();
        try {
            Batch batch = batch(lookup);
            batch.compile(group);
            if (batch.hasClashingTypes() && apart.add(lookup)) {
                group.forEach(this::compileAlone);
                return;
            }
            List<Compiled> results = batch.results();
            for (Compiled result : results) {
                compiled.putIfAbsent(result.file(), result);
            }
            LOG.trace("compiled {} files in {} ms", results.size(), (System.nanoTime() - began) / 1_000_000);
        } finally {
            if (outermost) {
                running.remove(lookup);
            }
        }
    }

    private Batch batch(Lookup lookup) {
        return switch (compiler) {
            case ECJ -> new EcjBatch(this, platform, lookup);
            case JANINO -> new JaninoBatch(this, platform, lookup);
        };
    }

    /** Two files may each have a type of their own of the same name: where each is compiled alone, these do not meet. */
    private void compileAlone(Source source) {
        if (!compiled.containsKey(source.file()) && alone.add(source.file())) {
            compile(source.lookup(), List.of(source));
        }
    }

    /** A type as a file of {@code lookup} sees it. */
    sealed interface Seen {

        /** It is compiled, here or in the snapshot. */
        record AsClass(byte[] bytes) implements Seen {}

        /** It has to be compiled along. */
        record AsSource(Source source) implements Seen {}
    }

    /** The type of this name, with slashes between packages, among the sources; null if there is none. */
    @Nullable
    Seen type(Lookup lookup, String name) {
        int dollar = name.indexOf('$', name.lastIndexOf('/') + 2);
        String top = dollar < 0 ? name : name.substring(0, dollar);
        Path file = file(lookup, top);
        if (file == null) {
            byte[] bytes = beside.getOrDefault(lookup, Map.of()).get(name);
            return bytes == null ? null : new Seen.AsClass(bytes);
        }
        Compiled known = known(file);
        if (known == null) {
            Source source = sources.get(file);
            if (source == null || dollar >= 0) {
                return null; // a member of a type that is compiled along is found in its source
            }
            known = compiledFirst(lookup, source);
            if (known == null) {
                return new Seen.AsSource(source);
            }
        }
        showBeside(lookup, known);
        byte[] bytes = known.bytes(name);
        return bytes == null ? null : new Seen.AsClass(bytes);
    }

    /** A source that a file of {@code lookup} needs, where it cannot or must not be compiled along with that; else null. */
    private @Nullable Compiled compiledFirst(Lookup lookup, Source source) {
        if (isCached(source)) {
            return compiled.get(source.file());
        }
        boolean same = source.lookup().equals(lookup);
        if (same && apart.contains(lookup)) {
            compileAlone(source);
        } else if (!same && !running.contains(source.lookup())) {
            compile(source.lookup(), List.of(source));
        }
        return compiled.get(source.file());
    }

    /** Lets classes of a file find the types that it has beside its own, as a superclass or in a signature: they have no file. */
    private void showBeside(Lookup lookup, Compiled file) {
        Map<String, byte[]> shown = beside.computeIfAbsent(lookup, l -> new HashMap<>());
        for (String name : file.besides()) {
            byte[] bytes = file.bytes(name);
            if (bytes != null) {
                shown.putIfAbsent(name, bytes);
            }
        }
    }

    /** The file in which a top-level type is looked for, if it is of the package that the name says. */
    private @Nullable Path file(Lookup lookup, String top) {
        if (Platform.isReserved(top)) {
            return null;
        }
        Lookup.Found found = find(lookup, top);
        Path file = found.file();
        if (file == null) {
            return null;
        }
        Compiled known = known(file);
        Source source = known != null ? known.source() : source(found, lookup);
        return source.packageName().equals(packageOf(top)) ? file : null;
    }

    /** Looks for the file of a type; the same answer each time. */
    Lookup.Found find(Lookup lookup, String top) {
        return found.computeIfAbsent(lookup, l -> new HashMap<>()).computeIfAbsent(top, name -> {
            Lookup.Found answer = lookup.type(name);
            missing.addAll(answer.missing());
            concerns.addAll(answer.links().keySet());
            return answer;
        });
    }

    /** Whether sources can be of a package. */
    boolean isFolder(Lookup lookup, String packageName) {
        for (Path place : lookup.places()) {
            Path folder = place.resolve(packageName);
            if (Files.isDirectory(folder)) {
                return true;
            }
            missing.add(Lookup.real(folder));
        }
        return false;
    }

    /** The package of a type whose name has slashes; the package with dots. */
    static String packageOf(String typeName) {
        int slash = typeName.lastIndexOf('/');
        return slash < 0 ? "" : typeName.substring(0, slash).replace('/', '.');
    }

    /** A file whose classes are there: compiled here, or in the snapshot and not stale. */
    @Nullable
    Compiled known(Path file) {
        Compiled here = compiled.get(file);
        if (here != null || stale.contains(file)) {
            return here;
        }
        Compiled before = base.compiled(file);
        if (before != null) {
            concerns.add(file);
        }
        return before;
    }
}
