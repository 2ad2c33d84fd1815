package org.postern.daemon.config;

import org.jspecify.annotations.Nullable;

/** A handler as a directive names it. */
public sealed interface Handler {

    /** The directive's text for this handler, for messages and {@code hlist}. */
    String text();

    /**
     * A method of a module.
     *
     * @param module the module's name; with a slash in it, a path, else dots separate folders
     * @param member the method, with dots between nested types; null for the phase's own name
     * @param root where to look the module up first: JavaRoot of the section in which the handler stands, null for the default
     * @param silent whether it is passed over where the module has no such method (JavaHandlerModule)
     */
    record Named(
            String module,
            @Nullable String member,
            @Nullable String root,
            boolean silent) implements Handler {
        @Override
        public String text() {
            return member == null ? module : module + "::" + member;
        }
    }

    /** Source in the directive itself, braces included. */
    record Inline(String source) implements Handler {
        @Override
        public String text() {
            return source;
        }
    }
}
