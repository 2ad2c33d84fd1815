package org.postern.api;

import org.jspecify.annotations.Nullable;

/** A handler's place among those of the running phase. */
public interface Hlist {

    /** The handler as its directive names it: {@code module}, {@code module::member} or source in braces. */
    String handler();

    /** The folder in which it is looked up first; ends with a slash. */
    String directory();

    /** Whether it is passed over where its module has no such method, as with {@code JavaHandlerModule}. */
    boolean silent();

    /** The handler behind it in this section of the configuration, as things stand now; null if it is the last. */
    @Nullable
    Hlist next();
}
