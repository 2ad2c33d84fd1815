package org.postern.daemon.ops;

import java.nio.file.Path;
import java.util.List;

import org.postern.daemon.fault.Code;
import org.postern.daemon.fault.Fault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon that this one is to replace, and that has started it: its side is {@link Restart}.
 *
 * @param control its control socket
 */
record Predecessor(Path control) {

    private static final Logger LOG = LoggerFactory.getLogger(Predecessor.class);
    private static final int LONGEST_REASON = 8192;

    /** Its process; where it is gone, that of somebody who gives nothing. */
    long process() {
        return ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L);
    }

    /** Does something if it ends; what it was to give does not come then. */
    void whenGone(Runnable task) {
        ProcessHandle.current().parent().ifPresent(parent -> parent.onExit().thenRun(task));
    }

    private static String own() {
        return String.valueOf(ProcessHandle.current().pid());
    }

    /** Has it give its sockets: those of the wanted addresses that it has. */
    List<String> give(String meeting, List<String> wanted) {
        String given = ControlSocket.ask(control, "give", own(), meeting, String.join(",", wanted))
                .text();
        return given.isEmpty() ? List.of() : List.of(given.split(","));
    }

    /** Tells it that this process serves, whereupon it leaves. If it is gone, this process is all the more the one that serves. */
    void serving(Path ownControl, Path pidFile) {
        try {
            ControlSocket.ask(control, "serving", own(), ownControl.toString(), pidFile.toString());
        } catch (Fault fault) {
            if (fault.code() != Code.NO_CONTROL) {
                throw fault;
            }
            LOG.warn("the process to be replaced is gone already: {}", fault.text());
        }
    }

    /** Tells it why this process ends; it may know already. */
    void failed(RuntimeException failure) {
        String why = failure instanceof Fault fault ? fault.line() : failure.toString();
        try {
            ControlSocket.ask(control, "failed", own(), why.substring(0, Math.min(why.length(), LONGEST_REASON)));
        } catch (Fault unheard) {
            LOG.debug("{}", unheard.text());
        }
    }
}
