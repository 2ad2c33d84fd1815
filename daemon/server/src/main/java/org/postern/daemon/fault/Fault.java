package org.postern.daemon.fault;

import org.jspecify.annotations.Nullable;

/** Something went wrong that has a code. The message says what, where and what was expected; the code's entry says what to do. */
public class Fault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Code code;

    public Fault(Code code, String message) {
        this(code, message, null);
    }

    public Fault(Code code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public Code code() {
        return code;
    }

    /** The message, never null. */
    public String text() {
        return String.valueOf(getMessage());
    }

    /** Code and message, as in logs. */
    public String line() {
        return code.id() + " " + text();
    }
}
