/**
 * Changes of files, from the system to whom they concern.
 *
 * <pre>
 *   Importer --watch(paths, holds)--&gt; Interest --wanted paths--&gt; Folders --register--&gt; Events (the system)
 *                                        ^                                               |
 *                                        | prints                                        v
 *                                        |                                 changed paths: FileWatcher
 *                                      Poller ---what the system did not tell--------------&gt;|
 *                                                                                           v
 *   Importer &lt;--refresh(paths)-- Refreshes &lt;--quiet for the settle time, nothing holds-- Pending
 * </pre>
 *
 * <p>Four kinds of threads: one waits for events, one compares, one waits until somebody is due, and each refresh has its own.
 */
@NullMarked
package org.postern.daemon.watch;

import org.jspecify.annotations.NullMarked;
