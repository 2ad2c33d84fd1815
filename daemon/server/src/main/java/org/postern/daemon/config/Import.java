package org.postern.daemon.config;

import org.jspecify.annotations.Nullable;

/**
 * A module that the setting {@code import} has loaded at the start.
 *
 * @param module its name, as directives have it
 * @param function a static method without parameters to call once it is loaded, with dots between nested types; null for none
 * @param interpreter where it is loaded
 */
public record Import(String module, @Nullable String function, NamedInterpreter interpreter) {

    /** As the setting has it. */
    public String text() {
        return module + (function == null ? "" : "::" + function) + "@" + interpreter.name();
    }
}
