/**
 * A model of a tree of modules under edit: what lay on disk when, and which answers that allows.
 *
 * <pre>
 *   seed --&gt; Op --&gt; Disk --files--&gt; importer --&gt; Told --+
 *                     |                                  v
 *                     +--Tree, Tree, ...--&gt; History: is there a Tree that explains what was told?
 * </pre>
 *
 * The model knows Java's rules for names, and which files hang together; it knows nothing of how the importer works.
 */
@NullMarked
package org.postern.daemon.importer.model;

import org.jspecify.annotations.NullMarked;
