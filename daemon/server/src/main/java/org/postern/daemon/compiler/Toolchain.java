package org.postern.daemon.compiler;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.config.Plan;

/** What makes classes of the sources of one interpreter: which may be read, how they are compiled, and what they see besides. */
public final class Toolchain {

    private final Trust trust;
    private final SourceReader reader;
    private final Platform platform;
    private final ClassLoader libraries;
    private final @Nullable CompileCache cache;
    private CompileCache.@Nullable Part part;
    private final Plan.Compiler compiler;

    /**
     * @param libraries the loader of the interpreter's libraries, whose parent shows API and JDK
     * @param hasJars whether it has libraries
     * @param compiler which one makes them
     * @param cache where their classes are kept for the next start; null: nowhere
     */
    public Toolchain(
            Trust trust, ClassLoader libraries, boolean hasJars, Plan.Compiler compiler, @Nullable CompileCache cache) {
        this.trust = trust;
        this.reader = new SourceReader(trust);
        this.platform = new Platform(libraries, hasJars);
        this.compiler = compiler;
        this.libraries = libraries;
        this.cache = cache;
    }

    /** The folders from one of look-ups up to the root, of those below which sources may lie, in which it lies. */
    public Set<Path> upToRoot(Path folder) {
        Set<Path> folders = new LinkedHashSet<>();
        for (Path at = folder; at != null && trust.covers(at); at = at.getParent()) {
            folders.add(at);
        }
        return folders;
    }

    /** The code that a page comes to; {@code file} is a real path. */
    public String code(Path file) {
        return reader.code(file);
    }

    /**
     * Begins to compile.
     *
     * @param base what was compiled before
     * @param stale files of the base whose classes must not be used
     */
    public Compilation compilation(Compilation.Known base, Set<Path> stale) {
        return new Compilation(base, stale, reader, platform, compiler, part());
    }

    /** Its libraries are hashed when it is first needed, not while interpreters are made, which holds up others. */
    private synchronized CompileCache.@Nullable Part part() {
        if (part == null && cache != null) {
            part = cache.part(compiler, libraries);
        }
        return part;
    }
}
