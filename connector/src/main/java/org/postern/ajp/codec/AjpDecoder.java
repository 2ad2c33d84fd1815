package org.postern.ajp.codec;

import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpLimits;

/**
 * Cuts the stream of one connection into messages.
 *
 * <p>A packet that carries a piece of a request's body has no type byte: a piece of 512 to 767 bytes begins exactly as a forward
 * request does. What a packet is follows from counting alone, so this class counts: a forward request with a Content-Length owes
 * one packet, each GET_BODY_CHUNK that is sent owes one more ({@link #owe}), each body packet pays one. Only with nothing owed and
 * the last answer complete ({@link #answered}) is a packet read as a message. Whatever else arrives is a breach, after which no byte
 * of this connection is looked at any more.
 *
 * <p>Fires {@link AjpMessage}s, and an {@link AjpProtocolException} through the pipeline's exception path, at most once. To be used
 * on its channel's event loop only.
 */
public final class AjpDecoder extends ByteToMessageDecoder {

    private final AjpLimits limits;
    private final ForwardParser parser;

    private int owed;
    private boolean answering;
    private boolean broken;
    private @Nullable Future<?> packetTimer;

    /** @param parser of the channel's event loop */
    public AjpDecoder(AjpLimits limits, ForwardParser parser) {
        this.limits = limits;
        this.parser = parser;
    }

    /** One more body packet was asked for. */
    public void owe() {
        owed++;
    }

    /** How many body packets are still to come. */
    public int owed() {
        return owed;
    }

    /** The answer to the last request is complete; the next message may come. */
    public void answered() {
        answering = false;
    }

    /** From now on every byte is dropped. */
    public void ignoreAll() {
        broken = true;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        try {
            AjpMessage message = broken ? null : next(in);
            if (message != null) {
                watchHalfPacket(ctx, false); // the next packet, if half of it is here too, has its own time
                out.add(message);
            }
        } catch (AjpProtocolException e) {
            broken = true;
            ctx.fireExceptionCaught(e);
        }
        if (broken) {
            in.skipBytes(in.readableBytes());
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        watchHalfPacket(ctx, actualReadableBytes() > 0);
        super.channelReadComplete(ctx);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        watchHalfPacket(ctx, false);
    }

    /** Starts a timer when a packet is left half read, and stops it when it is whole. */
    private void watchHalfPacket(ChannelHandlerContext ctx, boolean half) {
        if (half && packetTimer == null && !broken) {
            packetTimer = ctx.executor()
                    .schedule(() -> tooSlow(ctx), limits.packetTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } else if (!half && packetTimer != null) {
            packetTimer.cancel(false);
            packetTimer = null;
        }
    }

    private void tooSlow(ChannelHandlerContext ctx) {
        broken = true;
        ctx.fireExceptionCaught(AjpProtocolException.close(
                "packet: not whole after " + limits.packetTimeout().toSeconds() + " s"));
    }

    private @Nullable AjpMessage next(ByteBuf in) throws AjpProtocolException {
        if (answering && owed == 0) {
            throw AjpProtocolException.close("bytes where none are owed: " + in.readableBytes());
        }
        int start = in.readerIndex();
        checkMagic(in);
        if (in.readableBytes() < AjpCodes.HEADER_SIZE) {
            return null;
        }
        int length = in.getUnsignedShort(start + 2);
        if (length > limits.packetIn() - AjpCodes.HEADER_SIZE) {
            throw AjpProtocolException.close("packet: " + length + " bytes (expected: at most "
                    + (limits.packetIn() - AjpCodes.HEADER_SIZE) + ", by the setting ajp.packet-in)");
        }
        if (in.readableBytes() < AjpCodes.HEADER_SIZE + length) {
            return null;
        }
        in.skipBytes(AjpCodes.HEADER_SIZE);
        AjpMessage message = owed > 0 ? body(in, length) : message(in, length);
        in.readerIndex(start + AjpCodes.HEADER_SIZE + length);
        return message;
    }

    /** Looks at the first bytes even before four are there, so that a peer that speaks something else is not waited for. */
    private static void checkMagic(ByteBuf in) throws AjpProtocolException {
        int start = in.readerIndex();
        boolean right = in.getUnsignedByte(start) == AjpCodes.MAGIC_IN >> 8
                && (in.readableBytes() < 2 || in.getUnsignedByte(start + 1) == (AjpCodes.MAGIC_IN & 0xFF));
        if (!right) {
            throw AjpProtocolException.close("packet: begins with " + firstBytes(in)
                    + " (expected: 12 34, as sent by mod_proxy_ajp" + hint(in) + ")");
        }
    }

    private static String firstBytes(ByteBuf in) {
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < Math.min(4, in.readableBytes()); i++) {
            hex.append(i == 0 ? "" : " ").append(String.format("%02x", in.getUnsignedByte(in.readerIndex() + i)));
        }
        return hex.toString();
    }

    private static String hint(ByteBuf in) {
        int first = in.getUnsignedByte(in.readerIndex());
        if (first >= 'A' && first <= 'Z') {
            return "; this looks like HTTP, so the address may be meant for ajp:// and used with http://";
        }
        return first == 0x16 ? "; this looks like TLS, which AJP does not have" : "";
    }

    /** A body packet; bytes behind its data are tolerated, as some senders put a NUL and more there. */
    private AjpMessage body(ByteBuf in, int payload) throws AjpProtocolException {
        int length = payload >= 2 ? in.readUnsignedShort() : 0;
        if (payload == 1 || length > Math.max(0, payload - 2)) {
            throw AjpProtocolException.close("body packet: its length does not fit the packet");
        }
        owed--;
        byte[] bytes = new byte[length];
        in.readBytes(bytes);
        return new AjpMessage.Body(bytes);
    }

    private AjpMessage message(ByteBuf in, int payload) throws AjpProtocolException {
        int type = payload > 0 ? in.readUnsignedByte() : -1;
        switch (type) {
            case AjpCodes.CPING -> {
                return AjpMessage.PING;
            }
            case AjpCodes.FORWARD_REQUEST -> {
                AjpMessage.Forward forward = parser.parse(in, payload - 1);
                answering = true;
                owed = forward.request().contentLength() > 0 ? 1 : 0;
                return forward;
            }
            case AjpCodes.SHUTDOWN -> throw AjpProtocolException.close("SHUTDOWN, which nobody may ask for this way");
            case AjpCodes.LOGIN_PING -> throw AjpProtocolException.close("a login PING, which httpd never sends");
            default -> throw AjpProtocolException.close("packet: unknown type " + type);
        }
    }
}
