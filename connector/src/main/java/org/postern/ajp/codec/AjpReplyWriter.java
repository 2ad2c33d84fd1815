package org.postern.ajp.codec;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpHeadException;
import org.postern.ajp.AjpLimits;

/**
 * Writes the packets of an answer, exactly as long as httpd's buffer takes them: httpd up to 2.4.66 overflows its heap on a payload of
 * its buffer's size, and never checks what it does not have to.
 */
public final class AjpReplyWriter {

    /** What a packet with body spends beside the data: its header, type, length and closing NUL. */
    private static final int CHUNK_OVERHEAD = AjpCodes.HEADER_SIZE + 4;

    /** Headers that speak of one connection (RFC 9110, section 7.6.1); httpd would pass them to its client as they are. */
    private static final String[] HOP_BY_HOP = {
        "Connection", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade"
    };

    /** As many digits as the largest size has. */
    private static final int LONGEST_SIZE = 5;

    private static final byte[] NOTHING = {};

    private static final byte[] PONG = {0x41, 0x42, 0, 1, AjpCodes.CPONG};

    private final int packetMax;

    /** A writer of packets of at most {@code packetMax} bytes, their headers included. */
    public AjpReplyWriter(int packetMax) {
        this.packetMax = packetMax;
    }

    /**
     * A writer of larger packets, if a peer says that it takes them.
     *
     * @param said how many bytes; what is no size of a packet means nothing
     */
    public AjpReplyWriter forPeerThatTakes(@Nullable String said) {
        if (said == null || said.length() > LONGEST_SIZE || !said.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return this;
        }
        int size = said.isEmpty() ? 0 : Integer.parseInt(said);
        return size <= packetMax || size > AjpLimits.PACKET_MAX ? this : new AjpReplyWriter(size);
    }

    /** How much data fits into one body packet. */
    public int chunkMax() {
        return packetMax - CHUNK_OVERHEAD;
    }

    /** SEND_HEADERS; leaves {@code out} as it was if it throws. */
    public void head(ByteBuf out, int status, @Nullable String reason, Iterable<Map.Entry<String, String>> headers) {
        if (status < 200 || status > 599) {
            throw new AjpHeadException("status: " + status + " (expected: 200 to 599)");
        }
        int start = out.writerIndex();
        try {
            out.writeShort(AjpCodes.MAGIC_OUT)
                    .writeShort(0)
                    .writeByte(AjpCodes.SEND_HEADERS)
                    .writeShort(status);
            string(out, "reason phrase", reason == null ? ReasonPhrases.of(status) : reason);
            int countAt = out.writerIndex();
            out.writeShort(0);
            int count = 0;
            for (Map.Entry<String, String> header : headers) {
                String name = header.getKey();
                checkToken(name); // first: beyond ASCII, other letters equal those of known names in another case
                if (!isHopByHop(name)) {
                    header(out, name, header.getValue());
                    count++;
                }
            }
            out.setShort(countAt, count);
            checkSize(out.writerIndex() - start, headers);
            out.setShort(start + 2, out.writerIndex() - start - AjpCodes.HEADER_SIZE);
        } catch (RuntimeException e) { // whatever it is: half a packet must not stay before the next try
            out.writerIndex(start);
            throw e;
        }
    }

    private static boolean isHopByHop(String name) {
        for (String hopByHop : HOP_BY_HOP) {
            if (name.equalsIgnoreCase(hopByHop)) {
                return true;
            }
        }
        return false;
    }

    private void checkSize(int size, Iterable<Map.Entry<String, String>> headers) {
        if (size <= packetMax) {
            return;
        }
        String longest = "";
        int longestSize = 0;
        for (Map.Entry<String, String> header : headers) {
            if (header.getValue().length() >= longestSize) {
                longest = header.getKey();
                longestSize = header.getValue().length();
            }
        }
        throw new AjpHeadException("response headers: " + size + " bytes (expected: at most " + packetMax
                + "; the longest is " + longest + " with " + longestSize
                + "; raise ProxyIOBufferSize in httpd and ajp.packet-out here together)");
    }

    private static void header(ByteBuf out, String name, String value) {
        int code = AjpCodes.responseHeader(name);
        if (code != 0) {
            out.writeShort(code);
        } else {
            string(out, name, name);
        }
        string(out, name, value);
    }

    private static void checkToken(String name) {
        int other = Tokens.firstOther(name);
        if (other >= 0) {
            throw new AjpHeadException("response header name at character " + other + ": not a token character");
        }
        if (name.isEmpty()) {
            throw new AjpHeadException("response header name: empty");
        }
    }

    /** A value in UTF-8; a control character in it would let whoever chose it write headers of their own. */
    private static void string(ByteBuf out, String field, String value) {
        boolean ascii = true;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7F) {
                throw new AjpHeadException(field + ": control character " + (int) c + " at character " + i);
            }
            ascii &= c < 0x80;
        }
        int lengthAt = out.writerIndex();
        out.writeShort(0);
        int length =
                ascii ? out.writeCharSequence(value, StandardCharsets.US_ASCII) : ByteBufUtil.writeUtf8(out, value);
        if (length >= AjpCodes.NULL_STRING) {
            throw new AjpHeadException(field + ": " + length + " bytes, which no packet holds");
        }
        out.setShort(lengthAt, length).writeByte(0);
    }

    /** SEND_BODY_CHUNK; {@code length} is at most {@link #chunkMax}. */
    public void chunk(ByteBuf out, byte[] bytes, int offset, int length) {
        out.writeShort(AjpCodes.MAGIC_OUT)
                .writeShort(length + 4)
                .writeByte(AjpCodes.SEND_BODY_CHUNK)
                .writeShort(length);
        out.writeBytes(bytes, offset, length).writeByte(0);
    }

    /** An empty SEND_BODY_CHUNK, which httpd takes as: flush. */
    public void flush(ByteBuf out) {
        chunk(out, NOTHING, 0, 0);
    }

    /** GET_BODY_CHUNK for as much as one packet can bring. */
    public void askBody(ByteBuf out) {
        out.writeShort(AjpCodes.MAGIC_OUT)
                .writeShort(3)
                .writeByte(AjpCodes.GET_BODY_CHUNK)
                .writeShort(packetMax - 6);
    }

    /** END_RESPONSE. */
    public void end(ByteBuf out, boolean reuse) {
        out.writeShort(AjpCodes.MAGIC_OUT)
                .writeShort(2)
                .writeByte(AjpCodes.END_RESPONSE)
                .writeBoolean(reuse);
    }

    /** CPONG. */
    public void pong(ByteBuf out) {
        out.writeBytes(PONG);
    }
}
