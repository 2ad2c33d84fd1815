/**
 * Pages of the site that are not the daemon's, for internal redirects: httpd is asked for them by a request of the daemon's own.
 *
 * <pre>
 *   exchange (a redirect) -&gt; Loopbacks -&gt; Loopback -&gt; HttpClient -&gt; httpd
 *                                            |
 *                                       LoopbackAnswer: head, and the body piece by piece
 * </pre>
 *
 * A request of ours carries a nonce that is made at each start. One that comes back to the daemon with it asks no further: two sites that
 * redirect to each other would else keep all of httpd's workers busy.
 */
@NullMarked
package org.postern.daemon.loopback;

import org.jspecify.annotations.NullMarked;
