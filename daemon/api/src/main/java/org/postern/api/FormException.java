package org.postern.api;

/**
 * A form that is malformed, or larger than the daemon's settings allow; the message says what is wrong, and names the setting. Where
 * no handler catches it, the client gets {@link #status}.
 */
public final class FormException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    /** @param status 400 for what is malformed, 413 for what is too large */
    public FormException(int status, String message) {
        super(message);
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("status " + status + " (expected: 400 to 599)");
        }
        this.status = status;
    }

    /** The status that the client gets. */
    public int status() {
        return status;
    }
}
