package org.postern.daemon.compiler;

import java.nio.file.Path;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** What makes classes of the sources of one interpreter: which may be read, how they are compiled, and what they see besides. */
public final class Toolchain {

    private final SourceReader reader;
    private final Platform platform;
    private final ClassLoader libraries;
    private final @Nullable CompileCache cache;
    private CompileCache.@Nullable Part part;

    /**
     * @param libraries the loader of the interpreter's libraries, whose parent shows API and JDK
     * @param hasJars whether it has libraries
     * @param cache where classes are kept for the next start; null: nowhere
     */
    public Toolchain(Trust trust, ClassLoader libraries, boolean hasJars, @Nullable CompileCache cache) {
        this.reader = new SourceReader(trust);
        this.platform = new Platform(libraries, hasJars);
        this.libraries = libraries;
        this.cache = cache;
    }

    /**
     * Begins to compile.
     *
     * @param base what was compiled before
     * @param stale files of the base whose classes must not be used
     */
    public Compilation compilation(Compilation.Known base, Set<Path> stale) {
        return new Compilation(base, stale, reader, platform, part());
    }

    /** Its libraries are hashed when it is first needed, not while interpreters are made, which holds up others. */
    private synchronized CompileCache.@Nullable Part part() {
        if (part == null && cache != null) {
            part = cache.part(libraries);
        }
        return part;
    }
}
