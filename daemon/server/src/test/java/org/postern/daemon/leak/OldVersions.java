package org.postern.daemon.leak;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import org.postern.daemon.kit.Eventually;

/** A leak watch, and versions of modules that are retired as soon as they have done what they do. */
final class OldVersions implements AutoCloseable {

    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final ClassLoader JDK = ClassLoader.getPlatformClassLoader();

    private final LeakWatch watch = new LeakWatch(Duration.ofMillis(5));
    private final List<String> reports = new CopyOnWriteArrayList<>();

    /** A retired version: nothing here holds its loader. */
    final class Old {

        private final String what;
        private final WeakReference<ClassLoader> loader;

        private Old(String what, ClassLoader loader) {
            this.what = what;
            this.loader = new WeakReference<>(loader);
        }

        /** Calls a static method of its class page. */
        void calls(String method) {
            call(loader.get(), method);
        }

        /** Waits until the version is reported, and for these words. */
        void isReported(String words) {
            Eventually.holds("a report on " + what, () -> reports().stream().anyMatch(line -> line.startsWith(what)));
            assertTrue(
                    reports().stream().anyMatch(line -> line.startsWith(what) && line.contains(words)),
                    () -> words + ": " + reports());
        }

        /** Waits until it is collected. */
        void goes() {
            Eventually.holds(what + " is collected; " + reports(), () -> {
                System.gc();
                return loader.refersTo(null);
            });
        }

        boolean isThere() {
            return !loader.refersTo(null);
        }

        /** Waits until it is collected, and nothing was said of it. */
        void goesUnnoticed() {
            goes();
            assertTrue(reports().stream().noneMatch(line -> line.startsWith(what)), () -> "" + reports());
        }
    }

    LeakWatch watch() {
        return watch;
    }

    List<String> reports() {
        return reports;
    }

    /** A class page with these members, whose static method plant is called before the version is retired. */
    Old retired(String... members) {
        ClassLoader loader = page(members).loader(name(), JDK, all -> true);
        call(loader, "plant");
        return retired(loader, List.of(), Map.of());
    }

    static Classes page(String... members) {
        return Classes.of("import java.util.*; import java.util.concurrent.*; public class page {\n"
                + String.join("\n", members) + "\n}");
    }

    static String name() {
        return "site#" + NUMBERS.incrementAndGet();
    }

    /** A loader that there is, retired. */
    Old retired(ClassLoader loader, List<Class<?>> longLived, Map<String, ?> kept) {
        Old old = new Old("page.java version " + loader.getName().substring(5), loader);
        watch.retired(loader, old.what, longLived, () -> kept, reports::add);
        return old;
    }

    /** Calls a static method of class page. */
    static void call(ClassLoader loader, String method) {
        try {
            Method called = loader.loadClass("page").getMethod(method);
            called.invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(method, e);
        }
    }

    @Override
    public void close() {
        watch.close();
    }
}
