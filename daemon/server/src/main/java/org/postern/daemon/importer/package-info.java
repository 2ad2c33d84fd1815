/**
 * Modules: source files to running classes, and again when they change.
 *
 * <pre>
 *   handler name --Importer.module--&gt; Snapshot --&gt; Module --&gt; Entry.call(request)        no lock, no system call
 *                        | not there                ^
 *                        v                          | one volatile write
 *                     Build: Lookup -&gt; SourceReader -&gt; Compiler -&gt; UnitCutter -&gt; UnitVersion (a loader each)
 *                        ^
 *   FileWatcher --paths--+ after the settle time, on a thread of its own
 *
 *   folder --SourceCheck--&gt; Compiler --&gt; diagnostics                              nothing is linked, nothing runs
 * </pre>
 *
 * A <em>snapshot</em> is everything that one interpreter has loaded, immutable; a request keeps the one with which it began. A
 * <em>unit</em> is the files that need one class loader, mostly one file; a <em>unit version</em> is its classes, linked for good to the
 * versions of other units that it was compiled against. A change makes new versions of the changed units and of all that depend on
 * them, and publishes them together or not at all.
 *
 * <p>What a name in a file means is a pure function of where the file lies: {@link org.postern.daemon.importer.Lookup}. Files whose
 * look-ups differ are never compiled in one batch, since a compiler knows one meaning of a name; a file of another look-up is compiled
 * first and seen as classes.
 *
 * <p>Everything here that touches the file system runs on first loads and after changes only. Compilers and reflection are used
 * nowhere else.
 */
@NullMarked
package org.postern.daemon.importer;

import org.jspecify.annotations.NullMarked;
