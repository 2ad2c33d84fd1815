/**
 * One request, from the connector to the answer.
 *
 * <pre>
 *   AjpExchange -&gt; Dispatcher (threads, queue) -&gt; RequestRun -&gt; PhaseRunner -&gt; Entry.call(HttpRequest)
 *                                                   |             HttpRequest: asked, mapped, described, answered, over RequestBody, RequestForm and Response
 *                                                   |             and what bodies pass there: the room filter
 *                                                   +-&gt; ErrorPage, DebugPage
 * </pre>
 *
 * {@link org.postern.daemon.exchange.RequestRun} is the one place where exceptions become answers.
 */
@NullMarked
package org.postern.daemon.exchange;

import org.jspecify.annotations.NullMarked;
