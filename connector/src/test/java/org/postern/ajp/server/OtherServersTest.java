package org.postern.ajp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.ajp.AjpExchange;
import org.postern.ajp.AjpRequest;
import org.postern.ajp.kit.AjpClient;
import org.postern.ajp.kit.Answer;
import org.postern.ajp.kit.ForwardPacket;
import org.postern.ajp.kit.Packets;
import org.postern.ajp.kit.ReplyPacket;

/** What other servers' suites try, each case under the number that it has in the list ajp.tsv. */
@EveryTransport
class OtherServersTest extends ServerTest {

    private static final byte[] SECRET = "sesame".getBytes(StandardCharsets.US_ASCII);

    /** The end of a body as a client of another server's suite sends it: an empty piece and four bytes of junk. */
    private static final byte[] JUNK_END = Packets.hex("12 34 00 06 00 00 00 00 00 ff");

    private final BlockingQueue<AjpRequest> requests = new LinkedBlockingQueue<>();

    private void serveAll() throws IOException {
        secrets = List.of(SECRET);
        serve(exchange -> {
            requests.add(exchange.request());
            answer(exchange, 200, readAll(exchange));
        });
    }

    /** The request as the service gets it, from a peer that is known. */
    private AjpRequest asked(ForwardPacket packet) throws Exception {
        serveAll();
        AjpClient httpd = connect();
        Answer answer = httpd.ask(packet.attribute(ForwardPacket.SECRET, "sesame"));
        assertEquals(200, answer.status());
        assertCleanEnd(httpd, answer);
        AjpRequest request = requests.poll(10, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("no request");
        }
        return request;
    }

    /** The connection is left as it was before the request. */
    private static void assertCleanEnd(AjpClient httpd, Answer answer) throws IOException {
        assertTrue(answer.reuse());
        httpd.send(Packets.CPING);
        assertInstanceOf(ReplyPacket.Pong.class, httpd.next());
    }

    private static ForwardPacket get() {
        return ForwardPacket.get("/");
    }

    private static String header(AjpRequest request, String name) {
        return String.valueOf(request.headers().first(name));
    }

    @Test
    void T01_T02_serverNameAndPort_areThoseOfThePacket() throws Exception {
        AjpRequest request = asked(get().server("MYSERVER", 8888));
        assertEquals("MYSERVER", request.serverName());
        assertEquals(8888, request.serverPort());
    }

    @ParameterizedTest
    @ValueSource(strings = {"34567", "0", "-1", "no number", ""})
    void T03_T06_W09_C20_localAddressAndRemotePort_areText_whateverItIs(String port) throws Exception {
        AjpRequest request = asked(get().variable("AJP_LOCAL_ADDR", "10.3.2.1").variable("AJP_REMOTE_PORT", port));
        assertEquals("10.3.2.1", request.attributes().first("AJP_LOCAL_ADDR"));
        assertEquals(port, request.attributes().first("AJP_REMOTE_PORT"));
    }

    @Test
    void T04_T05_remoteHostAndAddress() throws Exception {
        AjpRequest request = asked(get().remote("10.1.2.3", "MYCLIENT"));
        assertEquals("10.1.2.3", request.remoteAddr());
        assertEquals("MYCLIENT", request.remoteHost());
    }

    @Test
    void T07_method() throws Exception {
        assertEquals("LOCK", asked(get().method(13)).method());
    }

