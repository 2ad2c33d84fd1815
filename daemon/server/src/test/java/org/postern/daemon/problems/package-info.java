/**
 * The page of problems: for each known problem of importing and reloading, the tests that show it solved, and how they went.
 *
 * <pre>
 *   problems.tsv --&gt; Problem ------------------+
 *   compiled tests --&gt; ProblemTest (P23_...) --+--&gt; ProblemsPage --&gt; target/problems.html, target/problems.txt
 *   JUnit --&gt; ProblemsListener --&gt; Outcomes ---+
 *                                    |  ^
 *                                    v  |  from one run to the next of the same build
 *                         target/problems-outcomes.tsv
 * </pre>
 */
@NullMarked
package org.postern.daemon.problems;

import org.jspecify.annotations.NullMarked;
