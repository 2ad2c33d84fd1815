/**
 * One request, from the connector to the answer.
 *
 * <pre>
 *   AjpExchange -&gt; Dispatcher -&gt; Arrivals -&gt; RequestRun -&gt; PhaseRunner -&gt; Entry.call(HttpRequest)
 *                    |                         |             HttpRequest: asked, mapped, described, answered, over RequestBody, RequestForm and Response
 *                    |                         |             and what bodies pass there: the room filter
 *                    |                         +-&gt; ErrorPage, DebugPage
 *                    +- Routes (plan, interpreter), Admission (who runs, waits, is refused), Pace (on the event loop's thread, or one of its own)
 * </pre>
 *
 * Not each request has a thread of its own, as one might expect of blocking handlers: waking it, and being woken for the answer, costs
 * several times what a small handler does. Where the last requests of a section ran short, the next one runs on the event loop's thread,
 * and the loop goes on with another one if it takes long after all ({@link org.postern.ajp.loop}).
 *
 * <p>{@link org.postern.daemon.exchange.RequestRun} is the one place where exceptions become answers.
 */
@NullMarked
package org.postern.daemon.exchange;

import org.jspecify.annotations.NullMarked;
