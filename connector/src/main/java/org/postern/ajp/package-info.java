/**
 * The vocabulary of AJP13, free of sockets and of Netty: what a request carries, what an answer needs, and the seam between the
 * connector and whoever answers.
 *
 * <pre>
 *   httpd ==bytes==&gt; server -&gt; codec -&gt; [AjpRequest] -&gt; AjpService.service(AjpExchange)   called on an event loop
 *   httpd &lt;=bytes==  server &lt;- codec &lt;- [start, write, flush, end]  &lt;-  any one thread     blocking, with back-pressure
 * </pre>
 *
 * Arrows: {@code server -> codec -> ajp}, never back. Nothing here knows a handler, a phase or an interpreter.
 */
@NullMarked
package org.postern.ajp;

import org.jspecify.annotations.NullMarked;
