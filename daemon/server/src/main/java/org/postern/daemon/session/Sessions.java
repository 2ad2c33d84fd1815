package org.postern.daemon.session;

import java.io.IOException;
import java.time.Clock;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.postern.api.spi.SessionStore;
import org.postern.daemon.config.SessionSettings;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sessions of a daemon. Safe for any thread. */
public final class Sessions implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private static final long PERIOD = 60;

    private final SessionSettings settings;
    private final SessionStore store;
    private final Clock clock;
    private final Keeping keeping;
    private final SessionLocks locks;
    private final SessionIds ids = new SessionIds();
    private final ScheduledThreadPoolExecutor cleaner;

    public Sessions(SessionSettings settings, Clock clock) {
        this.settings = settings;
        this.store = store(settings, clock);
        this.clock = clock;
        this.keeping = new Keeping(store, settings.largest(), clock);
        this.locks = new SessionLocks(settings.patience(), settings.mostWaiting(), clock);
        this.cleaner = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "postern-sessions");
            thread.setDaemon(true);
            return thread;
        });
        // The first time at once: so the log tells from the start what a store has to complain about.
        cleaner.scheduleWithFixedDelay(this::expire, 0, PERIOD, TimeUnit.SECONDS);
    }

    private static SessionStore store(SessionSettings settings, Clock clock) {
        return switch (settings.store()) {
            case MEMORY -> new MemoryStore();
            case FILE -> new FileStore(Objects.requireNonNull(settings.folder()));
            case REDIS -> new RedisStore(Objects.requireNonNull(settings.redis()), clock);
            case JDBC -> new JdbcStore(Objects.requireNonNull(settings.jdbc()));
        };
    }

    /**
     * Those of a request.
     *
     * @param line its first line, for messages
     */
    public RequestSessions of(String interpreter, String line, Logger log) {
        return new RequestSessions(this, interpreter, line, log);
    }

    Keeping keeping() {
        return keeping;
    }

    SessionLocks locks() {
        return locks;
    }

    SessionIds ids() {
        return ids;
    }

    /** Clears away what has expired; otherwise it is done once a minute. */
    public void expire() {
        try {
            while (!cleaner.isShutdown() && store.expire(clock.instant())) {
                Thread.yield();
            }
        } catch (Fault fault) {
            LOG.error("{}", fault.line(), fault.getCause());
        } catch (IOException | RuntimeException | Error e) { // what it threw would end its being done at all
            LOG.error("{} expired sessions cannot be removed: {}", Code.SESSION_STORE.id(), String.valueOf(e), e);
        }
    }

    /** How they are kept, and who has which, in words. */
    public String report() {
        return settings.store().name().toLowerCase(Locale.ROOT) + place() + ", " + locks.report();
    }

    private String place() {
        return switch (settings.store()) {
            case MEMORY -> "";
            case FILE -> " " + settings.folder();
            case REDIS -> " " + Objects.requireNonNull(settings.redis()).place();
            case JDBC -> " " + Objects.requireNonNull(settings.jdbc()).place();
        };
    }

    @Override
    public void close() {
        cleaner.shutdownNow();
        store.close();
    }
}
