/**
 * Changes of files, from the system to whom they concern.
 *
 * <pre>
 *   the system's events --&gt; FileWatcher --quiet for the settle time--&gt; Listener.refresh(paths)
 *                               ^
 *   Importer --watch(paths)-----+
 * </pre>
 */
@NullMarked
package org.postern.daemon.watch;

import org.jspecify.annotations.NullMarked;
