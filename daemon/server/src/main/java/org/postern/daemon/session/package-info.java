/**
 * What a site remembers of its visitors.
 *
 * <pre>
 *   Request.session() -&gt; RequestSessions -&gt; OpenSession -&gt; Keeping -&gt; SessionStore: MemoryStore, FileStore
 *                             |                  |                RedisStore -&gt; RedisLink, Outage
 *                             |                  |                JdbcStore -&gt; SessionTable, DriverSource, Outage
 *                             |                  |-&gt; SessionValues, SessionFormat    (what may be in it; as bytes)
 *                             |                  '-&gt; SessionOptions                  (its cookie, its times)
 *                             '-&gt; SessionLocks                                       (which request has which)
 *   Sessions: one a daemon, with a thread that clears away what has expired
 * </pre>
 *
 * Decisions. A store has bytes under a key and a version, and nothing else: what a session is, when it is new and when it ends is
 * decided here, once for all stores. Locks are the daemon's own and not the store's, so a request that dies lets go of them; where several
 * daemons share a store, versions keep a look from overwriting a change, and of two changes the last one counts. A session is saved
 * before the answer ends, as the browser may be back before the daemon has done anything after that; so a failing store can still be
 * told by a 503. An id of a client's that is not in the store is never taken up: whoever can plant a cookie in another one's browser
 * would share the session.
 */
@NullMarked
package org.postern.daemon.session;

import org.jspecify.annotations.NullMarked;
