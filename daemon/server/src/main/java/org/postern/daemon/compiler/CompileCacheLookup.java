package org.postern.daemon.compiler;

import java.nio.charset.StandardCharsets;
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
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.fault.Fault;

/**
 * What one compilation takes from the compile cache, and puts into it.
 *
 * <p>A file's classes hang on more than the files that it uses: a constant of E can come into F through D, and F does not use E. So an
 * entry is good only if the file itself, and all that it uses however indirectly, have the texts and the look-ups that they had when it
 * was made; and if each of them is known, or has a good entry too. Whether names mean the files that they meant is found out by
 * looking them up, as for compiling: thus what was looked for in vain, and the links on the way, come out as if it had been compiled.
 */
final class CompileCacheLookup {

    private final Compilation compilation;
    private final CompileCache.@Nullable Part cache;
    private final Map<Path, CompileCacheEntry> fitting = new HashMap<>();
    private final Map<Path, String> nodes = new HashMap<>();
    private final Set<Path> misses = new HashSet<>();
    private final Map<Path, Set<String>> names = new LinkedHashMap<>();

    /** @param cache null: there is none */
    CompileCacheLookup(Compilation compilation, CompileCache.@Nullable Part cache) {
        this.compilation = compilation;
        this.cache = cache != null && cache.isUsable() ? cache : null;
    }

    // --- out of it

    /** A file, and what it uses that is not known yet; empty if one of them has to be compiled. The same answer each time. */
    List<Compiled> take(Source wanted) {
        if (cache == null || misses.contains(wanted.file())) {
            return List.of();
        }
        List<Compiled> taken = List.of();
        try {
            taken = taken(cache, wanted);
        } catch (Fault unusable) {
            // a source that the entry names: if the file still needs it, compiling comes upon the same
        }
        if (taken.isEmpty()) {
            misses.add(wanted.file());
        } else {
            cache.used(taken.stream().map(Compiled::source).toList());
        }
        return taken;
    }

    private List<Compiled> taken(CompileCache.Part cache, Source wanted) {
        Map<Path, Source> group = new LinkedHashMap<>();
        Deque<Source> next = new ArrayDeque<>(List.of(wanted));
        while (!next.isEmpty()) {
            Source source = next.pop();
            if (group.putIfAbsent(source.file(), source) == null) {
                CompileCacheEntry entry = fitting(cache, source);
                if (entry == null) {
                    return List.of();
                }
                next.addAll(unknown(source, entry));
            }
        }
        List<Compiled> taken = new ArrayList<>();
        for (Source member : group.values()) {
            CompileCacheEntry entry = fitting(cache, member);
            if (entry == null || !entry.closure().equals(closure(member.file(), group))) {
                misses.add(member.file());
                return List.of();
            }
            taken.add(compiled(member, entry));
        }
        return taken;
    }

    /** The entry of a file whose text is the same, and whose names mean what they meant; null if there is none. */
    private @Nullable CompileCacheEntry fitting(CompileCache.Part cache, Source source) {
        Path file = source.file();
        if (misses.contains(file) || fitting.containsKey(file)) {
            return fitting.get(file);
        }
        CompileCacheEntry entry = cache.read(source);
        if (entry == null || !entry.hash().equals(source.wholeHash()) || !hasItsMeanings(source, entry)) {
            misses.add(file);
            return null;
        }
        fitting.put(file, entry);
        return entry;
    }

    private boolean hasItsMeanings(Source source, CompileCacheEntry entry) {
        for (Map.Entry<String, String> name : entry.names().entrySet()) {
            Lookup.Found found = compilation.find(source.lookup(), name.getKey());
            String file = found.file() == null ? "" : found.file().toString();
            if (!file.equals(name.getValue())) {
                return false;
            }
            String stranger = entry.strangers().getOrDefault(file, "");
            if (!stranger.isEmpty() && !stranger.equals(read(found, source).hash())) {
                return false;
            }
        }
        return true;
    }

    /** The sources that it uses and that are compiled nowhere yet. */
    private List<Source> unknown(Source source, CompileCacheEntry entry) {
        Set<Path> uses = entry.uses(source.file());
        List<Source> unknown = new ArrayList<>();
        for (String name : entry.names().keySet()) {
            Lookup.Found found = compilation.find(source.lookup(), name);
            Path file = found.file();
            if (file != null && uses.contains(file) && compilation.known(file) == null) {
                unknown.add(read(found, source));
            }
        }
        return unknown;
    }

