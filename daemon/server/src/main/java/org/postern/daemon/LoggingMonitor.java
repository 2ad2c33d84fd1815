package org.postern.daemon;

import java.time.Clock;

import org.postern.ajp.AjpMonitor;
import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Seldom;
import org.postern.daemon.fault.Shortage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what peers do wrong, each kind of it a few times a minute: whoever reaches the port can do it as often as he likes. */
final class LoggingMonitor implements AjpMonitor {

    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
    private static final int MOST = 20;

    private final Seldom secrets;
    private final Seldom breaches;
    private final Seldom bodies;
    private final Seldom connections;
    private final Seldom accepts;
    private final Seldom failures;
    private volatile boolean isShort;

    LoggingMonitor(Clock clock) {
        this.secrets = new Seldom(clock, MOST);
        this.breaches = new Seldom(clock, MOST);
        this.bodies = new Seldom(clock, MOST);
        this.connections = new Seldom(clock, MOST);
        this.accepts = new Seldom(clock);
        this.failures = new Seldom(clock, MOST);
    }

    /** Goes the way of a lack of memory, but for the line in the log. */
    void rehearse() {
        isShort(new Seldom(Clock.systemUTC(), 0), "", new InternalError(new OutOfMemoryError()));
        isShort = false;
    }

    private boolean isShort(Seldom told, String peer, Throwable cause) {
        if (!Shortage.isIn(cause)) {
            return false;
        }
        isShort = true;
        told.happened(times -> LOG.error("{} {} from {}{}", Code.MEMORY.id(), cause, peer, times, cause));
        return true;
    }

    /** Whether something has failed for want of memory, or of what else there may be too little of, since this was asked before. */
    boolean wasShort() {
        boolean since = isShort;
        isShort = false;
        return since;
    }

    @Override
    public void secretRefused(String peer) {
        secrets.happened(
                times -> LOG.error("{} {} from {}{}", Code.WRONG_SECRET.id(), Code.WRONG_SECRET.cause(), peer, times));
    }

    @Override
    public void protocolBroken(String peer, String what) {
        breaches.happened(times -> LOG.warn("{} from {}: {}{}", Code.PROTOCOL.id(), peer, what, times));
    }

    @Override
    public void bodyRefused(String peer, long length) {
        bodies.happened(times ->
                LOG.info("{} from {}: {} bytes, more than ajp.body-max{}", Code.BAD_BODY.id(), peer, length, times));
    }

    @Override
    public void connectionRefused(String peer) {
        connections.happened(times -> LOG.warn(
                "{} {} from {}{}", Code.TOO_MANY_CONNECTIONS.id(), Code.TOO_MANY_CONNECTIONS.cause(), peer, times));
    }

    @Override
    public void acceptFailed(Throwable why) {
        accepts.happened(times -> LOG.error(
                "{} a connection could not be accepted, and is tried again: {}{}", Code.NO_FILES.id(), why, times));
    }

    @Override
    public void failed(String peer, Throwable cause) {
        if (!isShort(failures, peer, cause)) {
            failures.happened(times ->
                    LOG.error("{} {} from {}{}", Code.CONNECTOR.id(), Code.CONNECTOR.cause(), peer, times, cause));
        }
    }
}
