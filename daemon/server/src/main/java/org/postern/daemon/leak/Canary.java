package org.postern.daemon.leak;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.SoftReference;
import java.util.List;

/**
 * A loader with a class that nobody needs. Once it is collected, the JVM has looked for classes to unload, and whatever loader was
 * retired before it and is still there, is held by something.
 *
 * <p>The reference is soft and not weak, for the sake of caches with soft references, which the JDK and libraries have: what these
 * alone hold goes when memory is needed, and no sooner than a canary that is younger.
 */
final class Canary extends SoftReference<ClassLoader> {

    private static final byte[] BIRD = bird();

    private final List<Watched> companions;

    /** The class; without one, a loader is an object like any other, and goes without a look at classes. */
    private static final class Bird {}

    private static final class Cage extends ClassLoader {
        Cage() {
            super("postern-canary", null);
            defineClass(null, BIRD, 0, BIRD.length);
        }
    }

    /** @param companions whose fate it decides; they were retired before */
    Canary(ReferenceQueue<Object> queue, List<Watched> companions) {
        super(new Cage(), queue);
        this.companions = companions;
    }

    /** Those that are still there. */
    List<Watched> alive() {
        return companions.stream().filter(Watched::isAlive).toList();
    }

    private static byte[] bird() {
        String name = Bird.class.getName();
        try (InputStream in = Canary.class.getResourceAsStream(name.substring(name.lastIndexOf('.') + 1) + ".class")) {
            if (in == null) {
                throw new IllegalStateException("not found where " + Canary.class + " is: " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(name + " cannot be read: " + e, e);
        }
    }
}
