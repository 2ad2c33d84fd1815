package org.postern.daemon.compiler;

import java.nio.file.Path;
import java.util.Set;

/** What makes classes of the sources of one interpreter: which may be read, how they are compiled, and what they see besides. */
public final class Toolchain {

    private final SourceReader reader;
    private final Platform platform;

    /**
     * @param libraries the loader of the interpreter's libraries, whose parent shows API and JDK
     * @param hasJars whether it has libraries
     */
    public Toolchain(Trust trust, ClassLoader libraries, boolean hasJars) {
        this.reader = new SourceReader(trust);
        this.platform = new Platform(libraries, hasJars);
    }

    /**
     * Begins to compile.
     *
     * @param base what was compiled before
     * @param stale files of the base whose classes must not be used
     */
    public Compilation compilation(Compilation.Known base, Set<Path> stale) {
        return new Compilation(base, stale, reader, platform);
    }
}
