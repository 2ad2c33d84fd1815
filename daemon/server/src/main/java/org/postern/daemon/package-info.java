/**
 * The daemon: arguments and wiring.
 *
 * <pre>
 *   Main -&gt; ops (commands) -&gt; Daemon -&gt; everybody
 *
 *   exchange -&gt; interpreter -&gt; importer      exchange -&gt; phase      everybody -&gt; config, fault, the API
 * </pre>
 *
 * {@link org.postern.daemon.Daemon} is the only class that knows everybody. That the arrows hold is tested.
 */
@NullMarked
package org.postern.daemon;

import org.jspecify.annotations.NullMarked;
