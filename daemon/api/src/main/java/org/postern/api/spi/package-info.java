/**
 * What the daemon plugs in below the static functions of the API, and for the bundled handlers what needs more than the JDK. Other
 * handlers have no access to it.
 */
@NullMarked
package org.postern.api.spi;

import org.jspecify.annotations.NullMarked;
