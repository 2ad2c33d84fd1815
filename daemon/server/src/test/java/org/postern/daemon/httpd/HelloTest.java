package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.Sources;
import org.postern.daemon.kit.TestSite;

/** What the simplest handlers see and say, through httpd. */
class HelloTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite().vhost("AllowEncodedSlashes NoDecode");

    @BeforeAll
    static void files() throws IOException {
        SITE.page("hello", "\"Hello, world\\n\"");
        SITE.page(
                "seen",
                "req.method() + \"|\" + req.uri() + \"|\" + req.pathInfo() + \"|\" + req.args() + \"|\" + req.filename()"
                        + ".substring(req.documentRoot().length()) + \"|\" + req.unparsedUri()");
    }

    @Test
    void hello_answersWithTypeAndLength() throws IOException {
        Answer answer = SITE.get("/hello/");
        assertEquals(200, answer.status());
        assertEquals("Hello, world\n", answer.body());
        assertEquals("text/plain; charset=UTF-8", answer.header("Content-Type"));
        assertEquals("13", answer.header("Content-Length"));
        assertNull(answer.header("Transfer-Encoding"));
    }

    @Test
    void head_sameHeadersNoBody() throws IOException {
        try (Http http = new Http(SITE.port())) {
            Answer head = http.send("HEAD", "/hello/", new byte[0]);
            assertEquals(200, head.status());
            assertEquals("13", head.header("Content-Length"));
            assertEquals("Hello, world\n", http.get("/hello/").body(), "the connection goes on with the next answer");
        }
    }

    @Test
    void noContent_hasNeitherBodyNorLength() throws IOException {
        SITE.handled("empty", "Use JavaRoot " + SITE.root() + "/empty", "Use JavaHandler empty");
        SITE.file("empty/empty.java", Sources.handler("empty", "req.status(204); req.write(\"lost\"); return OK;"));
        Answer answer = SITE.get("/empty/");
        assertEquals(204, answer.status());
        assertEquals(0, answer.bytes().length);
        assertNull(answer.header("Content-Length"));
    }

    @Test
    void pathInfoAndQuery_arriveApart() throws IOException {
        SITE.file("seen/file", "");
        assertEquals(
                "GET|/seen/file/more/and more|/more/and more|a=1&b=%20|/seen/file|/seen/file/more/and%20more?a=1&b=%20",
                SITE.get("/seen/file/more/and%20more?a=1&b=%20").body());
    }

    @Test
    void umlautsBlanksAndSemicolons_inThePath() throws IOException {
        SITE.file("seen/grün & blau;x", "");
        assertEquals(
                "GET|/seen/grün & blau;x|null-free|null|/seen/grün & blau;x|/seen/gr%C3%BCn%20&%20blau;x"
                        .replace("null-free", ""),
                SITE.get("/seen/gr%C3%BCn%20&%20blau;x").body());
    }

    @Test
    void encodedSlash_staysEncoded() throws IOException {
        SITE.file("seen/file", "");
        assertEquals(
                "GET|/seen/file/a%2Fb|/a%2Fb|null|/seen/file|/seen/file/a%2Fb",
                SITE.get("/seen/file/a%2Fb").body());
    }

    @Test
    void duplicateHeaders_bothWays() throws IOException {
        SITE.handled("twice", "Use JavaRoot " + SITE.root() + "/twice", "Use JavaHandler twice");
        SITE.file(
                "twice/twice.java",
                Sources.handler(
                        "twice",
                        "req.headersOut().add(\"Set-Cookie\", \"a=1\"); req.headersOut().add(\"Set-Cookie\", \"b=2\");"
                                + " req.write(req.headersIn().get(\"X-Two\")); return OK;"));
        Answer answer = SITE.get("/twice/", "X-Two: one", "X-Two: two");
        assertEquals("one, two", answer.body());
        assertEquals(java.util.List.of("a=1", "b=2"), answer.headers("Set-Cookie"));
    }

    @Test
    void bytes_areSentAsTheyAre() throws IOException {
        SITE.handled("bytes", "Use JavaRoot " + SITE.root() + "/bytes", "Use JavaHandler bytes");
        SITE.file(
                "bytes/bytes.java",
                Sources.handler(
                        "bytes",
                        "byte[] all = new byte[256]; for (int i = 0; i < 256; i++) all[i] = (byte) i;"
                                + " req.contentType(\"application/octet-stream\"); req.write(all); return OK;"));
        byte[] all = new byte[256];
        for (int i = 0; i < 256; i++) {
            all[i] = (byte) i;
        }
        assertArrayEquals(all, SITE.get("/bytes/").bytes());
    }

    @Test
    void bigAnswer_arrivesWhole() throws IOException {
        SITE.handled("big", "Use JavaRoot " + SITE.root() + "/big", "Use JavaHandler big");
        SITE.file(
                "big/big.java",
                Sources.handler(
                        "big",
                        "byte[] piece = new byte[9973]; for (int i = 0; i < 1000; i++) { Arrays.fill(piece, (byte) i);"
                                + " req.write(piece); } return OK;"));
        byte[] bytes = SITE.get("/big/").bytes();
        assertEquals(9_973_000, bytes.length);
        for (int i = 0; i < 1000; i++) {
            assertEquals((byte) i, bytes[i * 9973]);
            assertEquals((byte) i, bytes[i * 9973 + 9972]);
        }
    }

    @Test
    void anotherCharset_isWrittenInIt() throws IOException {
        SITE.handled("latin", "Use JavaRoot " + SITE.root() + "/latin", "Use JavaHandler latin");
        SITE.file(
                "latin/latin.java",
                Sources.handler(
                        "latin",
                        "req.contentType(\"text/plain; charset=ISO-8859-1\"); req.write(\"\u00e4\"); return OK;"));
        Answer answer = SITE.get("/latin/");
        assertArrayEquals(new byte[] {(byte) 0xE4}, answer.bytes());
        assertTrue(String.valueOf(answer.header("Content-Type")).endsWith("charset=ISO-8859-1"));
    }
}
