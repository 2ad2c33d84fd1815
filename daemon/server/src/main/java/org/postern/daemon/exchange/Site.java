package org.postern.daemon.exchange;

import org.jspecify.annotations.Nullable;
import org.postern.api.Server;

/** The virtual host, by what httpd's configuration says of it. */
record Site(String serverHostname, @Nullable String serverAdmin, int port) implements Server {}
