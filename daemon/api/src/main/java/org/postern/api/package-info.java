/**
 * All that the author of a handler sees.
 *
 * <pre>
 *   handler(Request) -&gt; Request -&gt; Table, Cookie, Session, ClientConnection, Server, FieldStorage -&gt; Field
 * connectionHandler(Connection) -&gt; Connection, a ClientConnection with the bytes
 *                    -&gt; Apache   (constants, functions), Util
 *                    -&gt; ServerReturn, thrown to leave from anywhere
 * </pre>
 *
 * Names follow mod_python's by one rule: {@code snake_case} becomes {@code lowerCamelCase}, an attribute {@code x} is read by {@code
 * x()} and set by {@code x(value)}. One type of mod_python's is two: a request's connection has no bytes to read or write, as httpd keeps
 * them, and methods that always fail would be worse than none; so {@link org.postern.api.ClientConnection} is what both kinds of
 * connection offer, and {@link org.postern.api.Connection}, which connection handlers get, adds the bytes. Depends on the JDK alone.
 */
@NullMarked
package org.postern.api;

import org.jspecify.annotations.NullMarked;
