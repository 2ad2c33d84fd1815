/**
 * The fixture: a real httpd, a daemon in this JVM behind it, and a client that sends exactly the bytes that a test means.
 *
 * <pre>
 *   TestSite (files, configuration) -&gt; Httpd, Daemon        Http -&gt; Answer        LogCapture -&gt; lines of the daemon's log
 * </pre>
 */
@NullMarked
package org.postern.daemon.kit;

import org.jspecify.annotations.NullMarked;
