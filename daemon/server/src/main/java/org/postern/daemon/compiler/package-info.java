/**
 * Sources to classes, and what ties a source to others; nothing runs.
 *
 * <pre>
 *   path --Lookup, Trust, SourceReader--&gt; Source --Compilation, EcjBatch or JaninoBatch--&gt; Compiled (classes, uses, paths looked for in vain)
 *                                                        |      ^
 *                                                        v      | if nothing that it hangs on has changed
 *                                                      CompileCache (a folder)
 *
 *   folder --SourceCheck--&gt; diagnostics
 * </pre>
 *
 * <p>A page, text with Java in it, becomes a Source with the code that {@link org.postern.daemon.psp} makes of it, by PageReader; its classes
 * get the page's lines, by PageClasses.
 *
 * <p>What a name in a file means is a pure function of where the file lies: {@link org.postern.daemon.compiler.Lookup}. Files whose
 * look-ups differ are never compiled in one batch, since a compiler knows one meaning of a name; a file of another look-up is compiled
 * first and seen as classes.
 */
@NullMarked
package org.postern.daemon.compiler;

import org.jspecify.annotations.NullMarked;
