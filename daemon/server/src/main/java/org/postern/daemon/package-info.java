/**
 * The daemon: arguments and wiring.
 *
 * <pre>
 *   Main -&gt; ops (commands) -&gt; Daemon, HandlerRun -&gt; everybody
 *
 *   exchange, connection -&gt; interpreter -&gt; importer      exchange -&gt; phase, filter      everybody -&gt; config, fault, the API
 * </pre>
 *
 * {@link org.postern.daemon.Daemon} and {@link org.postern.daemon.HandlerRun}, a daemon for one request that nobody sent, are the
 * only classes that know everybody. That the arrows hold is tested.
 */
@NullMarked
package org.postern.daemon;

import org.jspecify.annotations.NullMarked;
