package org.postern.daemon.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.spi.SessionStore;
import org.postern.api.spi.SessionStore.Entry;
import org.postern.api.spi.SessionStore.Key;
import org.postern.daemon.session.StoreServers.Kind;
import org.slf4j.LoggerFactory;

/** How many requests a second each store is good for, if each loads a session and stores it; by {@code scripts/bench sessions}. */
class StoresBench {

    private static final Path RESULT = Path.of("target/stores-bench.txt");
    private static final int SIZE = 1000;
    private static final int THREADS = 8;
    private static final long SECONDS = 3;
    private static final int MANY = 10_000;

    @RegisterExtension
    static final StoreServers SERVERS = new StoreServers();

    @TempDir
    private Path folder;

    private final SessionIds ids = new SessionIds();

    @Test
    void loadAndReplace() throws Exception {
        ((Logger) LoggerFactory.getLogger("ROOT")).setLevel(Level.ERROR);
        StringBuilder result = new StringBuilder(String.format(
                Locale.ROOT,
                "requests/s that load a session of %d bytes and store it; Redis writes to the disk each second, PostgreSQL when it"
                        + " likes (fsync=off)%n%-12s%16s%16s%20s%n",
                SIZE,
                "",
                "1 session",
                MANY + " of them",
                MANY + ", " + THREADS + " threads"));
        for (Kind kind : Kind.values()) {
            try (SessionStore store =
                    SERVERS.store(kind, folder.resolve(kind.name().toLowerCase(Locale.ROOT)), Clock.systemUTC())) {
                List<Key> one = fill(store, 1);
                List<Key> many = fill(store, MANY);
                measure(store, many, THREADS); // warm-up
                result.append(String.format(
                        Locale.ROOT,
                        "%-12s%16.0f%16.0f%20.0f%n",
                        kind.name().toLowerCase(Locale.ROOT),
                        measure(store, one, 1),
                        measure(store, many, 1),
                        measure(store, many, THREADS)));
            }
        }
        Files.writeString(RESULT, result);
    }

    private static Entry entry(long version) {
        return new Entry(new byte[SIZE], Instant.now().plus(Duration.ofHours(1)), version);
    }

    private List<Key> fill(SessionStore store, int sessions) throws IOException {
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < sessions; i++) {
            keys.add(new Key("bench", ids.next()));
            store.create(keys.get(i), entry(1));
        }
        return keys;
    }

    /** Each thread has sessions of its own, as the daemon's locks see to. */
    private static double measure(SessionStore store, List<Key> keys, int threads) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<Long>> all = new ArrayList<>();
        long began = System.nanoTime();
        long end = began + TimeUnit.SECONDS.toNanos(SECONDS);
        for (int i = 0; i < threads; i++) {
            List<Key> own = keys.subList(i * keys.size() / threads, (i + 1) * keys.size() / threads);
            all.add(pool.submit(() -> requests(store, own, end)));
        }
        long requests = 0;
        for (Future<Long> each : all) {
            requests += each.get();
        }
        pool.shutdown();
        return requests * 1e9 / (System.nanoTime() - began);
    }

    private static long requests(SessionStore store, List<Key> keys, long end) throws IOException {
        long requests = 0;
        while (System.nanoTime() < end) {
            Key key = keys.get(ThreadLocalRandom.current().nextInt(keys.size()));
            Entry there = store.load(key);
            if (there == null || !store.replace(key, entry(there.version() + 1))) {
                throw new IOException("a session was lost");
            }
            requests++;
        }
        return requests;
    }
}
