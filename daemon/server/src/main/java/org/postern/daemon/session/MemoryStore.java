package org.postern.daemon.session;

import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.postern.api.spi.SessionStore;

/** Sessions in memory. */
public final class MemoryStore implements SessionStore {

    private final ConcurrentMap<Key, Entry> entries = new ConcurrentHashMap<>();

    @Override
    public @Nullable Entry load(Key key) {
        return entries.get(key);
    }

    @Override
    public boolean create(Key key, Entry entry) {
        return entries.putIfAbsent(key, entry) == null;
    }

    @Override
    public boolean replace(Key key, Entry entry) {
        AtomicBoolean replaced = new AtomicBoolean();
        entries.computeIfPresent(key, (same, there) -> {
            boolean next = there.version() == entry.version() - 1;
            replaced.set(next);
            return next ? entry : there;
        });
        return replaced.get();
    }

    @Override
    public void delete(Key key) {
        entries.remove(key);
    }

    @Override
    public boolean expire(Instant now) {
        entries.values().removeIf(entry -> !entry.expires().isAfter(now));
        return false;
    }

    @Override
    public void close() {
        entries.clear();
    }
}
