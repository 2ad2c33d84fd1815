package org.postern.daemon.importer;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.compiler.Compilation;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** What a build has read, and what it has looked for in vain: a change of these would spoil it. Safe for any thread. */
final class Inputs {

    /**
     * An import in an initialiser, which may fail: what was read for it, with hashes, and what was looked for in vain. A change of these
     * may mend it.
     */
    record Attempt(Map<Path, String> read, Set<Path> missing) {}

    private final Map<Path, String> read = new LinkedHashMap<>();
    private final Set<Path> missing = new LinkedHashSet<>();
    private final Set<Path> concerns = new LinkedHashSet<>();
    private final Deque<Attempt> attempts = new ArrayDeque<>();

    /** The paths whose change would spoil the build. */
    synchronized Set<Path> concerns() {
        Set<Path> all = new HashSet<>(concerns);
        all.addAll(read.keySet());
        all.addAll(missing);
        return all;
    }

    /** Whether what was read is not so any more. */
    boolean isOvertaken() {
        return !overtaken().isEmpty();
    }

    /** What was read, or looked for in vain, and is not so any more. */
    synchronized Set<Path> overtaken() {
        return new Snapshot.Failure(new Fault(Code.DEFECT, ""), Set.of(), read, missing).overtaken();
    }

    /** What the hash of a file was when it was read; null if it was not. */
    synchronized @Nullable String hash(Path file) {
        return read.get(file);
    }

    /** Whether a file had this hash when it was read. */
    synchronized boolean isRead(Path file, String hash) {
        return hash.equals(read.get(file));
    }

    /** What stands against files, if that came of what was read. */
    synchronized Snapshot.Failure failure(Fault fault, Collection<Path> files) {
        Set<Path> all = concerns();
        all.addAll(files);
        return new Snapshot.Failure(fault, all, read, missing);
    }

    /** @param used the hashes of files against which others were compiled, and which were loaded before */
    synchronized void add(Compilation compilation, Map<Path, String> used) {
        concerns.addAll(compilation.concerns());
        // a file that was read twice counts as it was the first time: it may have changed in between
        compilation
                .read()
                .forEach((file, hash) -> read.merge(file, hash, (first, then) -> first.isEmpty() ? then : first));
        missing.addAll(compilation.missing());
        used.forEach(read::putIfAbsent);
        for (Attempt attempt : attempts) {
            attempt.read.putAll(used);
            attempt.read.putAll(compilation.read());
            attempt.missing.addAll(compilation.missing());
        }
    }

    /** What an imported name was found to mean. */
    synchronized void add(Snapshot.Target target) {
        missing.addAll(target.found().missing());
        attempts.forEach(attempt -> attempt.missing.addAll(target.found().missing()));
        concerns.addAll(target.found().links().keySet());
    }

    /** A file that an initialiser has read. */
    synchronized void add(Path file, String hash) {
        read.putIfAbsent(file, hash);
        attempts.forEach(attempt -> attempt.read.putIfAbsent(file, hash));
    }

    synchronized Attempt begin() {
        Attempt attempt = new Attempt(new HashMap<>(), new HashSet<>());
        attempts.push(attempt);
        return attempt;
    }

    synchronized void end(Attempt attempt) {
        attempts.remove(attempt);
    }
}
