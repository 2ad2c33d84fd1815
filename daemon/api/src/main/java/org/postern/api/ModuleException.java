package org.postern.api;

/** A module that was to be imported is not there, or cannot be used; the message says what is wrong, and where. */
public final class ModuleException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ModuleException(String message, Throwable cause) {
        super(message, cause);
    }
}