    @Test
    void T08_T11_uriAndQuery() throws Exception {
        AjpRequest request = asked(ForwardPacket.get("/a/b/c").attribute(ForwardPacket.QUERY, "p1=1&p2=12&p3=123"));
        assertEquals("/a/b/c", request.uri());
        assertEquals("p1=1&p2=12&p3=123", request.query());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "HTTP/1.x", "HTTP/2.0", "INCLUDED"})
    void T09_E18_protocol_isWhateverItIs(String protocol) throws Exception {
        assertEquals(protocol, asked(get().protocol(protocol)).protocol());
    }

    @Test
    void T10_secure() throws Exception {
        AjpRequest request = asked(get().secure());
        assertTrue(request.secure());
        assertEquals(-1, request.tls().keySize());
    }

    @Test
    void T12_T13_userAndItsType_areThoseOfAKnownPeer() throws Exception {
        AjpRequest request = asked(get().attribute(0x03, "MYUSER").attribute(0x04, "MyAuth"));
        assertEquals("MYUSER", request.remoteUser());
        assertEquals("MyAuth", request.authType());
    }

    @Test
    void T14_T15_headerAndAttribute() throws Exception {
        AjpRequest request = asked(get().header("MYHEADER", "value").variable("MYATTRIBUTE", "other"));
        assertEquals("value", header(request, "myheader"));
        assertEquals("other", request.attributes().first("MYATTRIBUTE"));
    }

    @Test
    void T16_allOfIt() throws Exception {
        AjpRequest request = asked(ForwardPacket.get("/a")
                .method(13)
                .protocol("http")
                .remote("10.1.2.3", "MYCLIENT")
                .server("MYSERVER", 8888)
                .secure()
                .header("MYHEADER", "value")
                .attribute(0x03, "MYUSER")
                .attribute(0x04, "MyAuth")
                .attribute(0x05, "p=1")
                .variable("MYATTRIBUTE", "other"));
        assertEquals(
                "LOCK /a p=1 http MYSERVER 8888 10.1.2.3 MYCLIENT MYUSER MyAuth",
                String.join(
                        " ",
                        request.method(),
                        request.uri(),
                        request.query(),
                        request.protocol(),
                        request.serverName(),
                        Integer.toString(request.serverPort()),
                        request.remoteAddr(),
                        request.remoteHost(),
                        request.remoteUser(),
                        request.authType()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 10_000, 65_529})
    void T17_T18_C08_bodyOfOnePacket_isAllThereIs(int size) throws Exception {
        serveAll();
        AjpClient httpd = connect();
        ForwardPacket put = ForwardPacket.post("/", size).method(5).attribute(ForwardPacket.SECRET, "sesame");
        httpd.send(put, Packets.body("x".repeat(size)));
        Answer answer = httpd.answer();
        assertEquals(size, answer.body().length());
        assertCleanEnd(httpd, answer);
    }

    @Test
    void T18_W16_E01_junkBehindPiecesAndTheEnd_isNoMatter() throws Exception {
        serveAll();
        AjpClient httpd = connect();
        httpd.send(ForwardPacket.chunkedPost("/").attribute(ForwardPacket.SECRET, "sesame"));
        httpd.next();
        httpd.send(Packets.hex("12 34 00 08 00 02 68 69 00 00 00 ff"));
        httpd.next();
        httpd.send(JUNK_END);
        Answer answer = httpd.answer();
        assertEquals("hi", answer.body());
        assertCleanEnd(httpd, answer);
    }

    @Test
    void T21_form() throws Exception {
        serveAll();
        AjpClient httpd = connect();
        ForwardPacket post = ForwardPacket.post("/", 9)
                .header(ForwardPacket.CONTENT_TYPE, "application/x-www-form-urlencoded")
                .attribute(ForwardPacket.SECRET, "sesame");
        httpd.send(post, Packets.body("test=data"));
        Answer answer = httpd.answer();
        assertEquals("test=data", answer.body());
        assertCleanEnd(httpd, answer);
        assertEquals("application/x-www-form-urlencoded", header(requests.take(), "Content-Type"));
    }

    @Test
    void T26_A12_headerThatCannotBeSent_isRefused_theGoodOnesAreNotLost() throws Exception {
        serve(exchange -> {
            List<Map.Entry<String, String>> good = List.of(Map.entry("X-A", "1"), Map.entry("X-B", "2"));
            try {
                exchange.start(200, null, List.of(good.get(0), Map.entry("X-Bad", "a\nb"), good.get(1)));
            } catch (RuntimeException refused) {
                exchange.start(200, null, good);
            }
            exchange.end();
        });
        assertEquals(
                List.of(Map.entry("X-A", "1"), Map.entry("X-B", "2")),
                connect().ask(get()).head().headers());
    }

    @Test
    void T26_letterBeyondLatin1_isSentAsUtf8() throws Exception {
        serve(exchange -> {
            exchange.start(200, null, List.of(Map.entry("X-A", "\u039a")));
            exchange.end();
        });
        assertEquals("\u039a", connect().ask(get()).header("X-A"));
    }

    @Test
    void T27_noHeadersAtAll_isAHeadWithNone() throws Exception {
        serve(exchange -> {
            exchange.start(200, null, List.of());
            exchange.flush();
            exchange.end();
        });
        AjpClient httpd = connect();
        Answer answer = httpd.ask(get());
        assertEquals(List.of(), answer.head().headers());
        assertEquals(List.of(new ReplyPacket.Chunk("")), answer.chunks());
        assertCleanEnd(httpd, answer);
    }

    @Test
    void T28_reason_isThePhrase() throws Exception {
        serve(exchange -> answer(exchange, 404, ""));
        assertEquals("Not Found", connect().ask(get()).head().reason());
    }

    @Test
    void T29_bodyInPieces_eachAfterTheLastWasRead() throws Exception {
        serveAll();
        AjpClient httpd = connect();
        httpd.send(ForwardPacket.chunkedPost("/").attribute(ForwardPacket.SECRET, "sesame"));
        for (int i = 0; i < 5; i++) {
            assertInstanceOf(ReplyPacket.AskBody.class, httpd.next());
            httpd.send(Packets.body("x".repeat(2000)));
        }
        assertInstanceOf(ReplyPacket.AskBody.class, httpd.next());
        httpd.send(Packets.BODY_END);
        assertEquals(10_000, httpd.answer().body().length());
    }

    @Test
    void U03_C17_pathAndQuery_inUtf8() throws Exception {
        AjpRequest request = asked(ForwardPacket.get("/\ud55c\uae00").attribute(ForwardPacket.QUERY, "p=\ud55c\uae00"));
        assertEquals("/\ud55c\uae00", request.uri());
        assertEquals("p=\ud55c\uae00", request.query());
    }

    @Test
    void U11_queryInAnOldCharset_isOneCharacterAByte_sothatNothingIsLost() throws Exception {
        AjpRequest request =
                asked(get().charset(Charset.forName("MS949")).attribute(ForwardPacket.QUERY, "p=\ud55c\uae00"));
        byte[] bytes = "p=\ud55c\uae00".getBytes(Charset.forName("MS949"));
        assertEquals(new String(bytes, StandardCharsets.ISO_8859_1), request.query());
    }

    @ParameterizedTest
    @ValueSource(strings = {"param=value%http", "%", "%zz", "a=%ff", "a b", "<\">"})
    void U04_oddQuery_isHandedOnAsItIs(String query) throws Exception {
        assertEquals(query, asked(get().attribute(ForwardPacket.QUERY, query)).query());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/hi;path=param", "/a;b=1/c;d=2;e/f", "/url/foo=bar", "/a%2fb/%2e%2e/c", "/a//b/../c", "*"})
    void U05_U06_U14_A13_uri_isHandedOnAsItIs(String uri) throws Exception {
        assertEquals(uri, asked(ForwardPacket.get(uri)).uri());
    }

    @Test
    void U07_tenRequests_onOneConnection() throws Exception {
        serve(exchange -> answer(exchange, 200, exchange.request().uri()));
        AjpClient httpd = connect();
        for (int i = 0; i < 10; i++) {
            assertEquals("/" + i, httpd.ask(ForwardPacket.get("/" + i)).body());
        }
    }

    @Test
    void U13_serviceThatClosesWithoutAWord_isSeenAsThat() throws Exception {
        serve(AjpExchange::abort);
        AjpClient httpd = connect();
        httpd.send(get());
        httpd.awaitEnd();
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "keep-alive", "Upgrade, HTTP2-Settings"})
    void U10_C15_connectionHeaderOfTheClient_isNoMatterOfOurs(String value) throws Exception {
        assertEquals(value, header(asked(get().header(0xA006, value).header("Upgrade", "h2c")), "Connection"));
    }

    @Test
    void U19_repeatedHeader_isSentAsOftenAsItIsThere() throws Exception {
        serve(exchange -> {
            exchange.start(200, null, List.of(Map.entry("Set-Cookie", "a=1"), Map.entry("Set-Cookie", "b=2")));
            exchange.end();
        });
        assertEquals(
                List.of(Map.entry("Set-Cookie", "a=1"), Map.entry("Set-Cookie", "b=2")),
                connect().ask(get()).head().headers());
    }

    @ParameterizedTest
    @ValueSource(strings = {"remote_user", "secret", "query_string", "stored_method", "ssl_cert", "context"})
    void W07_E15_A02_variableWithTheNameOfAField_isOnlyData(String name) throws Exception {
        AjpRequest request = asked(get().variable(name, "forged"));
        assertEquals("forged", request.attributes().first(name));
        assertEquals("GET", request.method());
        assertNull(request.remoteUser());
        assertNull(request.query());
        assertFalse(request.secure());
    }

    @Test
    void A15_certificateThatIsNone_isText() throws Exception {
        AjpRequest request =
                asked(get().secure().attribute(0x07, "-----BEGIN nothing").keySize(65535));
        assertEquals("-----BEGIN nothing", request.tls().certificate());
        assertEquals(65535, request.tls().keySize());
    }
}
