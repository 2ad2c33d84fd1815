/**
 * Bytes to vocabulary and back, without logging and without sockets.
 *
 * <pre>
 *   ByteBuf -&gt; AjpDecoder (frames, owed body packets) -&gt; AjpMessage      AjpReplyWriter -&gt; ByteBuf
 *                   ForwardParser (fields of a request)
 * </pre>
 *
 * The trap of the protocol lives here: a packet with a request's body has no type byte, so only counting tells it from the next
 * request. See {@link org.postern.ajp.codec.AjpDecoder}.
 */
@NullMarked
package org.postern.ajp.codec;

import org.jspecify.annotations.NullMarked;
