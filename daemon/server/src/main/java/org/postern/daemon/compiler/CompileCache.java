package org.postern.daemon.compiler;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.config.Plan;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compiled files on disk, so that a daemon that starts compiles what has changed and nothing else. Safe for any thread.
 *
 * <p>Every entry has a seal, without which it is as if it were not there: a cut or damaged one is compiled anew and written over.
 * Entries become code, and the daemon's user, as which handlers run too, can write them. So the seal is made with the secret that
 * daemon and httpd share: whoever gets a handler to write files where he likes brings no code in.
 *
 * <p>Requests read. All else is done on one thread of its own, and what that cannot do is not done.
 */
public final class CompileCache implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CompileCache.class);
    private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(10);
    private static final Duration LAST_WRITES = Duration.ofSeconds(5);
    private static final int TASKS = 1000;
    private static final int SEAL = 32;

    private final CompileCacheFolder folder;
    private final SecretKeySpec seal;
    private final FutureTask<String> postern = new FutureTask<>(CompileCacheKey::postern);
    private final ThreadPoolExecutor worker;
    private long warnedAt = System.nanoTime() - BETWEEN_WARNINGS.toNanos();

    private CompileCache(CompileCacheFolder folder, byte[] secret) {
        this.folder = folder;
        this.seal = new SecretKeySpec(
                ByteBuffer.allocate(secret.length + 1).put(secret).array(), "HmacSHA256");
        this.worker = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(TASKS),
                CompileCache::thread,
                new ThreadPoolExecutor.DiscardPolicy());
        worker.execute(postern);
        worker.execute(this::prune);
    }

    private static Thread thread(Runnable run) {
        Thread thread = new Thread(run, "postern-cache");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Opens the cache; null, with a line in the log, if its folder cannot be used.
     *
     * @param secret only entries that were made with it count
     */
    public static @Nullable CompileCache open(Path folder, byte[] secret) {
        try {
            return new CompileCache(CompileCacheFolder.open(folder), secret);
        } catch (Fault fault) {
            LOG.warn("{}; sources are compiled after each start", fault.line());
            return null;
        }
    }

    /** The entries for files that are compiled in the same way, with the same libraries. */
    record Part(CompileCache cache, CompileCacheKey key) {

        @Nullable
        CompileCacheEntry read(Source source) {
            return cache.read(key.of(source));
        }

        String key(Source source) {
            return key.of(source);
        }

        /** Whether its libraries are those with which it was made. */
        boolean isUsable() {
            return key.isOfTheseJars();
        }

        void write(List<CompileCacheEntry> entries) {
            cache.worker.execute(() -> cache.write(entries));
        }

        void used(List<Source> sources) {
            List<String> keys = sources.stream().map(key::of).toList();
            cache.worker.execute(() -> cache.used(keys));
        }
    }

    /** The part for one toolchain; null if its libraries cannot be read. */
    @Nullable
    Part part(Plan.Compiler compiler, ClassLoader libraries) {
        try {
            List<Path> jars = new ArrayList<>();
            if (libraries instanceof URLClassLoader loader) {
                for (URL url : loader.getURLs()) {
                    jars.add(Path.of(url.toURI()));
                }
            }
            postern.run(); // does nothing where the worker has done it
            return new Part(this, CompileCacheKey.of(compiler, postern.get(), jars));
        } catch (IOException | URISyntaxException | ExecutionException e) {
            warn(e);
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private @Nullable CompileCacheEntry read(String key) {
        byte[] sealed = folder.read(name(key));
        if (sealed == null || sealed.length < SEAL) {
            return null;
        }
        byte[] bytes = Arrays.copyOfRange(sealed, SEAL, sealed.length);
        if (!MessageDigest.isEqual(seal("entry", bytes), Arrays.copyOf(sealed, SEAL))) {
            return null;
        }
        CompileCacheEntry entry = CompileCacheEntry.of(bytes);
        return entry == null || !entry.key().equals(key) ? null : entry;
    }

    private void write(List<CompileCacheEntry> entries) {
        for (CompileCacheEntry entry : entries) {
            byte[] bytes = entry.bytes();
            byte[] sealed = ByteBuffer.allocate(SEAL + bytes.length)
                    .put(seal("entry", bytes))
                    .put(bytes)
                    .array();
            try {
                folder.write(name(entry.key()), sealed);
            } catch (IOException e) {
                warn(e);
                return; // a full disk is full for the next one too
            }
        }
    }

    private void used(List<String> keys) {
        Instant now = Instant.now();
        try {
            for (String key : keys) {
                folder.used(name(key), now);
            }
        } catch (IOException e) {
            warn(e);
        }
    }

    private void prune() {
        try {
            int dropped = folder.prune(Instant.now());
            LOG.trace("compile cache: {} files dropped", dropped);
        } catch (IOException | DirectoryIteratorException e) {
            warn(e);
        }
    }

    private synchronized void warn(Exception why) {
        long now = System.nanoTime();
        if (now - warnedAt >= BETWEEN_WARNINGS.toNanos()) {
            warnedAt = now;
            LOG.warn("{} compile-cache = {}: {}", Code.CACHE.id(), folder, why.toString());
        }
    }

    private String name(String key) {
        return HexFormat.of().formatHex(seal("name", key.getBytes(StandardCharsets.UTF_8)));
    }

    private byte[] seal(String of, byte[] bytes) {
        try {
            Mac mac = Mac.getInstance(seal.getAlgorithm());
            mac.init(seal);
            mac.update((of + " ").getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    /** Writes what it still has to; not for long. */
    @Override
    public void close() {
        worker.shutdown();
        try {
            if (!worker.awaitTermination(LAST_WRITES.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.info("compile cache: not everything is written");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
