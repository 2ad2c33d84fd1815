package org.postern.daemon.ops;

import java.io.IOException;

import org.postern.daemon.fault.Code;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells systemd that the daemon is ready, for units with {@code Type=notify} (and {@code NotifyAccess=all}). */
final class Systemd {

    private static final Logger LOG = LoggerFactory.getLogger(Systemd.class);

    private Systemd() {}

    static void ready() {
        if (System.getenv("NOTIFY_SOCKET") == null) {
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
