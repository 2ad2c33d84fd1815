package org.postern.daemon.phase;

import static org.postern.api.Apache.DECLINED;
import static org.postern.api.Apache.DONE;
import static org.postern.api.Apache.HTTP_FORBIDDEN;
import static org.postern.api.Apache.HTTP_UNAUTHORIZED;
import static org.postern.api.Apache.OK;

import java.util.List;

import org.postern.daemon.config.Handler;
import org.postern.daemon.config.Phase;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** Runs the phases of one request. */
public final class PhaseRunner {

    private static final List<Phase> BEFORE_CONTENT = List.of(
            Phase.POST_READ_REQUEST,
            Phase.TRANS,
            Phase.INIT,
            Phase.HEADER_PARSER,
            Phase.ACCESS,
            Phase.AUTHEN,
            Phase.AUTHZ,
            Phase.TYPE,
            Phase.FIXUP);

    /** The request, as far as its phases concern it. */
    public interface Calls {

        /** The handlers of a phase, by section of the configuration; the last list may grow while the phase runs. */
        List<List<Handler>> handlers(Phase phase);

        /** Calls a handler. */
        int call(Phase phase, Handler handler);

        /** Whether somebody has said who the user is. */
        boolean isUserKnown();
    }

    private PhaseRunner() {}

    /**
     * Runs every phase up to the content.
     *
     * @return {@code OK}: there is an answer; {@code DECLINED}: nobody answered; {@code DONE}: enough was answered; else a status
     */
    public static int run(Calls calls) {
        for (Phase phase : BEFORE_CONTENT) {
            int result = run(calls, phase);
            if (result != OK && result != DECLINED) {
                return result;
            }
        }
        return run(calls, Phase.CONTENT);
    }

    /** Runs one phase: the handlers of each section, as long as none of them ends the request. */
    public static int run(Calls calls, Phase phase) {
        int result = DECLINED;
        List<List<Handler>> sections = calls.handlers(phase);
        for (int i = 0; i < sections.size(); i++) {
            result = run(calls, phase, sections.get(i));
            if (result != OK && result != DECLINED) {
                break;
            }
        }
        return result;
    }

    /** Runs one section's handlers; a guard lets nobody in where it has no opinion. */
    private static int run(Calls calls, Phase phase, List<Handler> handlers) {
        int result = DECLINED;
        for (int i = 0; i < handlers.size(); i++) {
            result = checked(calls.call(phase, handlers.get(i)));
            if (!phase.continuesOn(result)) {
                break;
            }
        }
        if (handlers.isEmpty()) {
            return DECLINED;
        }
        return switch (phase) {
            case AUTHEN -> authenticated(calls, result);
            case AUTHZ -> result == DECLINED ? HTTP_FORBIDDEN : result;
            default -> result;
        };
    }

    private static int authenticated(Calls calls, int result) {
        if (result == OK && !calls.isUserKnown()) {
            throw new Fault(Code.NO_USER, "an authen handler returned OK, and nobody has set req.user()");
        }
        return result == DECLINED ? HTTP_UNAUTHORIZED : result;
    }

    private static int checked(int result) {
        if (result != OK && result != DECLINED && result != DONE && HttpStatus.title(result) == null) {
            throw new Fault(Code.BAD_RESULT, "result " + result + " (expected: OK, DECLINED, DONE or an HTTP status)");
        }
        return result;
    }
}
