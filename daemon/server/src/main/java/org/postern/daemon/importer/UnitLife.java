package org.postern.daemon.importer;

import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.compiler.Compiled;

/** What belongs to one version of a unit for as long as it lives, and ends with it. Safe for any thread. */
final class UnitLife {

    private final Importer importer;
    private final KeptState.Version state;
    private final Map<Path, Ties> ties = new ConcurrentHashMap<>();
    private final Map<Path, Path> logical = new ConcurrentHashMap<>();
    private final Queue<Runnable> onPublish = new ConcurrentLinkedQueue<>();
    private final Set<ModuleExecutor> executors = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Build build;
    private volatile boolean superseded;
    private volatile boolean over;

    /** @param build what makes it; forgotten as soon as it serves */
    UnitLife(Importer importer, KeptState.Version state, Build build) {
        this.importer = importer;
        this.state = state;
        this.build = build;
    }

    Importer importer() {
        return importer;
    }

    KeptState.Version state() {
        return state;
    }

    /** What makes it; null once it serves. */
    @Nullable
    Build build() {
        return build;
    }

    /** What a file of the unit came to depend on while it ran. */
    Ties ties(Path file) {
        return ties.computeIfAbsent(file, f -> new Ties());
    }

    /** Threads that end with this version. */
    ModuleExecutor executor(String name, int threads, Compiled owner, UnitLoader loader) {
        ModuleExecutor executor = new ModuleExecutor(name, threads, loader, importer.log());
        executors.add(executor);
        if (superseded) {
            executor.endPeriodic();
        }
        if (over) {
            executor.shutdownNow();
            throw new IllegalStateException(
                    "executor(\"" + name + "\"): the version of " + owner.file() + " that asks for it has ended");
        }
        return executor;
    }

    /** An executor does not end with this version: it is kept, or shared, or was handed over. */
    void letGo(ModuleExecutor executor) {
        executor.outlive(importer.libraries());
        executors.remove(executor);
    }

    /** What a file of the unit is called. */
    void called(Path file, Path name) {
        logical.put(file, name);
    }

    /** The path to which what a file keeps belongs. */
    Path logical(Path file) {
        return logical.getOrDefault(file, file);
    }

    /** What is to be done if it comes to serve. */
    void onPublish(Runnable task) {
        onPublish.add(task);
    }

    /** It serves from now on. */
    void publish() {
        build = null;
        onPublish.forEach(Runnable::run);
        onPublish.clear();
        state.publish();
    }

    /** It will never serve. */
    void discard() {
        over = true;
        build = null;
        executors.forEach(ModuleExecutor::shutdownNow);
        state.discard();
    }

    /** A newer version serves, and does what is to be done again and again; requests may still be at work here. */
    void supersede() {
        superseded = true;
        executors.forEach(ModuleExecutor::endPeriodic);
    }

    /** Nobody is at work here any more. */
    void end() {
        over = true;
        executors.forEach(ModuleExecutor::shutdownNow);
    }
}
