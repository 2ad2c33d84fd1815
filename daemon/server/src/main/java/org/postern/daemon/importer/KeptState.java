package org.postern.daemon.importer;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import org.slf4j.Logger;

/**
 * What the modules of one interpreter keep from version to version, by file and name. Safe for any thread.
 *
 * <p>What a version makes while it is being built is its own until it is published, so that a failed reload changes nothing.
 */
final class KeptState {

    private record Key(Path file, String name) {}

    private final Logger log;
    private final Map<Key, Object> kept = new HashMap<>();

    KeptState(Logger log) {
        this.log = log;
    }

    /** The state as one version of a unit sees it. */
    Version version() {
        return new Version();
    }

    /** One version's view: what is kept already, and what it has made and not yet published. */
    final class Version {

        private final Map<Key, Object> made = new LinkedHashMap<>();
        private boolean published;

        /** The value that is kept under a name, else a new one, which from then on is. */
        Object keep(Path file, String name, Supplier<?> supplier) {
            Key key = new Key(file, name);
            synchronized (kept) {
                Object value = kept.containsKey(key) ? kept.get(key) : made.get(key);
                if (value != null) {
                    return value;
                }
            }
            Object fresh = supplier.get();
            KeptValues.check("keep(\"" + name + "\")", fresh);
            synchronized (kept) {
                Map<Key, Object> into = published ? kept : made;
                Object before = into.putIfAbsent(key, fresh);
                return before == null ? fresh : before;
            }
        }

        /** The version serves from now on: what it has made is kept. */
        void publish() {
            synchronized (kept) {
                published = true;
                made.forEach(kept::putIfAbsent);
                made.clear();
            }
        }

        /** The version will never serve: what it has made is closed. */
        void discard() {
            synchronized (kept) {
                made.values().forEach(this::close);
                made.clear();
            }
        }

        private void close(Object value) {
            if (value instanceof AutoCloseable closeable) {
                try {
                    closeable.close();
                } catch (Exception e) {
                    log.warn("a value of a version that failed could not be closed: {}", e.toString());
                }
            }
        }
    }
}
