package org.postern.ajp.codec;

/**
 * The peer broke the protocol; the message says how.
 *
 * <p>{@link #status} is the answer that it can still be given, as its request was whole if not right; 0 where nothing can be said
 * and the connection has to be closed.
 */
public final class AjpProtocolException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;

    private AjpProtocolException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    static AjpProtocolException badRequest(String message) {
        return new AjpProtocolException(400, message);
    }

    static AjpProtocolException close(String message) {
        return new AjpProtocolException(0, message);
    }

    public int status() {
        return status;
    }
}
