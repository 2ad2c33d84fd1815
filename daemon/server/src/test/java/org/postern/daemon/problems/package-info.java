/**
 * Pages of what is to be proved: for each known problem of importing and reloading, and for each test of mod_python's own suite, the
 * tests that show it, and how they went.
 *
 * <pre>
 *   Catalogue (problems.tsv, suite.tsv) -------+
 *   compiled tests --&gt; ProblemTest (P23_...) --+--&gt; ProblemsPage --&gt; target/problems.html, target/suite.html ...
 *   JUnit --&gt; ProblemsListener --&gt; Outcomes ---+
 *                                    |  ^
 *                                    v  |  from one run to the next of the same build
 *                         target/problems-outcomes.tsv
 * </pre>
 */
@NullMarked
package org.postern.daemon.problems;

import org.jspecify.annotations.NullMarked;
