/**
 * The process's standard streams, as the code of sites sees them.
 *
 * <pre>
 *   a handler                      -&gt; System.out, System.err -&gt; LogLines -&gt; the interpreter's log
 *   a program, run by postern.cgi  -&gt; System.out -&gt; ThreadsOutput -&gt; ProgramOutput -&gt; the answer
 *                                     System.in  -&gt; ThreadsInput  -&gt; the request's body
 * </pre>
 *
 * Which of them it is, the thread decides: a program has streams of its own on the thread that runs it, and on no other.
 */
@NullMarked
package org.postern.daemon.stdio;

import org.jspecify.annotations.NullMarked;
