/**
 * What the tests of this module share: httpd's side of AJP13, written a second time and independent of the code under test.
 *
 * <pre>
 *   ForwardPacket, Packets -&gt; bytes        bytes -&gt; ReplyPacket -&gt; Answer        AjpClient: both, over a socket
 * </pre>
 */
@NullMarked
package org.postern.ajp.kit;

import org.jspecify.annotations.NullMarked;
