package org.postern.daemon;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.postern.daemon.config.Secret;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secrets of which a request has to bring one: what the file says now and, for a while, what it said before, since httpd and the
 * daemon cannot change at the same moment. None if there is no file.
 *
 * <p>A file that has become bad changes nothing: nobody is let in who was not before, and nobody kept out.
 */
final class Secrets implements Supplier<List<byte[]>>, AutoCloseable {

    /** How long a secret is taken after it was replaced; docs/behind-your-own-httpd.md tells of it. */
    static final Duration OVERLAP = Duration.ofMinutes(10);

    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(Secrets.class);

    private record Old(byte[] secret, Instant until) {

        /** Where the clock was set back, what is left begins anew: else the secret would be taken for as much longer. */
        Old at(Instant now) {
            Instant latest = now.plus(OVERLAP);
            return until.isAfter(latest) ? new Old(secret, latest) : this;
        }
    }

    private final @Nullable Path file;
    private final Clock clock;
    private final List<Old> olds = new ArrayList<>();
    private final ScheduledThreadPoolExecutor looks = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "postern-secret");
        thread.setDaemon(true);
        return thread;
    });
    private volatile List<byte[]> known;
    private String fault = "";
    private String told = "";

    /** Reads the file; throws a {@link Fault} if it is bad. */
    Secrets(@Nullable Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
        this.known = file == null ? List.of() : List.of(Secret.read(file));
    }

    /** The one that is in the file, and behind it those that were. */
    @Override
    public List<byte[]> get() {
        return known;
    }

    /** Looks at the file from now on, on a thread of its own: an event loop must not wait for a disk. */
    void watch() {
        if (file != null) {
            looks.scheduleWithFixedDelay(
                    () -> lookAgain(file), LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void lookAgain(Path its) {
        try {
            look(its);
        } catch (RuntimeException | Error e) { // what it threw would end the looks
            LOG.error("{} {}: {}", Code.BAD_SECRET_FILE.id(), its, e.toString());
        }
    }

    /** Takes what the file says now. */
    synchronized void look(Path its) {
        Instant now = clock.instant();
        byte[] current = known.get(0);
        try {
            byte[] secret = Secret.read(its);
            fault = "";
            told = "";
            if (!Arrays.equals(secret, current)) {
                olds.add(new Old(current, now.plus(OVERLAP)));
                current = secret;
                LOG.info("{} has changed; the secret before is taken for {} more minutes", its, OVERLAP.toMinutes());
            }
        } catch (Fault bad) {
            tell(bad);
        }
        olds.removeIf(old -> !now.isBefore(old.until()));
        olds.replaceAll(old -> old.at(now));
        List<byte[]> all = new ArrayList<>(List.of(current));
        olds.forEach(old -> all.add(old.secret()));
        known = List.copyOf(all);
    }

    /** Once, and not before it is seen again: an editor may be writing the file. */
    private void tell(Fault bad) {
        if (bad.text().equals(fault) && !fault.equals(told)) {
            LOG.error(
                    "{} {}; the secret that was there before stays", bad.code().id(), bad.text());
            told = fault;
        }
        fault = bad.text();
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }
}
