/**
 * Modules: source files to running classes, and again when they change.
 *
 * <pre>
 *   handler name --ModuleView--&gt; Snapshot --&gt; Module --&gt; Entry.call(request)              no lock, no system call
 *                        | not there                ^
 *                        v                          | one volatile write
 *                     Build: Targets -&gt; GroupCompiler -&gt; UnitCutter -&gt; Linker -&gt; UnitVersion (a loader each) -&gt; Initialisers
 *                        ^
 *   FileWatcher --paths--+ after the settle time, on a thread of its own
 * </pre>
 *
 * A <em>snapshot</em> is everything that one interpreter has loaded, immutable; a request keeps the one with which it began. A
 * <em>unit</em> is the files that need one class loader, mostly one file; a <em>unit version</em> is its classes, linked for good to the
 * versions of other units that it was compiled against. A change makes new versions of the changed units and of all that depend on
 * them, and publishes them together or not at all.
 *
 * <p>Everything here that touches the file system runs on first loads and after changes only. Reflection is used nowhere else, except by the leak watch.
 */
@NullMarked
package org.postern.daemon.importer;

import org.jspecify.annotations.NullMarked;
