/** All that the author of a handler sees. */
@NullMarked
package org.postern.api;

import org.jspecify.annotations.NullMarked;
