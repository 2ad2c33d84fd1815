/**
 * Connections that a handler has for itself, bytes and all; no httpd is between it and the client.
 *
 * <pre>
 *   connection.NAME.listen -&gt; Port (accepts, counts) -&gt; ConnectionRun, on a thread of its own -&gt; Entry.call(ClientSocket)
 *                                                         |      ClientSocket: Incoming, Readiness, a channel
 *                                                         +-&gt; a ModuleView: the versions with which the connection began
 * </pre>
 *
 * A thread for each connection, and none of the requests' workers, as a client may be silent for long. Channels do not block, and wait
 * with a selector: blocking ones have no time limit for what is written. Handlers run by the rules of requests: the versions that they
 * began with stay theirs, and an edit counts from the next connection on; {@link org.postern.daemon.connection.ConnectionRun} is the one
 * place where their exceptions become lines of the log.
 */
@NullMarked
package org.postern.daemon.connection;

import org.jspecify.annotations.NullMarked;
