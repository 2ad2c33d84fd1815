package org.postern.daemon.exchange;

/** A session could not be saved; its cause says why. The session is out of the way then. */
final class SessionFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SessionFailure(RuntimeException cause) {
        super(cause.getMessage(), cause, false, false);
    }

    /** What is told of: the cause, where it is such a failure. */
    static Throwable why(Throwable failure) {
        return failure instanceof SessionFailure && failure.getCause() != null ? failure.getCause() : failure;
    }
}
