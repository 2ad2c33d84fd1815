package org.postern.ajp.codec;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.AbstractMap;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.ajp.AjpFields;
import org.postern.ajp.AjpHeadException;
import org.postern.ajp.kit.Packets;
import org.postern.ajp.kit.ReplyPacket;

class AjpReplyWriterTest {

    private static final int PACKET = 8192;

    private final AjpReplyWriter writer = new AjpReplyWriter(PACKET);
    private final ByteBuf out = Unpooled.buffer();

    private static List<Map.Entry<String, String>> pairs(String... headers) {
        return AjpFields.of(headers).entries();
    }

    private ReplyPacket.Head head(int status, String reason, String... headers) {
        writer.head(out, status, reason, pairs(headers));
        return (ReplyPacket.Head) ReplyPacket.all(out).get(0);
    }

    private List<Map.Entry<String, String>> sent(String... headers) {
        return head(200, null, headers).headers();
    }

    /** Refuses the head, and holds the writer to have left no trace of it. */
    private String refused(int status, String reason, String... headers) {
        out.clear().writeBytes("before".getBytes(StandardCharsets.US_ASCII));
        String message = assertThrows(AjpHeadException.class, () -> writer.head(out, status, reason, pairs(headers)))
                .getMessage();
        assertEquals("before", out.toString(StandardCharsets.US_ASCII));
        return String.valueOf(message);
    }

    @Test
    void head_hasCodesForKnownNames_andNamesForOthers() {
        writer.head(out, 404, null, List.of(entry("CONTENT-type", "a/b"), entry("X-a", "")));
        assertEquals(
                "41 42 00 22 04 01 94 00 09 4e 6f 74 20 46 6f 75 6e 64 00 00 02"
                        + " a0 01 00 03 61 2f 62 00 00 03 58 2d 61 00 00 00 00",
                Packets.hex(ByteBufUtil.getBytes(out)));
    }

    @Test
    void everyCodedName_travelsAsItsCode() {
        List<String> names = ReplyPacket.CODED;
        for (int i = 0; i < names.size(); i++) {
            out.clear();
            writer.head(out, 200, "", List.of(entry(names.get(i), "")));
            assertEquals(0xA001 + i, out.getUnsignedShort(12), names.get(i));
        }
    }

