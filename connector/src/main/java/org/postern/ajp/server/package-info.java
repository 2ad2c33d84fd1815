/**
 * Sockets. One connection is a pipeline in which each handler does one thing:
 *
 * <pre>
 *   AjpDecoder -&gt; PingHandler -&gt; SecretHandler -&gt; ExchangeHandler -&gt; AjpService
 *                 CPING, CPONG   403              one request at a time; timers; the polite close
 * </pre>
 *
 * Event loops do all of it and never block. A service's thread meets them in {@link org.postern.ajp.server.ServerExchange} alone: it
 * encodes into a buffer of its own and hands whole buffers over, so that a small answer is one write.
 */
@NullMarked
package org.postern.ajp.server;

import org.jspecify.annotations.NullMarked;
