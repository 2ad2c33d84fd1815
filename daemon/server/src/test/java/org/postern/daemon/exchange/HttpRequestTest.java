package org.postern.daemon.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.ajp.AjpExchange;
import org.postern.ajp.AjpFields;
import org.postern.ajp.AjpRequest;
import org.postern.daemon.config.Facts;
import org.postern.daemon.config.Plans;
import org.postern.daemon.config.SessionSettings;
import org.postern.daemon.session.RequestSessions;
import org.postern.daemon.session.Sessions;
import org.slf4j.LoggerFactory;

/** What a request says of itself, without httpd. */
class HttpRequestTest {

    private static final RequestSessions SESSIONS = new Sessions(
                    new SessionSettings(SessionSettings.Store.MEMORY, null, null, null, Duration.ZERO, 0, 1024),
                    Clock.systemUTC())
            .of("site", "GET /x HTTP/1.1", LoggerFactory.getLogger("site"));

    /** An exchange of which only the request is used. */
    private record Asked(AjpRequest request) implements AjpExchange {

        @Override
        public void runOnLoop(Runnable service) {}

        @Override
        public byte[] read() {
            return null;
        }

        @Override
        public void start(int status, String reason, Iterable<Map.Entry<String, String>> headers) {}

        @Override
        public boolean started() {
            return false;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {}

        @Override
        public void flush() {}

        @Override
        public void end() {}

        @Override
        public void abort() {}

        @Override
        public boolean gone() {
            return false;
        }
    }

    private static HttpRequest request(String uri, AjpFields headers, String... attributes) {
        AjpFields fields = AjpFields.of(attributes);
        AjpRequest ajp = new AjpRequest(
                "GET",
                "HTTP/1.1",
                uri,
                "192.0.2.1",
                null,
                "name.example",
                8080,
                false,
                headers,
                -1,
                false,
                null,
                null,
                "q=1",
                null,
                null,
                fields);
        Asked exchange = new Asked(ajp);
        return new HttpRequest(new Arrival(
                exchange,
                new Facts(fields),
                new Plans(false).of(fields, "HTTP/1.1"),
                null,
                "/root",
                new Response(exchange, false, false, 0, SendingHttpd.NEVER, SESSIONS),
                null,
                Instant.EPOCH));
    }

    private static HttpRequest withHeaders(String... headers) {
        return request("/x", AjpFields.of(headers));
    }

    private static HttpRequest credentials(String text, Charset charset) {
        return withHeaders("Authorization", "Basic " + Base64.getEncoder().encodeToString(text.getBytes(charset)));
    }

    @Test
    void basicCredentials_setTheUser() {
        HttpRequest request = credentials("joe:secret", StandardCharsets.UTF_8);
        assertNull(request.user(), "nobody looked yet");
        assertEquals("secret", request.getBasicAuthPw());
        assertEquals("joe", request.user());
        assertEquals("Basic", request.apAuthType());
    }

    @Test
    void basicCredentials_areUtf8_elseLatin1() {
        HttpRequest utf8 = credentials("jörg:grün", StandardCharsets.UTF_8);
        assertEquals("grün", utf8.getBasicAuthPw());
        assertEquals("jörg", utf8.user());
        HttpRequest latin = credentials("jörg:grün", StandardCharsets.ISO_8859_1);
        assertEquals("grün", latin.getBasicAuthPw());
        assertEquals("jörg", latin.user());
    }

    @Test
    void basicCredentials_thePasswordMayHaveColons_andEitherMayBeEmpty() {
        assertEquals("b:c", credentials("a:b:c", StandardCharsets.UTF_8).getBasicAuthPw());
        assertEquals("", credentials("a:", StandardCharsets.UTF_8).getBasicAuthPw());
        assertEquals("p", credentials(":p", StandardCharsets.UTF_8).getBasicAuthPw());
    }

