package org.postern.daemon.exchange;

import org.jspecify.annotations.Nullable;
import org.postern.api.Apache;
import org.postern.api.Server;
import org.postern.daemon.fault.LogText;
import org.slf4j.Logger;

/**
 * The virtual host, by what httpd's configuration says of it.
 *
 * @param log that of the interpreter
 */
record Site(String serverHostname, @Nullable String serverAdmin, int port, Logger log) implements Server {

    @Override
    public void logError(String message) {
        logError(message, Apache.APLOG_ERR);
    }

    @Override
    public void logError(String message, int level) {
        log.atLevel(LogText.level(level)).log(LogText.of(message));
    }
}
