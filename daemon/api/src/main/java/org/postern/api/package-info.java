/**
 * All that the author of a handler sees.
 *
 * <pre>
 *   handler(Request) -&gt; Request -&gt; Table, Connection, Server
 *                    -&gt; Apache   (constants, functions)
 *                    -&gt; ServerReturn, thrown to leave from anywhere
 * </pre>
 *
 * Names follow mod_python's by one rule: {@code snake_case} becomes {@code lowerCamelCase}, an attribute {@code x} is read by {@code
 * x()} and set by {@code x(value)}. Depends on {@code java.*} alone.
 */
@NullMarked
package org.postern.api;

import org.jspecify.annotations.NullMarked;
