package org.postern.ajp.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.postern.ajp.AjpRequest;
import org.postern.ajp.kit.ForwardPacket;
import org.postern.ajp.kit.Packets;

/** The packets that were taken from httpd's source, byte for byte. */
class GoldenBytesTest {

    /** GET /a?x=1 in mod_proxy_ajp's own order. */
    static final byte[] FORWARD_REQUEST = Packets.hex("""
            12 34 00 8a 02 02 00 08 48 54 54 50 2f 31 2e 31 00 00 02 2f 61 00 00 08 31 30 2e 30 2e 30 2e 31 00
            ff ff 00 0b 65 78 61 6d 70 6c 65 2e 63 6f 6d 00 00 50 00 00 02 a0 0b 00 0b 65 78 61 6d 70 6c 65 2e
            63 6f 6d 00 a0 01 00 03 2a 2f 2a 00 05 00 03 78 3d 31 00 0a 00 0f 41 4a 50 5f 52 45 4d 4f 54 45 5f
            50 4f 52 54 00 00 05 35 34 33 32 31 00 0a 00 0e 41 4a 50 5f 4c 4f 43 41 4c 5f 41 44 44 52 00 00 08
            31 30 2e 30 2e 30 2e 32 00 ff
            """);

    private final AjpReplyWriter writer = new AjpReplyWriter(8192);

    @Test
    void U01_forwardRequest_isReadWhole() {
        try (Decoding decoding = new Decoding()) {
            AjpMessage.Forward forward = decoding.feed(FORWARD_REQUEST).forward();
            AjpRequest request = forward.request();
            assertNull(forward.secret());
            assertEquals("GET", request.method());
            assertEquals("HTTP/1.1", request.protocol());
            assertEquals("/a", request.uri());
            assertEquals("10.0.0.1", request.remoteAddr());
            assertNull(request.remoteHost());
            assertEquals("example.com", request.serverName());
            assertEquals(80, request.serverPort());
            assertFalse(request.secure());
            assertNull(request.tls());
            assertEquals(
                    List.of(Map.entry("Host", "example.com"), Map.entry("Accept", "*/*")),
                    request.headers().entries());
            assertEquals("x=1", request.query());
            assertEquals(
                    List.of(Map.entry("AJP_REMOTE_PORT", "54321"), Map.entry("AJP_LOCAL_ADDR", "10.0.0.2")),
                    request.attributes().entries());
            assertEquals(-1, request.contentLength());
            assertFalse(request.hasBody());
        }
    }

    @Test
    void forwardRequest_isWhatTheKitBuilds() {
        ForwardPacket built = ForwardPacket.get("/a")
                .header(ForwardPacket.HOST, "example.com")
                .header(0xA001, "*/*")
                .attribute(ForwardPacket.QUERY, "x=1")
                .variable("AJP_REMOTE_PORT", "54321")
                .variable("AJP_LOCAL_ADDR", "10.0.0.2");
        assertEquals(Packets.hex(FORWARD_REQUEST), Packets.hex(built.bytes()));
    }

    @Test
    void cping_isRead() {
        try (Decoding decoding = new Decoding()) {
            assertEquals(
                    List.of("ping"),
                    decoding.feed(Packets.hex("12 34 00 01 0A")).shown());
        }
    }

    @Test
    void dataPacket_isRead() {
        assertEquals(List.of("body 6869"), owed("12 34 00 04 00 02 68 69"));
    }

    @Test
    void E01_endOfBody_asModProxyAjpSendsIt_isRead() {
        assertEquals(List.of("body "), owed("12 34 00 02 00 00"));
    }

    @Test
    void E01_endOfBody_asItsManualAndModJkHaveIt_isRead() {
        assertEquals(List.of("body "), owed("12 34 00 00"));
    }

    private static List<String> owed(String hex) {
        try (Decoding decoding = new Decoding()) {
            decoding.decoder.owe();
            return decoding.feed(Packets.hex(hex)).shown();
        }
    }

    @Test
    void cpong_isWritten() {
        assertWritten("41 42 00 01 09", writer::pong);
    }

    @Test
    void endResponse_isWritten() {
        assertWritten("41 42 00 02 05 01", out -> writer.end(out, true));
        assertWritten("41 42 00 02 05 00", out -> writer.end(out, false));
    }

    @Test
    void W14_getBodyChunk_asksForAllThatAPacketHolds() {
        assertWritten("41 42 00 03 06 1f fa", writer::askBody);
        assertWritten("41 42 00 03 06 ff fa", new AjpReplyWriter(65536)::askBody);
    }

    @Test
    void flush_isAnEmptyChunkWithItsNul() {
        assertWritten("41 42 00 04 03 00 00 00", writer::flush);
    }

    @Test
    void smallestHead_isWritten() {
        assertWritten("41 42 00 08 04 01 90 00 00 00 00 00", out -> writer.head(out, 400, "", List.of()));
    }

    @Test
    void bodyChunk_isWritten() {
        assertWritten("41 42 00 06 03 00 02 68 69 00", out -> writer.chunk(out, new byte[] {'h', 'i'}, 0, 2));
    }

    private static void assertWritten(String hex, Consumer<ByteBuf> write) {
        ByteBuf out = Unpooled.buffer();
        write.accept(out);
        assertEquals(hex, Packets.hex(ByteBufUtil.getBytes(out)));
    }
}
