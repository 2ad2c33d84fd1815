package org.postern.daemon.importer;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.compiler.Compiled;
import org.postern.daemon.compiler.Source;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.psp.PageFile;

/** One version of one source file, compiled, linked and initialised. Never changes; safe for any thread. */
public final class Module {

    private final Compiled compiled;
    private final Path logical;
    private final UnitVersion unit;
    private final Class<?> type;
    private final Origin origin;
    private final AtomicInteger unreturned = new AtomicInteger();
    private final ConcurrentMap<Class<?>, ConcurrentMap<String, Optional<Entry>>> entries = new ConcurrentHashMap<>();

    /**
     * How a version came about.
     *
     * @param loaded when
     * @param reason why, in words
     * @param passedOver the hash of a newer text, on disk, that is not to be used; empty: the file is gone; null: there is none
     * @param partsPassedOver the same for what a page includes; those that are not in it have no newer text
     */
    record Origin(Instant loaded, String reason, @Nullable String passedOver, Map<Path, String> partsPassedOver) {

        boolean isRolledBack() {
            return passedOver != null || !partsPassedOver.isEmpty();
        }
    }

    /** @param logical the path under which it was found, with the links on the way as they stand in the configuration */
    Module(Compiled compiled, Path logical, UnitVersion unit, Class<?> type, Origin origin) {
        this.compiled = compiled;
        this.logical = logical;
        this.unit = unit;
        this.type = type;
        this.origin = origin;
        ties().passedBy(compiled.strangers());
        ties().includes(compiled.source().included(), origin.partsPassedOver());
    }

    /** The source file's real path. */
    public Path file() {
        return compiled.file();
    }

    /** The class that the module is. */
    public Class<?> type() {
        return type;
    }

    /** The number of its unit's version; higher is newer. */
    public long version() {
        return unit.number();
    }

    /**
     * The file, with what was in it, in which the code of a frame of a stack trace is: its own, or one that a page includes.
     *
     * @param name as the frame has it
     */
    public PageFile shown(@Nullable String name) {
        Source source = compiled.source();
        return source.included().stream()
                .filter(file -> IncludedLines.name(this, file.file()).equals(name))
                .findFirst()
                .orElse(new PageFile(file(), Map.of(), source.text(), source.text(), source.hash()));
    }

    /**
     * A method that can be called as a handler; null if there is none of that name.
     *
     * @param member its name, with dots between nested types before it
     * @param parameter what it is called with
     */
    public @Nullable Entry entry(String member, Class<?> parameter) {
        ConcurrentMap<String, Optional<Entry>> its = entries.get(parameter);
        Optional<Entry> known = its == null ? null : its.get(member);
        if (known == null) {
            known = Optional.ofNullable(Entry.find(type, member, parameter));
            entries.computeIfAbsent(parameter, p -> new ConcurrentHashMap<>()).put(member, known);
        }
        return known.orElse(null);
    }

    /**
     * Calls a static method without parameters; throws a {@link Fault} if there is none of that name, or if it throws.
     *
     * @param member its name, with dots between nested types before it
     */
    public void call(String member) {
        StartFunction.call(this, member);
    }

    /** The path to which what it keeps belongs. */
    Path logical() {
        return logical;
    }

    /** The modules that it uses, by what its source says and by what it imported as it was initialised. */
    Set<Path> uses() {
        Collection<Path> imported = ties().modules();
        if (imported.isEmpty()) {
            return compiled.uses();
        }
        Set<Path> uses = new HashSet<>(compiled.uses());
        uses.addAll(imported);
        return uses;
    }

    Origin origin() {
        return origin;
    }

    /** How many calls of its {@code handOver} were given up. */
    AtomicInteger unreturned() {
        return unreturned;
    }

    Ties ties() {
        return unit.life().ties(file());
    }

    Compiled compiled() {
        return compiled;
    }

    UnitVersion unit() {
        return unit;
    }
}
