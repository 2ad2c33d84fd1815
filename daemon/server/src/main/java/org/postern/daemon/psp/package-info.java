/**
 * Pages, text with Java in it, to the Java that a compiler gets.
 *
 * <pre>
 *   PageFile, by PageFiles those that it includes --PageParser--&gt; pieces --PageWriter--&gt; Translation: the code, and whence each part of it comes
 * </pre>
 *
 * Nothing here knows of compilers or modules: to them a page is one more source. What it makes need not keep the page's lines, as each
 * place of it leads back to the author's.
 */
@NullMarked
package org.postern.daemon.psp;

import org.jspecify.annotations.NullMarked;
