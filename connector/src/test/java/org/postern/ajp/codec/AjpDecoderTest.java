package org.postern.ajp.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.ajp.AjpLimits;
import org.postern.ajp.kit.ForwardPacket;
import org.postern.ajp.kit.Limits;
import org.postern.ajp.kit.Packets;

/** Where packets begin and end, and which of them are body: the counting that keeps requests from being smuggled. */
class AjpDecoderTest {

    /** 514 bytes of data: on the wire, its length reads like the type and the method of a forward request. */
    private static final byte[] LOOKS_LIKE_A_REQUEST = Packets.body(new byte[0x0202]);

    private static final byte[] GET = ForwardPacket.get("/").bytes();

    private static void assertClosed(Decoding decoding, String what) {
        AjpProtocolException breach = decoding.breach();
        assertEquals(0, breach.status());
        assertTrue(String.valueOf(breach.getMessage()).contains(what), breach.getMessage());
    }

    private static Decoding owing() {
        Decoding decoding = new Decoding();
        decoding.decoder.owe();
        return decoding;
    }

    @Test
    void R01_bodyPacketThatLooksLikeARequest_whileOwed_isBody() {
        try (Decoding decoding = new Decoding()) {
            decoding.feed(ForwardPacket.post("/", 514).bytes());
            assertEquals(1, decoding.decoder.owed());
            decoding.feed(LOOKS_LIKE_A_REQUEST);
            assertEquals(0, decoding.decoder.owed());
            assertEquals("body " + "00".repeat(514), decoding.shown().get(1));
        }
    }

    @Test
    void E07_R04_bodyPacketThatLooksLikeARequest_whileNoneIsOwed_isNeverParsed() {
        try (Decoding decoding = new Decoding()) {
            decoding.feed(GET).feed(LOOKS_LIKE_A_REQUEST);
            assertClosed(decoding, "bytes where none are owed");
            assertEquals(1, decoding.messages.size());
        }
    }

    @Test
    void requestInsideABody_isBody() {
        try (Decoding decoding = new Decoding().answeringAtOnce()) {
            decoding.feed(Packets.join(ForwardPacket.post("/", GET.length).bytes(), Packets.body(GET), GET));
            assertEquals(3, decoding.shown().size());
            assertTrue(decoding.shown().get(1).startsWith("body 1234"));
        }
    }

    @Test
    void E08_R04_requestBehindARequest_beforeItsAnswer_isABreach_evenInTheSameRead() {
        try (Decoding decoding = new Decoding()) {
            decoding.feed(Packets.join(GET, GET));
            assertClosed(decoding, "bytes where none are owed: " + GET.length);
            assertEquals(1, decoding.messages.size());
        }
    }

    @Test
    void afterABreach_noByteIsLookedAt() {
        try (Decoding decoding = new Decoding()) {
            decoding.feed(GET).feed(Packets.CPING);
            decoding.decoder.answered();
            decoding.feed(GET).feed(Packets.CPING).feedByteByByte(LOOKS_LIKE_A_REQUEST);
            assertClosed(decoding, "bytes where none are owed");
            assertEquals(1, decoding.messages.size());
        }
    }

    @Test
    void afterABreach_noByteIsKept() {
        try (Decoding decoding = new Decoding()) {
            decoding.feed(Packets.SHUTDOWN);
            assertClosed(decoding, "SHUTDOWN");
            for (int i = 0; i < 10; i++) {
                decoding.feed(new byte[10_000]);
                assertEquals(0, decoding.kept());
            }
        }
    }

    @Test
    void ignoreAll_dropsEvenWhatIsHereAlready() {
        try (Decoding decoding = new Decoding()) {
            decoding.feed(Packets.hex("12 34 00"));
            decoding.decoder.ignoreAll();
            decoding.feed(Packets.hex("01 0a")).feed(GET);
            assertEquals(List.of(), decoding.shown());
        }
    }

    @Test
    void E16_cpingInTheMiddleOfARequest_isABreach() {
        try (Decoding decoding = new Decoding()) {
            decoding.feed(GET).feed(Packets.CPING);
            assertClosed(decoding, "bytes where none are owed");
        }
    }

    @Test
    void E06_R01_chunkedRequest_owesNothingUntilAsked() {
        try (Decoding decoding = new Decoding()) {
            decoding.feed(ForwardPacket.chunkedPost("/").bytes());
            assertEquals(0, decoding.decoder.owed());
            decoding.decoder.owe();
            decoding.decoder.owe();
            decoding.feed(Packets.join(Packets.body("a"), Packets.BODY_END));
            assertEquals(List.of("body 61", "body "), decoding.shown().subList(1, 3));
            assertEquals(0, decoding.decoder.owed());
        }
    }

    @Test
    void W23_R01_packetThatIsStillOwed_isBodyEvenAfterTheAnswer() {
        try (Decoding decoding = new Decoding()) {
            decoding.feed(ForwardPacket.post("/", 9).bytes());
            decoding.decoder.answered();
            decoding.feed(Packets.join(LOOKS_LIKE_A_REQUEST, Packets.CPING));
            assertEquals(3, decoding.shown().size());
            assertEquals("ping", decoding.shown().get(2));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"12 34 00 00", "12 34 00 02 00 00", "12 34 00 06 00 00 00 00 00 ff"})
    void E01_endOfBody_hasThreeForms(String hex) {
        try (Decoding decoding = owing()) {
            assertEquals(List.of("body "), decoding.feed(Packets.hex(hex)).shown());
        }
    }