    private Source read(Lookup.Found found, Source by) {
        Path file = found.file();
        Compiled known = file == null ? null : compilation.known(file);
        return known == null ? compilation.source(found, by.lookup()) : known.source();
    }

    private Compiled compiled(Source source, CompileCacheEntry entry) {
        Map<String, ClassFacts> facts = new LinkedHashMap<>();
        for (byte[] bytes : entry.classes().values()) {
            ClassFacts fact = ClassFacts.of(bytes);
            facts.put(fact.name(), fact);
        }
        Set<Path> missing = new LinkedHashSet<>();
        Map<Path, Path> links = new HashMap<>();
        for (String name : entry.names().keySet()) {
            Lookup.Found found = compilation.find(source.lookup(), name);
            missing.addAll(found.missing());
            links.putAll(found.links());
        }
        Map<Path, String> strangers = new HashMap<>();
        entry.strangers().forEach((file, hash) -> {
            if (!hash.isEmpty()) {
                strangers.put(Path.of(file), hash);
            }
        });
        return new Compiled(source, entry.classes(), facts, entry.uses(source.file()), missing, strangers, links);
    }

    // --- what a file hangs on

    /**
     * A digest of a file and of all that it uses, however indirectly; empty where one of them is unknown.
     *
     * @param group files that are not compiled and have a fitting entry
     */
    private String closure(Path file, Map<Path, Source> group) {
        Set<Path> closure = new HashSet<>(Set.of(file));
        Deque<Path> next = new ArrayDeque<>(closure);
        Set<String> texts = new TreeSet<>();
        while (!next.isEmpty()) {
            Path at = next.pop();
            Compiled known = compilation.known(at);
            Source source = known == null ? group.get(at) : known.source();
            if (source == null) {
                return "";
            }
            texts.add(nodes.computeIfAbsent(at, path -> node(source)));
            for (Path used : known == null ? uses(at) : known.uses()) {
                if (closure.add(used)) {
                    next.add(used);
                }
            }
        }
        return digest(String.join("", texts));
    }

    private Set<Path> uses(Path file) {
        CompileCacheEntry entry = fitting.get(file);
        return entry == null ? Set.of() : entry.uses(file);
    }

    private static String node(Source source) {
        return digest(source.file() + "\0" + CompileCacheKey.lookup(source.lookup()) + "\0" + source.wholeHash());
    }

    private static String digest(String text) {
        return SourceReader.hash(text.getBytes(StandardCharsets.UTF_8));
    }

    // --- into it

    /** Notes the names of types to which a file that was compiled may refer. */
    void named(Path file, Set<String> types) {
        if (cache != null) {
            names.put(file, types);
        }
    }

    /** Keeps what was compiled since the last time; to be called when all of it is good. */
    void keep(Collection<Compiled> compiled) {
        if (cache == null) {
            return;
        }
        List<CompileCacheEntry> entries = new ArrayList<>();
        for (Compiled file : compiled) {
            Set<String> types = names.remove(file.file());
            String closure = types == null ? "" : closure(file.file(), Map.of());
            if (types != null && !closure.isEmpty()) {
                entries.add(entry(cache.key(file.source()), file, closure, types));
            }
        }
        if (!entries.isEmpty() && cache.isUsable()) {
            cache.write(entries);
        }
    }

    private CompileCacheEntry entry(String key, Compiled file, String closure, Set<String> types) {
        Map<String, String> meanings = new LinkedHashMap<>();
        Map<String, String> strangers = new LinkedHashMap<>();
        for (String type : types) {
            if (!Platform.isReserved(type)) {
                Path found = compilation.find(file.source().lookup(), type).file();
                meanings.put(type, found == null ? "" : found.toString());
                if (found != null && !found.equals(file.file()) && !file.uses().contains(found)) {
                    strangers.put(found.toString(), file.strangers().getOrDefault(found, ""));
                }
            }
        }
        return new CompileCacheEntry(key, file.source().wholeHash(), closure, meanings, strangers, file.classes());
    }
}