    @Test
    void U19_repeatedHeaders_areKeptInOrder() {
        List<Map.Entry<String, String>> headers =
                List.of(entry("Set-Cookie", "a=1"), entry("X-A", "x"), entry("Set-Cookie", "b=2"));
        writer.head(out, 200, null, headers);
        assertEquals(headers, ((ReplyPacket.Head) ReplyPacket.all(out).get(0)).headers());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Connection", "keep-alive", "PROXY-CONNECTION", "Te", "Trailer", "transfer-encoding", "Upgrade"})
    void W20_R12_hopByHopHeaders_areLeftOut(String name) {
        assertEquals(List.of(entry("X-A", "1"), entry("X-B", "2")), sent("X-A", "1", name, "x", "X-B", "2"));
    }

    @ParameterizedTest
    @CsvSource({"200, OK", "404, Not Found", "418, I'm a teapot", "299, 299", "599, 599"})
    void reason_isTheUsualOne_orTheNumber(int status, String reason) {
        ReplyPacket.Head head = head(status, null);
        assertEquals(status, head.status());
        assertEquals(reason, head.reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Nope", "Sch\u00f6n \u4e2d"})
    void reason_isTheCallersOwn(String reason) {
        assertEquals(reason, head(200, reason).reason());
    }

    @Test
    void R13_values_areUtf8_andMayHoldTabs() {
        assertEquals(
                List.of(entry("X-A", "a\tb"), entry("X-B", "J\u00fcrgen \ud83d\ude00")),
                sent("X-A", "a\tb", "X-B", "J\u00fcrgen \ud83d\ude00"));
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 100, 101, 103, 199, 600, 65736})
    void statusOutsideTheFinalOnes_isRefused(int status) {
        assertTrue(refused(status, null).contains("expected: 200 to 599"));
    }

    static Stream<Integer> controls() {
        return Stream.concat(IntStream.range(0, 32).filter(c -> c != '\t').boxed(), Stream.of(0x7F));
    }

    @ParameterizedTest
    @MethodSource("controls")
    void A12_R11_controlCharacters_areRefusedEverywhere(int control) {
        String text = "a" + (char) control + "b";
        assertEquals("X-A: control character " + control + " at character 1", refused(200, null, "X-A", text));
        assertEquals("reason phrase: control character " + control + " at character 1", refused(200, text));
        assertTrue(refused(200, null, "Location", text).startsWith("Location: control character"));
        assertTrue(refused(200, null, text, "v").startsWith("response header name at character 1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "X A",
                "X:",
                "X\t",
                "(X)",
                "X=",
                "X\u00e9",
                "\u212a",
                "Set-Coo\u212aie",
                "\u212aeep-Alive"
            })
    void nameThatIsNoToken_isRefused(String name) {
        assertTrue(refused(200, null, "X-Good", "1", name, "v").startsWith("response header name"));
    }

    @Test
    void headersThatCannotBeIterated_leaveNoTrace() {
        List<Map.Entry<String, String>> headers =
                List.of(entry("X-A", "1"), new AbstractMap.SimpleEntry<>("X-B", null));
        assertThrows(NullPointerException.class, () -> writer.head(out, 200, null, headers));
        assertEquals(0, out.readableBytes());
    }

    @Test
    void E10_W19_R10_R22_headThatJustFitsItsPacket_isSent_oneMoreIsRefused() {
        writer.head(out, 200, "", List.of(entry("X-A", "")));
        int rest = PACKET - out.readableBytes();
        out.clear();
        writer.head(out, 200, "", List.of(entry("X-A", "v".repeat(rest))));
        assertEquals(PACKET, out.readableBytes());
        assertEquals(PACKET - 4, out.getUnsignedShort(2));
        assertEquals(1, ReplyPacket.all(out).size());
        String message = refused(200, "", "X-A", "v".repeat(rest + 1));
        assertTrue(message.contains("8193 bytes (expected: at most 8192; the longest is X-A"), message);
        assertTrue(message.contains("ProxyIOBufferSize"), message);
    }

    @Test
    void valueThatNoPacketHolds_isRefused() {
        assertTrue(refused(200, null, "X-A", "v".repeat(70_000)).contains("70000 bytes"));
        assertTrue(refused(200, null, "X-A", "v".repeat(65_535)).contains("65535 bytes"));
    }

    @Test
    void E11_W19_R10_chunkOfTheGreatestSize_fillsThePacket() {
        byte[] data = new byte[PACKET];
        Arrays.fill(data, (byte) 'x');
        assertEquals(8184, writer.chunkMax());
        writer.chunk(out, data, 5, writer.chunkMax());
        assertEquals(PACKET, out.readableBytes());
        assertEquals(PACKET - 4, out.getUnsignedShort(2));
        assertEquals(List.of(new ReplyPacket.Chunk("x".repeat(8184))), ReplyPacket.all(out));
    }

    @Test
    void largestPacket_keepsItsLengthsInTwoBytes() {
        AjpReplyWriter large = new AjpReplyWriter(65536);
        large.chunk(out, new byte[large.chunkMax()], 0, large.chunkMax());
        assertEquals(65536, out.readableBytes());
        assertEquals(List.of(new ReplyPacket.Chunk("\0".repeat(65528))), ReplyPacket.all(out));
    }

    @Test
    void chunk_isTheSliceThatWasMeant() {
        writer.chunk(out, new byte[] {1, 2, 3, 4}, 1, 2);
        assertArrayEquals(Packets.hex("41 42 00 06 03 00 02 02 03 00"), ByteBufUtil.getBytes(out));
    }
}
