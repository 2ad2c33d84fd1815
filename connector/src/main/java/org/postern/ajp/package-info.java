/**
 * The vocabulary of AJP13, free of sockets and of Netty: what a request carries, what an answer needs, and the seam between the
 * connector and whoever answers.
 *
 * <pre>
 *   httpd ==bytes==&gt; server -&gt; codec -&gt; [AjpRequest] -&gt; AjpService.service(AjpExchange)   called on an event loop
 *   httpd &lt;=bytes==  server &lt;- codec &lt;- [start, write, flush, end]  &lt;-  any one thread     blocking, with back-pressure
 * </pre>
 *
 * Arrows: {@code server -> codec -> ajp} and {@code server -> loop}, never back. Nothing here knows a handler, a phase or an interpreter.
 *
 * <p>What peers do that no specification says, as the tests in {@code org.postern.ajp.peer} see it. httpd 2.4.71 with mod_proxy_ajp:
 *
 * <ul>
 *   <li>An empty SEND_BODY_CHUNK before SEND_HEADERS is overlooked, and so could keep httpd's time-out from running out.
 *   <li>Several GET_BODY_CHUNKs in flight are answered one by one in order, with mpm_event as with mpm_prefork. Their lengths are not
 *       looked at.
 *   <li>A body that httpd's DEFLATE filter inflates comes with the Content-Length and the Content-Encoding of what the client sent. So
 *       a Content-Length beside a Content-Encoding tells nothing.
 *   <li>The end of a body is an empty piece ({@code 00 00}), and comes only when it is asked for.
 *   <li>A variable that SetEnvIf and SetEnv set comes twice, the first one first; a request that DirectoryIndex redirects brings the
 *       variables of both requests.
 *   <li>The address in SetHandler is turned into lower case, the file's name behind it is not; the query is there, the path info is not.
 *   <li>An upload without length by HTTP/2 is marked as chunked, as one by HTTP/1.1 is.
 *   <li>With ProxyErrorOverride, an error whose END_RESPONSE says "do not reuse" reaches the client without any body.
 *   <li>Bytes behind END_RESPONSE become the next answer. A reason phrase with control characters is replaced.
 *   <li>A backend that closes without an answer is a 503, or a 500 for a request with a query. Content-Length reaches the client only
 *       with {@code ap_trust_cgilike_cl}.
 * </ul>
 *
 * mod_jk 1.2.48, in the same httpd, differs in this:
 *
 * <ul>
 *   <li>The end of a body is an empty packet. No packet has more than the length asked for.
 *   <li>A request without body has {@code Content-Length: 0}; each has the attribute {@code JK_LB_ACTIVATION}; the port is that of the
 *       Host header.
 *   <li>Content-Length reaches the client.
 *   <li>An answer that breaks off is asked for again, and the client gets both beginnings; with {@code recovery_options=3} it is not.
 *       Either way a page of httpd's completes it, and no client sees that it was cut.
 * </ul>
 */
@NullMarked
package org.postern.ajp;

import org.jspecify.annotations.NullMarked;
