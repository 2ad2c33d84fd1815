package org.postern.ajp.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.Arrays;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.ajp.kit.ForwardPacket;
import org.postern.ajp.kit.Limits;
import org.postern.ajp.kit.Packets;

/** Whatever two parsers could read differently is answered with 400: rule R5 of the AJP note. */
class ForwardRefusalTest {

    private static final int[] ONCE = {0x03, 0x04, 0x05, 0x0C, 0x0D};

    private static ForwardPacket get() {
        return ForwardPacket.get("/");
    }

    private static AjpProtocolException refusal(byte[] payload, Limits limits) {
        try (Decoding decoding = new Decoding(limits.limits())) {
            AjpProtocolException breach = decoding.feed(Packets.packet(payload)).breach();
            assertEquals(0, decoding.messages.size());
            return breach;
        }
    }

    private static void assertRefused(String field, ForwardPacket packet) {
        AjpProtocolException breach = refusal(packet.payload(), new Limits());
        assertEquals(400, breach.status());
        assertTrue(String.valueOf(breach.getMessage()).startsWith(field + ": "), breach.getMessage());
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                argumentSet("null protocol", "protocol", get().protocol(null)),
                argumentSet("null req_uri", "req_uri", ForwardPacket.get(null)),
                argumentSet("empty req_uri", "req_uri", ForwardPacket.get("")),
                argumentSet("relative req_uri", "req_uri", ForwardPacket.get("a/b")),
                argumentSet("absolute req_uri", "req_uri", ForwardPacket.get("http://example.com/")),
                argumentSet("almost a star", "req_uri", ForwardPacket.get("*/")),
                argumentSet("stored method missing", "stored_method", get().method(0xFF)),
                argumentSet("stored method empty", "stored_method", stored("")),
                argumentSet("stored method null", "stored_method", stored(null)),
                argumentSet("stored method no token", "stored_method", stored("GET /")),
                argumentSet("stored method beside a coded one", "stored_method", get().attribute(0x0D, "PATCH")),
                argumentSet("null header value", "X-A", get().header("X-A", null)),
                argumentSet("null header name", "header name", get().header((String) null, "v")),
                argumentSet("empty header name", "header name", get().header("", "v")),
                argumentSet("header name with space", "header name", get().header("X A", "v")),
                argumentSet("header name with colon", "header name", get().header("X:", "v")),
                argumentSet("header name above ASCII", "header name", get().header("X\u00e9", "v")),
                argumentSet("more headers than there are", "header name", get().headerCount(1)),
                argumentSet("65535 headers", "num_headers", get().headerCount(65535)),
                argumentSet(
                        "fewer headers than there are",
                        "attribute",
                        get().header("X", "v").headerCount(0)),
                argumentSet(
                        "length twice",
                        "Content-Length",
                        ForwardPacket.post("/", 9).header(0xA008, "9")),
                argumentSet(
                        "length coded and named",
                        "content-length",
                        ForwardPacket.post("/", 9).header("content-length", "9")),
                argumentSet(
                        "length and chunks",
                        "Transfer-Encoding",
                        ForwardPacket.chunkedPost("/").header(0xA008, "9")),
                argumentSet(
                        "chunks and length zero",
                        "Transfer-Encoding",
                        ForwardPacket.post("/", 0).header("transfer-encoding", "chunked")),
                argumentSet(
                        "chunks twice",
                        "Transfer-Encoding",
                        ForwardPacket.chunkedPost("/").header("Transfer-Encoding", "chunked")),
                argumentSet("bytes behind the end", "packet", get().tail(0xFF, 0)),
                argumentSet("a second end", "packet", get().tail(0xFF, 0xFF)),
                argumentSet("no end", "attribute", get().tail()),
                argumentSet("variable without name", "req_attribute", get().variable(null, "v")),
                argumentSet("key size cut", "ssl_key_size", get().tail(0x0B, 1)),
                argumentSet("length past the packet", "query_string", get().tail(0x05, 0, 1, 'x')),
                argumentSet("greatest length", "query_string", get().tail(0x05, 0xFF, 0xFE, 'x', 0, 0xFF)));
    }

    private static ForwardPacket stored(String method) {
        return get().method(ForwardPacket.STORED).attribute(ForwardPacket.STORED_METHOD, method);
    }

    @ParameterizedTest
    @MethodSource
    void refused(String field, ForwardPacket packet) {
        assertRefused(field, packet);
    }

    /** Whoever writes such text into a line, as a log or a header does, writes two. */
    @ParameterizedTest
    @ValueSource(chars = {'\0', '\n', '\r'})
    void A14_textThatBreaksLines_isRefusedWhereItIsTakenForOne(char control) {
        String text = "/a" + control + "b";
        assertRefused("req_uri", ForwardPacket.get(text));
        assertRefused("protocol", get().protocol(text));
        assertRefused("query_string", get().attribute(ForwardPacket.QUERY, text));
        assertRefused("X-A", get().header("X-A", text));
        assertRefused("X-A", get().header("X-A", "\u00e9" + text));
        assertRefused("Host", get().header(ForwardPacket.HOST, text));
        assertRefused("header name", get().header(text, "v"));
        assertRefused("stored_method", stored("GET" + control));
    }

    @Test
    void W06_unknownMethodCodes_areRefused() {
        for (int code = 0; code < 0xFF; code = code == 0 ? 28 : code + 1) {
            assertRefused("method", get().method(code));
        }
    }

    @Test
    void unknownHeaderCodes_areRefused() {
        for (int low = 0; low <= 0xFF; low = low == 0 ? 0x0F : low + 1) {
            assertRefused("header name", get().header(0xA000 + low, "v"));
        }
    }

    @Test
    void W10_unknownAttributeCodes_areRefused() {
        for (int code = 0; code < 0xFF; code = code == 0 ? 0x0E : code + 1) {
            assertRefused("attribute", get().attribute(code, "v"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "9 ",
                " 9",
                "+9",
                "-1",
                "0x9",
                "9,9",
                "9, 9",
                "1e3",
                "\u0669",
                "9223372036854775808",
                "99999999999999999999"
            })
    void R05_contentLength_thatIsNotOneNumber_isRefused(String value) {
        assertRefused("Content-Length", get().header(ForwardPacket.CONTENT_LENGTH, value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "identity",
                "gzip",
                "gzip, chunked",
                "chunked, chunked",
                "chunked ",
                " chunked",
                "chunked;q=1"
            })
    void W12_R05_transferEncoding_otherThanChunked_isRefused(String value) {
        assertRefused("Transfer-Encoding", get().header("Transfer-Encoding", value));
    }

    @Test
    void E15_R05_fieldsThatDecideWhoAsksForWhat_areRefusedWhenGivenTwice() {
        for (int code : ONCE) {
            ForwardPacket twice = get().attribute(code, "A").attribute(code, "A");
            assertEquals(400, refusal(twice.payload(), new Limits()).status(), () -> "attribute code " + code);
        }
    }

    @Test
    void E13_fieldsThatDecideWhoAsksForWhat_areRefusedWhenNull() {
        for (int code : ONCE) {
            assertEquals(
                    400,
                    refusal(get().attribute(code, null).payload(), new Limits()).status(),
                    () -> "attribute code " + code);
        }
    }

    /** Lengths past the packet, lists without end: whatever is missing, nothing is made up for it. */
    @Test
    void E14_requestCutAnywhere_isRefused() {
        byte[] whole = everything().payload();
        for (int length = 1; length < whole.length; length++) {
            assertEquals(
                    400, refusal(Arrays.copyOf(whole, length), new Limits()).status(), "cut at " + length);
        }
    }

    /** The NULs behind strings are the only NULs here that follow a letter. */
    @Test
    void E14_stringWithoutNul_isRefused() {
        byte[] whole = everything().payload();
        int strings = 0;
        for (int i = 1; i < whole.length; i++) {
            if (whole[i] == 0 && Character.isLetter(whole[i - 1])) {
                byte[] wrong = whole.clone();
                wrong[i] = 1;
                assertEquals(400, refusal(wrong, new Limits()).status(), "NUL at " + i);
                strings++;
            }
        }
        assertEquals(13, strings);
    }

    private static ForwardPacket everything() {
        return ForwardPacket.get("/a")
                .protocol("http")
                .remote("addr", "host")
                .server("server", 0x0101)
                .header(ForwardPacket.HOST, "name")
                .header("X-Header", "value")
                .attribute(ForwardPacket.REMOTE_USER, "user")
                .attribute(ForwardPacket.QUERY, "query")
                .variable("variable", "value")
                .attribute(ForwardPacket.SECRET, "secret")
                .keySize(0x0101);
    }

    @Test
    void A06_R21_R22_moreHeadersThanTheLimit_areRefused() {
        Limits two = new Limits().headers(2);
        ForwardPacket packet = get().header("A", "").header("B", "");
        try (Decoding decoding = new Decoding(two.limits())) {
            assertEquals(2, decoding.feed(packet.bytes()).request().headers().size());
        }
        AjpProtocolException breach = refusal(packet.header("C", "").payload(), two);
        assertEquals(400, breach.status());
        assertEquals("num_headers: 3 (expected: at most 2, the setting ajp.headers-max)", breach.getMessage());
    }

    @Test
    void A06_R22_moreVariablesThanTheLimit_areRefused() {
        Limits two = new Limits().attributes(2);
        ForwardPacket packet = get().variable("A", "").variable("B", "");
        try (Decoding decoding = new Decoding(two.limits())) {
            assertEquals(2, decoding.feed(packet.bytes()).request().attributes().size());
        }
        AjpProtocolException breach = refusal(packet.variable("C", "").payload(), two);
        assertEquals(400, breach.status());
        assertEquals("req_attribute: more than 2, the setting ajp.attributes-max", breach.getMessage());
    }
}
