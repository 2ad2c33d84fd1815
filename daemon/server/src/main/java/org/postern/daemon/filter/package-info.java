/**
 * Bodies on their way between client and handler, and the filters that they pass.
 *
 * <pre>
 *   what a handler writes -&gt; OutgoingText -&gt; OutputFilters -&gt; FilterChain -&gt; FilterStage, FilterStage ... -&gt; Sink
 *   what a handler reads  &lt;- InputFilters &lt;- FilterChain &lt;- FilterStage ... &lt;- Pieces
 *                                                          FilterStage -&gt; Entry.call(FilterCall), for each chunk
 * </pre>
 */
@NullMarked
package org.postern.daemon.filter;

import org.jspecify.annotations.NullMarked;
