package org.postern.daemon.exchange;

import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpExchange;

/**
 * A request that was let in, or waits for that.
 *
 * @param route where it goes; null where that is to be found out first
 * @param share of whose share it is
 */
record ServedRequest(
        AjpExchange exchange, @Nullable Route route, Admission.Share<ServedRequest> share, Dispatcher dispatcher)
        implements Runnable {

    /** On an event loop's thread. */
    @Override
    public void run() {
        dispatcher.runOne(this);
    }
}
