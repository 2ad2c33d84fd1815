package org.postern.daemon.fault;

import java.util.Objects;

/**
 * Exceptions that can be told of. One of a module's own may throw itself, or say null, when it is asked what it is; then a stand-in takes its place,
 * with its type and its stack trace.
 */
public final class Tellable {

    private static final int DEEPEST = 100;

    private Tellable() {}

    /** The same, or its stand-in. */
    public static Throwable of(Throwable thrown) {
        try {
            int depth = 0;
            for (Throwable at = thrown; at != null && depth < DEEPEST; at = at.getCause(), depth++) {
                ask(at);
                for (Throwable suppressed : at.getSuppressed()) {
                    ask(suppressed);
                }
            }
            return thrown;
        } catch (RuntimeException | Error untold) {
            return new StandIn(thrown);
        }
    }

    private static void ask(Throwable thrown) {
        Objects.requireNonNull(thrown.toString());
        thrown.getMessage();
        thrown.getLocalizedMessage();
        Objects.requireNonNull(thrown.getStackTrace());
    }

    private static final class StandIn extends RuntimeException {

        private static final long serialVersionUID = 1L;

        StandIn(Throwable thrown) {
            super(thrown.getClass().getName() + ", which throws when it is asked for its message");
            try {
                setStackTrace(thrown.getStackTrace()); // which throws where there is none
            } catch (RuntimeException | Error untold) {
                setStackTrace(new StackTraceElement[0]);
            }
        }
    }
}
