package org.postern.daemon.session;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.postern.api.spi.SessionStore;
import org.postern.api.spi.SessionStore.Entry;
import org.postern.api.spi.SessionStore.Key;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** A store, of sessions rather than bytes; whose failures have a code. */
final class Keeping {

    private final SessionStore store;
    private final int largest;
    private final Clock clock;

    /** @param largest bytes of a session */
    Keeping(SessionStore store, int largest, Clock clock) {
        this.store = store;
        this.largest = largest;
        this.clock = clock;
    }

    /** A session as it was stored. */
    record Kept(SessionContent content, long version) {}

    /** What a store is asked. */
    private interface Step<T> {
        T of(SessionStore store) throws IOException;
    }

    /** A handler may leave its thread interrupted; to a store that would be a failure. */
    private <T> T ask(String what, Step<T> step) {
        boolean interrupted = Thread.interrupted();
        try {
            return step.of(store);
        } catch (Fault told) {
            throw told;
        } catch (IOException | RuntimeException e) {
            throw new Fault(Code.SESSION_STORE, "a session cannot be " + what + ": " + e, e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    Instant now() {
        return clock.instant();
    }

    /** The session of a key and a cookie's name; null if there is none, or it has ended. */
    @Nullable
    Kept load(Key key, String cookie) {
        Entry entry =
                ask("loaded", asked -> Optional.ofNullable(asked.load(key))).orElse(null);
        if (entry == null) {
            return null;
        }
        SessionContent content;
        try {
            content = SessionFormat.read(entry.content());
        } catch (IOException e) {
            throw new Fault(Code.SESSION_DAMAGED, "a stored session cannot be read: " + e.getMessage(), e);
        }
        boolean ours = content.cookie().equals(cookie) && content.expires().isAfter(now());
        return ours ? new Kept(content, entry.version()) : null;
    }

    /** Stores a new session. */
    void create(Key key, SessionContent content) {
        if (!ask("stored", asked -> asked.create(key, entry(content, 1)))) {
            throw new Fault(Code.SESSION_STORE, "a session cannot be stored: its id is taken");
        }
    }

    /** Stores a session in place of the version before; returns whether that was there. */
    boolean replace(Key key, SessionContent content, long version) {
        return ask("stored", asked -> asked.replace(key, entry(content, version)));
    }

    private Entry entry(SessionContent content, long version) {
        byte[] bytes = SessionFormat.bytes(content);
        if (bytes.length > largest) {
            throw new Fault(
                    Code.SESSION_TOO_LARGE,
                    "a session with " + bytes.length + " bytes, under "
                            + content.values().keySet() + ", was not saved (expected: at most " + largest
                            + ", by sessions.size-max)");
        }
        return new Entry(bytes, content.expires(), version);
    }

    void delete(Key key) {
        ask("deleted", asked -> {
            asked.delete(key);
            return true;
        });
    }
}
