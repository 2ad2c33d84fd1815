package org.postern.ajp.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.ajp.AjpRequest;
import org.postern.ajp.kit.ForwardPacket;

/** What a good FORWARD_REQUEST says; {@link ForwardRefusalTest} has the bad ones. */
class ForwardParserTest {

    private static AjpMessage.Forward parse(ForwardPacket packet) {
        try (Decoding decoding = new Decoding()) {
            return decoding.feed(packet.bytes()).forward();
        }
    }

    private static AjpRequest request(ForwardPacket packet) {
        return parse(packet).request();
    }

    @ParameterizedTest
    @CsvSource({
        "1, OPTIONS",
        "2, GET",
        "3, HEAD",
        "4, POST",
        "5, PUT",
        "6, DELETE",
        "7, TRACE",
        "8, PROPFIND",
        "9, PROPPATCH",
        "10, MKCOL",
        "11, COPY",
        "12, MOVE",
        "13, LOCK",
        "14, UNLOCK",
        "15, ACL",
        "16, REPORT",
        "17, VERSION-CONTROL",
        "18, CHECKIN",
        "19, CHECKOUT",
        "20, UNCHECKOUT",
        "21, SEARCH",
        "22, MKWORKSPACE",
        "23, UPDATE",
        "24, LABEL",
        "25, MERGE",
        "26, BASELINE-CONTROL",
        "27, MKACTIVITY"
    })
    void methodCode_isItsName(int code, String name) {
        assertEquals(name, request(ForwardPacket.get("/").method(code)).method());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PATCH", "CONNECT", "QUERY", "X-OWN"})
    void W06_E17_storedMethod_isTakenAsItIs(String name) {
        ForwardPacket packet =
                ForwardPacket.get("/").method(ForwardPacket.STORED).attribute(ForwardPacket.STORED_METHOD, name);
        assertEquals(name, request(packet).method());
    }

    @ParameterizedTest
    @CsvSource({
        "01, Accept",
        "02, Accept-Charset",
        "03, Accept-Encoding",
        "04, Accept-Language",
        "05, Authorization",
        "06, Connection",
        "07, Content-Type",
        "09, Cookie",
        "0A, Cookie2",
        "0B, Host",
        "0C, Pragma",
        "0D, Referer",
        "0E, User-Agent"
    })
    void headerCode_isItsName(String low, String name) {
        ForwardPacket packet = ForwardPacket.get("/").header(0xA000 + Integer.parseInt(low, 16), "v");
        assertEquals(List.of(Map.entry(name, "v")), request(packet).headers().entries());
    }

    @Test
    void headers_keepOrderSpellingAndRepetitions() {
        ForwardPacket packet = ForwardPacket.get("/")
                .header("X-b", "1")
                .header(ForwardPacket.HOST, "h")
                .header("x-B", "")
                .header("hOST", "other");
        assertEquals(
                List.of(
                        Map.entry("X-b", "1"),
                        Map.entry("Host", "h"),
                        Map.entry("x-B", ""),
                        Map.entry("hOST", "other")),
                request(packet).headers().entries());
    }

    @ParameterizedTest
    @ValueSource(ints = {255, 256, 0x2000})
    void E12_longHeaderName_isNotTakenForACode(int length) {
        String name = "n".repeat(length);
        assertEquals(
                "v", request(ForwardPacket.get("/").header(name, "v")).headers().first(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.0", "HTTP/2.0", "INCLUDED", "http", "HTTP/1.x", ""})
    void protocol_isTakenAsItIs(String protocol) {
        assertEquals(
                protocol, request(ForwardPacket.get("/").protocol(protocol)).protocol());
    }

    @Test
    void W04_E13_strings_mayBeNullWhereHttpdHasNone() {
        AjpRequest request = request(
                ForwardPacket.get("*").remote(null, null).server(null, 0).method(1));
        assertEquals("*", request.uri());
        assertNull(request.remoteAddr());
        assertNull(request.remoteHost());
        assertNull(request.serverName());
        assertNull(request.query());
        assertNull(request.remoteUser());
        assertNull(request.route());
    }

    @Test
    void attributes_withCodes_haveFieldsOfTheirOwn() {
        AjpMessage.Forward forward = parse(ForwardPacket.get("/")
                .server("h", 65535)
                .secure()
                .attribute(ForwardPacket.SECRET, "s3cret")
                .attribute(0x01, "context")
                .attribute(0x02, "servlet path")
                .attribute(ForwardPacket.REMOTE_USER, "ann")
                .attribute(0x04, "Basic")
                .attribute(ForwardPacket.QUERY, "q=%61")
                .attribute(0x06, "route1")
                .attribute(0x07, "-----BEGIN CERTIFICATE-----\n")
                .attribute(0x08, "TLS_AES_128_GCM_SHA256")
                .attribute(0x09, "00ff")
                .keySize(128));
        AjpRequest request = forward.request();
        assertArrayEquals("s3cret".getBytes(StandardCharsets.UTF_8), forward.secret());
        assertFalse(forward.toString().contains("s3cret"));
        assertEquals("ann", request.remoteUser());
        assertEquals("Basic", request.authType());
        assertEquals("q=%61", request.query());
        assertEquals("route1", request.route());
        assertEquals(65535, request.serverPort());
        assertTrue(request.secure());
        assertEquals(
                new AjpRequest.Tls("-----BEGIN CERTIFICATE-----\n", "TLS_AES_128_GCM_SHA256", "00ff", 128),
                request.tls());
        assertEquals(0, request.attributes().size());
    }

    @Test
    void tls_isThereIfTheClientSpokeIt_howeverLittleIsKnown() {
        assertEquals(
                new AjpRequest.Tls(null, null, null, -1),
                request(ForwardPacket.get("/").secure()).tls());
        assertNull(request(ForwardPacket.get("/").attribute(0x08, "cipher")).tls());
    }

    @Test
    void W08_variables_keepOrderAndRepetitions_nullIsEmpty() {
        ForwardPacket packet = ForwardPacket.get("/")
                .variable("A", "1")
                .variable("b", null)
                .variable("A", "2")
                .variable("", "");
        assertEquals(
                List.of(Map.entry("A", "1"), Map.entry("b", ""), Map.entry("A", "2"), Map.entry("", "")),
                request(packet).attributes().entries());
    }

    @Test
    void W07_R14_variables_namedLikeFields_areOnlyData() {
        AjpMessage.Forward forward = parse(ForwardPacket.get("/")
                .variable("remote_user", "root")
                .variable("secret", "x")
                .variable("stored_method", "DELETE")
                .variable("query_string", "evil"));
        assertNull(forward.secret());
        assertNull(forward.request().remoteUser());
        assertNull(forward.request().query());
        assertEquals("GET", forward.request().method());
        assertEquals("root", forward.request().attributes().first("remote_user"));
    }

    @Test
    void variables_mayHoldAnyText() {
        ForwardPacket packet = ForwardPacket.get("/").variable("facts", "a\nb\r\nc\td\0");
        assertEquals("a\nb\r\nc\td\0", request(packet).attributes().first("facts"));
    }

    @Test
    void headers_mayHoldTabs() {
        assertEquals(
                "a\tb",
                request(ForwardPacket.get("/").header("X", "a\tb")).headers().first("X"));
    }

    @Test
    void W11_R13_C17_text_isUtf8WhereItIsValid() {
        AjpRequest request = request(ForwardPacket.get("/").variable("name", "J\u00fcrgen \u4e2d \ud83d\ude00"));
        assertEquals("J\u00fcrgen \u4e2d \ud83d\ude00", request.attributes().first("name"));
    }

    @Test
    void W11_R13_C17_text_isLatin1WhereItIsNoUtf8() {
        ForwardPacket packet = ForwardPacket.get("/caf\u00e9")
                .charset(StandardCharsets.ISO_8859_1)
                .header("X-Name", "J\u00fcrgen")
                .attribute(ForwardPacket.REMOTE_USER, "Zo\u00eb");
        AjpRequest request = request(packet);
        assertEquals("/caf\u00e9", request.uri());
        assertEquals("J\u00fcrgen", request.headers().first("X-Name"));
        assertEquals("Zo\u00eb", request.remoteUser());
    }

    @Test
    void W05_contentLength_codedOrNamed_promisesABody() {
        assertEquals(9, request(ForwardPacket.post("/", 9)).contentLength());
        AjpRequest named = request(ForwardPacket.get("/").header("content-LENGTH", "0009"));
        assertEquals(9, named.contentLength());
        assertTrue(named.hasBody());
        assertEquals(
                Long.MAX_VALUE, request(ForwardPacket.post("/", Long.MAX_VALUE)).contentLength());
    }

    @Test
    void contentLengthZero_promisesNone() {
        AjpRequest request = request(ForwardPacket.post("/", 0));
        assertEquals(0, request.contentLength());
        assertFalse(request.hasBody());
    }

    @ParameterizedTest
    @ValueSource(strings = {"chunked", "Chunked", "CHUNKED"})
    void transferEncoding_chunked_promisesABodyOfUnknownLength(String value) {
        AjpRequest request = request(ForwardPacket.get("/").header("transfer-ENCODING", value));
        assertTrue(request.chunked());
        assertTrue(request.hasBody());
        assertEquals(-1, request.contentLength());
    }
}
