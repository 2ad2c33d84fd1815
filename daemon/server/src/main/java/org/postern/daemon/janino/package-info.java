/**
 * Janino, with what it compiles wrongly refused.
 *
 * <pre>
 *   text --Grammar--&gt; tree --Forms--&gt; --Selection, Janino--&gt; --Meanings--&gt; classes --Verification--&gt; classes
 *                                \____________ Remarks, by line and column ____________/
 * </pre>
 *
 * <p>Janino accepts Java that it translates to something else, without a word. Each such construct that is known is refused by a
 * remark that names the way out; what is left over is compared with ECJ by the test that writes {@code docs/compilers.md}.
 */
@NullMarked
package org.postern.daemon.janino;

import org.jspecify.annotations.NullMarked;
