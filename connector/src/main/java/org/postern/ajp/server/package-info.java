/**
 * Sockets. One connection is a pipeline in which each handler does one thing:
 *
 * <pre>
 *   StallHandler -&gt; AjpDecoder -&gt; PingHandler -&gt; SecretHandler -&gt; ExchangeHandler -&gt; AjpService
 *   write time-out                CPING, CPONG   403              one request at a time
 *
 *   ExchangeHandler -&gt; Refusal (answers of the connector's own), Farewell (the polite close), ServerExchange
 *   ServerExchange  -&gt; RequestBody (pieces in), Rendezvous (the waiting of the service's thread for the event loop)
 *
 *   Listeners -&gt; Listener (one socket)     SocketGiver, in one process -&gt; SocketTaker, in its successor
 * </pre>
 *
 * A successor shares the sockets that are listened on, and the system's queue of connections with them, before the old process closes
 * its own. {@link org.postern.ajp.server.Stage} says what becomes of connections that are there.
 *
 * <p>Event loops do all of it and never block: where one runs a service on its own thread, it goes on with another when that takes long
 * ({@link org.postern.ajp.loop}). A service's thread meets them in {@link org.postern.ajp.server.Rendezvous} alone: it encodes into a
 * buffer of its own and hands whole buffers over, so that a small answer is one write.
 */
@NullMarked
package org.postern.ajp.server;

import org.jspecify.annotations.NullMarked;
