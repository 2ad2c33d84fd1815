package org.postern.api;

/**
 * What one version of a module hands over to the next. A module that has a method
 *
 * <pre>{@code
 * static void handOver(ModuleState next) {
 *     next.put("queue", QUEUE);
 * }
 * }</pre>
 *
 * is called when its next version has been compiled and linked and is about to be initialised; there, {@link Apache#keep} finds under
 * the name what was put. If the next version then fails to load, nothing has changed. Requests may be at work in the old version
 * meanwhile, and afterwards: what both versions use must be safe for many threads, its lock may be handed over with it.
 */
public interface ModuleState {

    /**
     * Hands over a value; it beats what {@link Apache#keep} held under that name.
     *
     * @throws IllegalArgumentException if the value is of a class that ends with its module's version; collections, maps and arrays are
     *     looked into
     */
    void put(String name, Object value);
}
