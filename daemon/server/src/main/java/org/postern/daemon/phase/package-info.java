/**
 * The phases of a request, run in order. The table itself is {@link org.postern.daemon.config.Phase}; nothing here knows what a
 * handler is or how it is called.
 *
 * <pre>
 *   PhaseRunner.run(Calls) -&gt; for each phase: handlers(phase), call(...) by the table -&gt; OK, DECLINED, DONE or a status
 * </pre>
 */
@NullMarked
package org.postern.daemon.phase;

import org.jspecify.annotations.NullMarked;
