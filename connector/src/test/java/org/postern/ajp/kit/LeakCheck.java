package org.postern.ajp.kit;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.netty.buffer.Unpooled;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails the tests after which Netty finds buffers that nobody has released. Holds for all tests of this module, and looks at every buffer.
 * A buffer is missed when garbage is collected, so it may be one of the class before.
 */
public final class LeakCheck implements AfterAllCallback {

    private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

    static {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Detectors());
    }

    private static final class Detectors extends ResourceLeakDetectorFactory {

        @Override
        @SuppressWarnings("deprecation")
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> type, int interval, long mostActive) {
            return newResourceLeakDetector(type, interval);
        }

        @Override
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> type, int interval) {
            return new Detector<>(type, interval);
        }
    }

    private static final class Detector<T> extends ResourceLeakDetector<T> {

        Detector(Class<T> type, int interval) {
            super(type, interval);
        }

        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String type, String records) {
            LEAKS.add(type + " was not released:" + records);
        }

        @Override
        protected void reportUntracedLeak(String type) {
            LEAKS.add(type + " was not released");
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        String leak = next();
        if (leak != null) {
            throw new AssertionError(leak);
        }
    }

    /** What is known to be missed after a collection; null if nothing is. */
    static @Nullable String next() {
        System.gc();
        Unpooled.directBuffer().release(); // Netty looks when a buffer is made
        return LEAKS.poll();
    }
}
