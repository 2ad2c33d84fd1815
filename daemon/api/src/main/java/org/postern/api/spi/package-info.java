/** What the daemon plugs in below the static functions of the API. Handlers have no access to it. */
@NullMarked
package org.postern.api.spi;

import org.jspecify.annotations.NullMarked;
