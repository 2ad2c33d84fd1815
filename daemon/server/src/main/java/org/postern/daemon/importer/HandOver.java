package org.postern.daemon.importer;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.postern.api.ModuleState;

/** What a version puts in while its {@code handOver} runs; it counts only if that returns. Safe for any thread. */
final class HandOver implements ModuleState {

    private final Map<String, Object> values = new LinkedHashMap<>();
    private boolean over;

    @Override
    public void put(String name, @Nullable Object value) {
        String call = "handOver: put(\"" + name + "\")";
        if (value == null) {
            throw new IllegalArgumentException(call + ": null (expected: an object)");
        }
        KeptValues.check(call, value); // it may wait for a lock of the module's, and the end of all must not
        synchronized (this) {
            if (over) {
                throw new IllegalStateException(
                        call + ": handOver has returned, or took too long (expected: a call while it runs)");
            }
            values.put(name, value);
        }
    }

    /** It has returned, or thrown, or is waited for no longer: what it has put in. */
    synchronized Map<String, Object> end() {
        over = true;
        return values;
    }
}