    @ParameterizedTest
    @ValueSource(strings = {"basic am9lOnB3", "BASIC am9lOnB3", "Basic   am9lOnB3  "})
    void basicCredentials_schemeIgnoresCaseAndBlanks(String header) {
        assertEquals("pw", withHeaders("authorization", header).getBasicAuthPw());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Basic", "Basic ", "Basic !!!", "Basic am9l", "Bearer am9lOnB3", "Basicam9lOnB3", "Digest x"})
    void whatIsNoBasicCredentials_isNull_andNoUser(String header) {
        HttpRequest request = withHeaders("Authorization", header);
        assertNull(request.getBasicAuthPw());
        assertNull(request.user());
        assertNull(request.apAuthType());
        assertNull(withHeaders().getBasicAuthPw());
    }

    @ParameterizedTest
    @CsvSource({"a.example:81, a.example", "a.example, a.example", "[::1]:81, [::1]", "[::1], [::1]", ", name.example"})
    void hostname_isTheHostWithoutPort(String host, String hostname) {
        assertEquals(hostname, (host == null ? withHeaders() : withHeaders("Host", host)).hostname());
    }

    @Test
    void constructUrl_isOnTheHostThatTheClientAskedFor() {
        assertEquals(
                "http://a.example:81/y", withHeaders("Host", "a.example:81").constructUrl("/y"));
        assertEquals("http://name.example:8080/y", withHeaders().constructUrl("/y"));
    }

    @Test
    void handlerForm_theFileIsInTheUri() {
        HttpRequest request = request(
                "/-file-/srv/a%20b%C3%BC.html",
                AjpFields.NONE, "POSTERN_URI", "/a bü.html/more", "POSTERN_PATH_INFO", "/more");
        assertEquals("/srv/a bü.html", request.filename());
        assertEquals("/a bü.html/more", request.uri());
        assertEquals("/more", request.pathInfo());
    }

    @Test
    void proxyForm_thereIsNoFile() {
        HttpRequest request = request("/app/x%20y", AjpFields.NONE, "POSTERN_URI", "/app/x y");
        assertNull(request.filename());
        assertNull(request.pathInfo());
        assertEquals("/app/x y", request.uri());
        assertEquals("GET /app/x%20y?q=1 HTTP/1.1", request.theRequest());
        assertEquals("/app/x%20y?q=1", request.unparsedUri());
        assertEquals("q=1", request.args());
    }

    @Test
    void lineBreaksInHeaders_goNoFurther() {
        assertEquals("a  b c", withHeaders("X", "a\r\nb\0c").headersIn().get("X"));
    }

    @Test
    void addHandler_refusesWhatIsNoPhaseOrNoHandler() {
        HttpRequest request = withHeaders();
        for (String phase : List.of("", "fixup", "JavaFixUpHandler", "JavaHandlerModule", "JavaInputFilter")) {
            assertThrows(IllegalArgumentException.class, () -> request.addHandler(phase, "x"), phase);
        }
        assertThrows(IllegalArgumentException.class, () -> request.addHandler("JavaFixupHandler", " "));
    }

    @ParameterizedTest
    @CsvSource({
        "/a, /a",
        "/a%20b, '/a b'",
        "/%C3%A4, /ä",
        "/%E4, /ä",
        "/%, /%",
        "/%4, /%4",
        "/%zz, /%zz",
        "/%2F, //",
        "/+, /+",
        "/%41%zz%42, /A%zzB"
    })
    void urlText_isDecoded_whereItIsEncoded(String text, String decoded) {
        assertEquals(decoded, UrlText.decode(text));
    }

    @Test
    void urlText_isAFileName_onlyInTheHandlerForm() {
        assertEquals("/srv/x y", UrlText.filename("/-file-/srv/x%20y", "/asked"));
        assertNull(UrlText.filename("/-file-", "/asked"));
        assertNull(UrlText.filename("/-file-x/y", "/asked"));
        assertNull(UrlText.filename("/x/-file-/y", "/asked"));
        assertNull(UrlText.filename("/-file-/etc/passwd", "/-file-/etc/passwd"), "the client's own");
        assertNull(UrlText.filename("/-file-/etc/passwd", "/app-file-/etc/passwd"));
    }
}
