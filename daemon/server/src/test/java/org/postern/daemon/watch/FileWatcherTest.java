package org.postern.daemon.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The watcher's threads: without them edits would be seen no more. */
@Timeout(60)
class FileWatcherTest {

    /** The system's events; the first that are waited for cannot be read, as there is no room for a class. */
    private static final class ShortOfMemory implements Events {

        private static final int TIMES = 2;

        private final Events real = Events.ofSystem();
        private final AtomicInteger failed = new AtomicInteger();

        ShortOfMemory() throws IOException {}

        @Override
        public WatchKey register(Path folder) throws IOException {
            return real.register(folder);
        }

        @Override
        public WatchKey take() throws InterruptedException {
            if (failed.getAndIncrement() < TIMES) {
                throw new InternalError("as the JVM wraps it", new OutOfMemoryError("Metaspace"));
            }
            return real.take();
        }

        @Override
        public @Nullable WatchKey poll() {
            return real.poll();
        }

        @Override
        public void close() throws IOException {
            real.close();
        }
    }

    @Test
    void threadThatLacksMemory_goesOn_andTellsOnceAMinute() throws IOException {
        try (Watching watching = new Watching(Watching.BY_EVENTS_ALONE, new ShortOfMemory())) {
            Path file = watching.file("a/page.java", "one");
            Told told = watching.listener(file);
            watching.file("a/page.java", "two");
            told.await(file);
            assertEquals(
                    1,
                    watching.log().lines("PN0212 watching failed; it goes on").size());
        }
    }
}
