package org.postern.ajp;

import java.io.IOException;

/**
 * The rest of a request's body cannot be had, but the peer is still there: unlike after any other {@link IOException} of an
 * exchange, an answer can be given. The message says what is wrong.
 */
public final class AjpBodyException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;

    public AjpBodyException(int status, String message) {
        super(message);
        this.status = status;
    }

    /**
     * The answer that fits: 400 for a body that ended before its length or is no body at all, 408 for one of which nothing more
     * came in time, 413 for one longer than {@link AjpLimits#body}.
     */
    public int status() {
        return status;
    }
}
