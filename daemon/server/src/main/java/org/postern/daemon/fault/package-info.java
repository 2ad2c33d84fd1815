/**
 * What can go wrong, by number.
 *
 * <p>A room that the first plan did not have: the table of codes is used by every other room, so it stands below them all.
 *
 * <pre>
 *   everybody -&gt; Fault(Code, message)  -&gt; one line in the log, an error page, {@code postern help CODE}
 * -&gt; LogText, Tellable    -&gt; what strangers said, fit for a line of the log
 * -&gt; Seldom               -&gt; what strangers can bring about, not as often as they like
 * </pre>
 */
@NullMarked
package org.postern.daemon.fault;

import org.jspecify.annotations.NullMarked;
