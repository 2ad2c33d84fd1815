package org.postern.daemon.session;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.postern.api.Cookie;
import org.postern.api.Request;
import org.postern.api.spi.SessionStore.Key;

/** A session while a request has it; here, what handlers do with it. */
final class OpenSession extends KeptSession {

    /** @param kept as it was stored; null for a new one */
    OpenSession(
            RequestSessions home,
            Request req,
            SessionOptions options,
            Mode mode,
            Key key,
            Keeping.@Nullable Kept kept) {
        super(home, req, options, mode, key, kept);
    }

    // --- what it is

    @Override
    public String id() {
        return key.id();
    }

    @Override
    public boolean isNew() {
        return isNew;
    }

    @Override
    public Instant created() {
        return content.created();
    }

    @Override
    public Instant lastAccessed() {
        return content.accessed();
    }

    @Override
    public int timeout() {
        return (int) content.timeout().toSeconds();
    }

    @Override
    public void timeout(int seconds) {
        if (seconds < 1) {
            throw new IllegalArgumentException("timeout: " + seconds + " (expected: seconds, 1 or more)");
        }
        checkChange();
        content = new SessionContent(
                content.cookie(),
                content.created(),
                content.accessed(),
                Duration.ofSeconds(seconds),
                content.lifetime(),
                content.values());
    }

    // --- what it has

    private Map<String, Object> values() {
        return content.values();
    }

    @Override
    public @Nullable Object get(String key) {
        return values().get(key);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T get(String key, T other) {
        Object value = values().get(key);
        if (value == null) {
            return other;
        }
        if (SessionValues.isScalar(other) && other.getClass() != value.getClass()) {
            throw new ClassCastException(
                    "session value \"" + key + "\": " + value.getClass().getName() + " (expected: "
                            + other.getClass().getName() + ")");
        }
        return (T) value;
    }

    @Override
    public boolean contains(String key) {
        return values().containsKey(key);
    }

    @Override
    public Set<String> keys() {
        return new LinkedHashSet<>(values().keySet());
    }

    @Override
    public void put(String key, Object value) {
        Object copy = SessionValues.copy(key, value);
        checkChange();
        values().put(key, copy);
    }

    @Override
    public @Nullable Object remove(String key) {
        checkChange();
        return values().remove(key);
    }

    @Override
    public void clear() {
        checkChange();
        values().clear();
    }

    // --- how it goes on

    @Override
    public void save() {
        if (state == State.ENDED) {
            return;
        }
        checkChange();
        wanted = true;
        store();
    }

    @Override
    public void renew() {
        checkChange();
        checkHead();
        Key fresh = home.fresh();
        if (mode == Mode.LOCK) {
            home.lock(fresh);
        }
        if (version > 0) {
            previous = key;
            wanted = true;
        } else {
            home.unlock(key);
        }
        key = fresh;
        version = 0;
    }

    @Override
    public void delete() {
        checkChangeOrFresh();
        forget();
        begin();
    }

    @Override
    public void invalidate() {
        checkChangeOrFresh();
        boolean known = version > 0 || previous != null || req.cookies().containsKey(options.cookieName());
        forget();
        if (known && !req.sentBodyct()) {
            Cookie.addCookie(req, options.end());
        }
        content = empty();
        state = State.ENDED;
    }

    /** To end what is new is no change, and needs no cookie. */
    private void checkChangeOrFresh() {
        if (version > 0 || state != State.OPEN) {
            checkChange();
        }
    }

    private void forget() {
        if (version > 0) {
            keeping.delete(key);
        }
        if (previous != null) {
            keeping.delete(previous);
            home.unlock(previous);
            previous = null;
        }
    }

    @Override
    public void unlock() {
        finish();
    }
}
