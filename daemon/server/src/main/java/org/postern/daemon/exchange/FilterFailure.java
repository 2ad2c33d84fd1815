package org.postern.daemon.exchange;

import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;

/** A filter threw; the cause is what it threw. */
final class FilterFailure extends Fault {

    private static final long serialVersionUID = 1L;

    FilterFailure(String name, Throwable cause) {
        super(Code.FILTER_THREW, "filter " + name + " threw " + cause, cause);
    }
}
