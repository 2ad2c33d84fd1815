/**
 * The bundled handlers, written against {@link org.postern.api} alone: that they compile shows that the API suffices.
 *
 * <p>One loader serves all interpreters, so nothing here has mutable static state.
 */
@NullMarked
package org.postern.handlers;

import org.jspecify.annotations.NullMarked;
