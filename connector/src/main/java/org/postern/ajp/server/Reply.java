package org.postern.ajp.server;

import io.netty.buffer.ByteBuf;

/**
 * Bytes on their way out, with what they mean to the bookkeeping of the connection.
 *
 * @param asks whether they ask for a body packet
 * @param ends whether they end the answer
 */
record Reply(ByteBuf bytes, boolean asks, boolean ends) {}