    @Test
    void W16_junkBehindTheData_isTolerated() {
        try (Decoding decoding = owing()) {
            decoding.feed(Packets.hex("12 34 00 08 00 02 68 69 00 00 00 ff"));
            assertEquals(List.of("body 6869"), decoding.shown());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "12 34 00 01 00",
                "12 34 00 01 02",
                "12 34 00 03 00 02 68",
                "12 34 00 02 ff ff",
                "12 34 00 04 ff ff 68 69"
            })
    void E02_bodyLength_thatDoesNotFitThePacket_isABreach(String hex) {
        try (Decoding decoding = owing()) {
            assertClosed(decoding.feed(Packets.hex(hex)), "its length does not fit the packet");
            assertEquals(List.of(), decoding.messages);
        }
    }

    @Test
    void C09_largestBodyPacket_isTaken() {
        try (Decoding decoding = owing()) {
            decoding.feed(Packets.body(new byte[65530]));
            assertEquals("body ".length() + 2 * 65530, decoding.shown().get(0).length());
        }
    }

    @Test
    void packetAboveTheLimit_isABreach_asSoonAsItsLengthIsKnown() {
        try (Decoding decoding = new Decoding(new Limits().packetIn(8192).limits())) {
            decoding.feed(Packets.hex("12 34 1f fc"));
            assertEquals(List.of(), decoding.breaches);
        }
        try (Decoding decoding = new Decoding(new Limits().packetIn(8192).limits())) {
            assertClosed(
                    decoding.feed(Packets.hex("12 34 1f fd")),
                    "8189 bytes (expected: at most 8188, by the setting ajp.packet-in)");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "12 34 00 01 07, SHUTDOWN", "12 34 00 01 08, login PING", "12 34 00 01 09, unknown type 9",
        "12 34 00 01 03, unknown type 3", "12 34 00 01 00, unknown type 0", "12 34 00 01 ff, unknown type 255",
        "12 34 00 00, unknown type -1", "12 34 00 02 00 00, unknown type 0"
    })
    void E16_A07_messageThatHttpdNeverSends_isABreach(String hex, String what) {
        try (Decoding decoding = new Decoding()) {
            assertClosed(decoding.feed(Packets.hex(hex)), what);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'GET / HTTP/1.1\r\n\r\n', this looks like HTTP",
        "'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', this looks like HTTP",
        "P, this looks like HTTP",
        "'\u0016\u0003\u0001\u0002', this looks like TLS",
        "'AB\u0000\u0001', 'begins with 41 42 00 01 (expected: 12 34'",
        "'\u00124', ''"
    })
    void C10_A16_otherProtocol_isNamed(String bytes, String hint) {
        try (Decoding decoding = new Decoding()) {
            decoding.feed(bytes.getBytes(StandardCharsets.ISO_8859_1));
            if (hint.isEmpty()) {
                assertEquals(List.of(), decoding.shown());
            } else {
                assertClosed(decoding, hint);
            }
        }
    }

    @Test
    void A05_halfAPacket_timesOut() {
        AjpLimits limits = AjpLimits.DEFAULT;
        try (Decoding decoding = new Decoding()) {
            decoding.feed(Packets.hex("12 34 00"));
            decoding.advance(limits.packetTimeout().minusMillis(1));
            assertEquals(List.of(), decoding.breaches);
            decoding.advance(Duration.ofMillis(1));
            assertClosed(decoding, "not whole after 10 s");
        }
    }

    @Test
    void A05_dripOfBytes_doesNotProlongTheTime() {
        try (Decoding decoding = new Decoding()) {
            for (int i = 0; i < 10; i++) {
                assertEquals(List.of(), decoding.breaches);
                decoding.feed(GET[i]).advance(Duration.ofSeconds(1));
            }
            assertClosed(decoding, "not whole after 10 s");
        }
    }

    @Test
    void wholePackets_leaveNoTimerRunning() {
        try (Decoding decoding = new Decoding().answeringAtOnce()) {
            decoding.feed(Packets.hex("12 34")).feed(Packets.hex("00 01 0a"));
            decoding.advance(Duration.ofHours(1)).feed(GET).advance(Duration.ofHours(1));
            assertEquals(2, decoding.shown().size());
        }
    }

    @Test
    void everyPacket_hasItsOwnTime_evenIfItBeginsWhereTheLastOneEnds() {
        byte[] post = ForwardPacket.post("/", 2).bytes();
        byte[] body = Packets.body("hi");
        byte[] both = Packets.join(post, body);
        int inPost = post.length / 2;
        int inBody = post.length + body.length / 2;
        try (Decoding decoding = new Decoding()) {
            decoding.feed(Arrays.copyOfRange(both, 0, inPost)).advance(Duration.ofSeconds(9));
            decoding.feed(Arrays.copyOfRange(both, inPost, inBody)).advance(Duration.ofSeconds(9));
            decoding.feed(Arrays.copyOfRange(both, inBody, both.length));
            assertEquals(2, decoding.shown().size());
        }
    }
}
