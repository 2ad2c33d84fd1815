/**
 * JSON, for what the API and the handlers that come with it write and read as that.
 *
 * <pre>
 *   value -&gt; JsonText -&gt; text        text -&gt; JsonText -&gt; value
 * </pre>
 *
 * Jackson's streams do the syntax; they are one jar that needs no other. Its mapping of objects is left out: nothing but the JDK's own
 * types may come out of a text, and little more than that goes in.
 */
@NullMarked
package org.postern.daemon.json;

import org.jspecify.annotations.NullMarked;
