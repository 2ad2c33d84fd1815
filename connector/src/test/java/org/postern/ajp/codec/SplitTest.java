package org.postern.ajp.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.postern.ajp.kit.ForwardPacket;
import org.postern.ajp.kit.Packets;

/** TCP may cut the stream anywhere; what comes out is the same. */
class SplitTest {

    /** Every kind of message, in one stream. */
    private static final byte[] STREAM = Packets.join(
            Packets.CPING,
            GoldenBytesTest.FORWARD_REQUEST,
            ForwardPacket.post("/p\u00e4th", 600)
                    .remote("10.0.0.1", "host")
                    .secure()
                    .header("X-Long", "v".repeat(300))
                    .attribute(ForwardPacket.SECRET, "secret")
                    .attribute(ForwardPacket.REMOTE_USER, "ann")
                    .attribute(0x08, "cipher")
                    .keySize(128)
                    .variable("NAME", "value")
                    .bytes(),
            Packets.body(new byte[0x0202]),
            Packets.CPING,
            ForwardPacket.post("/", 1).bytes(),
            Packets.BODY_END,
            ForwardPacket.post("/", 1).bytes(),
            Packets.packet(),
            ForwardPacket.get("/")
                    .method(ForwardPacket.STORED)
                    .attribute(0x0D, "PATCH")
                    .bytes());

    private static final List<String> WHOLE = decoded(STREAM);

    private static List<String> decoded(byte[]... parts) {
        try (Decoding decoding = new Decoding().answeringAtOnce()) {
            for (byte[] part : parts) {
                decoding.feed(part);
            }
            return decoding.shown();
        }
    }

    @Test
    void streamInOnePiece_isAllItsMessages() {
        assertEquals(10, WHOLE.size());
    }

    @Test
    void C21_streamCutAtAnyByte_isTheSame() {
        for (int at = 1; at < STREAM.length; at++) {
            byte[] first = Arrays.copyOf(STREAM, at);
            byte[] second = Arrays.copyOfRange(STREAM, at, STREAM.length);
            assertEquals(WHOLE, decoded(first, second), "cut at " + at);
        }
    }

    @Test
    void U02_C21_streamByteByByte_isTheSame() {
        try (Decoding decoding = new Decoding().answeringAtOnce()) {
            assertEquals(WHOLE, decoding.feedByteByByte(STREAM).shown());
        }
    }
}
