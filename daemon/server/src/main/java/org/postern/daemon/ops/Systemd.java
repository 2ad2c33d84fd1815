package org.postern.daemon.ops;

import java.io.IOException;

import org.postern.daemon.fault.Code;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells systemd which process is the daemon, for units with {@code Type=notify} (and {@code NotifyAccess=all}). */
final class Systemd {

    private static final Logger LOG = LoggerFactory.getLogger(Systemd.class);

    private Systemd() {}

    /** Whether it is systemd that has started the daemon, and starts it again when it fails. */
    static boolean isThere() {
        return System.getenv("NOTIFY_SOCKET") != null;
    }

    /** Says that the daemon is ready, and is this process. */
    static void ready() {
        if (!isThere()) {
            return;
        }
        try {
            int code = new ProcessBuilder(
                            "systemd-notify",
                            "--ready",
                            "--pid=" + ProcessHandle.current().pid())
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                LOG.error("{} systemd-notify ended with code {}", Code.CANNOT_START.id(), code);
            }
        } catch (IOException e) {
            LOG.error("{} systemd-notify: {}", Code.CANNOT_START.id(), e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
