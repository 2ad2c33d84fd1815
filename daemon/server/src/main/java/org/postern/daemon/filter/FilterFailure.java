package org.postern.daemon.filter;

import org.postern.api.ServerReturn;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.fault.LogText;
import org.postern.daemon.fault.Tellable;

/** A filter threw; the cause is what it threw. */
public final class FilterFailure extends Fault {

    private static final long serialVersionUID = 1L;

    private final int asked;

    private FilterFailure(FilterStage.Role filter, Throwable cause) {
        super(Code.FILTER_THREW, filter + " threw " + LogText.of(String.valueOf(cause)), cause);
        this.asked = cause instanceof ServerReturn end && end.result() <= 599 ? end.result() : 0;
    }

    /** The failure of a filter; but of the JVM where that is at its end. */
    static FilterFailure of(FilterStage.Role filter, Throwable cause) {
        if (cause instanceof VirtualMachineError end && !(end instanceof StackOverflowError)) {
            throw end;
        }
        return new FilterFailure(filter, Tellable.of(cause));
    }

    /** The error's status that the filter wanted, by a ServerReturn; 0 if it failed. */
    public int asked() {
        return asked;
    }
}
