package org.postern.api;

/**
 * Thrown to end the running handler with a return code, from however deep: {@code throw new ServerReturn(HTTP_FORBIDDEN)}.
 *
 * <p>Costs little, for it has no stack trace.
 */
public final class ServerReturn extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int result;
    private final int status;

    /** Ends the handler as if it had returned {@code result}. */
    public ServerReturn(int result) {
        this(result, 0);
    }

    /**
     * Ends the handler as if it had set the status and returned {@code result}.
     *
     * @param status a status code; 0 leaves it as it is
     */
    public ServerReturn(int result, int status) {
        super("result " + result + (status == 0 ? "" : ", status " + status), null, false, false);
        this.result = result;
        this.status = status;
    }

    /** The return code. */
    public int result() {
        return result;
    }

    /** The status to set, or 0. */
    public int status() {
        return status;
    }
}
