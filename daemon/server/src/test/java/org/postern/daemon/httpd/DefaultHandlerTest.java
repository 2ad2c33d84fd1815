package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.TestSite;

/** What no handler answers is answered as httpd would. */
class DefaultHandlerTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    @BeforeAll
    static void files() throws IOException {
        SITE.handled("all", "Use JavaHandler None");
        Path digits = SITE.file("all/digits.txt", "0123456789");
        Files.setLastModifiedTime(digits, FileTime.from(Instant.parse("2021-03-04T05:06:07Z")));
        SITE.file("all/page.html", "<h1>page</h1>");
        SITE.file("all/x.unknown-type", "?");
        SITE.file("all/sub/index.html", "index of sub");
        SITE.file("all/none/other.html", "not an index");
    }

    @Test
    void pathInfoBehindAFile_isA404_unlessAHandlerAcceptsIt() throws IOException {
        SITE.handler(
                "accept",
                "if (\"yes\".equals(req.args())) req.usedPathInfo(AP_REQ_ACCEPT_PATH_INFO); return DECLINED;");
        SITE.file("accept/page.txt", "the page");
        assertEquals(404, SITE.get("/accept/page.txt/more").status());
        assertEquals("the page", SITE.get("/accept/page.txt/more?yes").body());
    }

    @Test
    void file_hasTypeLengthAndValidators_onHeadToo() throws IOException {
        Answer answer = SITE.get("/all/digits.txt");
        assertEquals(200, answer.status());
        assertEquals("0123456789", answer.body());
        assertEquals("text/plain", answer.header("Content-Type"));
        assertEquals("10", answer.header("Content-Length"));
        assertEquals("bytes", answer.header("Accept-Ranges"));
        assertNotNull(answer.header("Last-Modified"));
        Answer head = SITE.send("HEAD", "/all/digits.txt", new byte[0]);
        assertEquals("10", head.header("Content-Length"));
        assertEquals(answer.header("ETag"), head.header("ETag"));
        assertEquals("text/html", SITE.get("/all/page.html").header("Content-Type"));
        assertNull(SITE.get("/all/x.unknown-type").header("Content-Type"));
    }

    @Test
    void conditions_areChecked() throws IOException {
        Answer answer = SITE.get("/all/digits.txt");
        String etag = answer.header("ETag");
        String date = answer.header("Last-Modified");
        for (String same : List.of(
                "If-None-Match: " + etag,
                "If-None-Match: W/" + etag,
                "If-None-Match: \"x\", " + etag,
                "If-None-Match: *",
                "If-Modified-Since: " + date)) {
            Answer unchanged = SITE.get("/all/digits.txt", same);
            assertEquals(304, unchanged.status(), same);
            assertEquals(etag, unchanged.header("ETag"));
        }
        for (String other : List.of(
                "If-None-Match: \"x\"",
                "If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT",
                "If-Modified-Since: nonsense",
                "If-Match: " + etag,
                "If-Unmodified-Since: " + date)) {
            assertEquals(200, SITE.get("/all/digits.txt", other).status(), other);
        }
        for (String failed : List.of(
                "If-Match: \"x\"", "If-Match: W/" + etag, "If-Unmodified-Since: Fri, 02 Jan 1970 00:00:00 GMT")) {
            assertEquals(412, SITE.get("/all/digits.txt", failed).status(), failed);
        }
    }

    @Test
    void singleRanges_areSent() throws IOException {
        for (List<String> range : List.of(
                List.of("bytes=2-4", "234", "bytes 2-4/10"),
                List.of("bytes=7-", "789", "bytes 7-9/10"),
                List.of("bytes=-3", "789", "bytes 7-9/10"),
                List.of("bytes=8-99", "89", "bytes 8-9/10"))) {
            Answer answer = SITE.get("/all/digits.txt", "Range: " + range.get(0));
            assertEquals(206, answer.status(), range.get(0));
            assertEquals(range.get(1), answer.body());
            assertEquals(range.get(2), answer.header("Content-Range"));
            assertEquals("" + range.get(1).length(), answer.header("Content-Length"));
        }
        for (String whole : List.of("bytes=4-2", "lines=1-2", "bytes=-")) {
            Answer answer = SITE.get("/all/digits.txt", "Range: " + whole);
            assertEquals(200, answer.status(), whole);
            assertEquals("0123456789", answer.body());
        }
        Answer beyond = SITE.get("/all/digits.txt", "Range: bytes=10-");
        assertEquals(416, beyond.status());
        String etag = SITE.get("/all/digits.txt").header("ETag");
        assertEquals(
                206,
                SITE.get("/all/digits.txt", "Range: bytes=0-0", "If-Range: " + etag)
                        .status());
        assertEquals(
                200,
                SITE.get("/all/digits.txt", "Range: bytes=0-0", "If-Range: \"old\"")
                        .status());
    }

    @Test
    void severalRanges_areSentInOneBody_asLongAsHeadSays() throws IOException {
        Answer answer = SITE.get("/all/digits.txt", "Range: bytes=8-,0-1");
        assertEquals(206, answer.status());
        String type = String.valueOf(answer.header("Content-Type"));
        assertTrue(type.startsWith("multipart/byteranges; boundary="), type);
        String boundary = type.substring(type.indexOf('=') + 1);
        assertEquals("""

                --%1$s
                Content-type: text/plain
                Content-range: bytes 8-9/10

                89
                --%1$s
                Content-type: text/plain
                Content-range: bytes 0-1/10

                01
                --%1$s--
                """.formatted(boundary).replace("\n", "\r\n"), answer.body());
        Answer head = SITE.send("HEAD", "/all/digits.txt", new byte[0], "Range: bytes=8-,0-1");
        assertEquals(206, head.status());
        assertEquals(answer.header("Content-Length"), head.header("Content-Length"));
    }

    @Test
    void fileBeyondFourGigabytes_isReachedToItsEnd() throws IOException {
        long size = (5L << 30) + 3;
        Path huge = SITE.file("all/huge.txt", "");
        try (SeekableByteChannel out = Files.newByteChannel(huge, StandardOpenOption.WRITE)) {
            out.position(size - 3);
            out.write(ByteBuffer.wrap("end".getBytes(StandardCharsets.US_ASCII)));
        }
        Answer head = SITE.send("HEAD", "/all/huge.txt", new byte[0]);
        assertEquals("" + size, head.header("Content-Length"));
        for (String range : List.of("-3", (size - 3) + "-", (size - 3) + "-" + Long.MAX_VALUE)) {
            Answer end = SITE.get("/all/huge.txt", "Range: bytes=" + range);
            assertEquals("end", end.body(), range);
            assertEquals("bytes " + (size - 3) + "-" + (size - 1) + "/" + size, end.header("Content-Range"));
        }
    }

    @Test
    void foldersWithADot_areHidden_exceptTheOneForVisitors() throws IOException {
        for (String name : List.of("all/.git/config", "all/.git/objects/1", "all/.cache.d/x.txt")) {
            SITE.file(name, "the secret");
            assertEquals(404, SITE.get("/" + name).status(), name);
        }
        SITE.file("all/.well-known/token.txt", "for all");
        assertEquals("for all", SITE.get("/all/.well-known/token.txt").body());
        Files.createSymbolicLink(SITE.root().resolve("all/git.txt"), SITE.root().resolve("all/.git/config"));
        assertEquals(404, SITE.get("/all/git.txt").status());
    }

    @Test
    void folders_haveAnIndexOrNothing_andASlash() throws IOException {
        assertEquals("index of sub", SITE.get("/all/sub/").body());
        assertEquals(404, SITE.get("/all/none/").status());
        Answer redirect = SITE.get("/all/sub?a=b");
        assertEquals(301, redirect.status());
        assertTrue(String.valueOf(redirect.header("Location")).endsWith("/all/sub/?a=b"), redirect.header("Location"));
    }

    @Test
    void otherMethods_areRefusedWithAllow() throws IOException {
        Answer delete = SITE.send("DELETE", "/all/digits.txt", new byte[0]);
        assertEquals(405, delete.status());
        assertEquals("GET,POST,OPTIONS,HEAD", delete.header("Allow"));
        assertEquals(501, SITE.send("BREW", "/all/digits.txt", new byte[0]).status());
        assertEquals(
                "GET,POST,OPTIONS,HEAD",
                SITE.send("OPTIONS", "/all/digits.txt", new byte[0]).header("Allow"));
    }

    @Test
    void whatHttpdWouldExecuteOrHide_isNeverSent() throws IOException {
        for (String name : List.of(
                "x.java",
                "x.JAVA",
                "x.java~",
                "x.java.bak",
                "#x.java#",
                "x.php",
                "x.php7",
                "x.phtml",
                "x.py",
                "x.sh",
                ".hidden",
                "x.html~",
                ".x.html.swp",
                "x.php.txt")) {
            SITE.file("all/" + name, "the secret");
            Answer answer = SITE.get("/all/" + name.replace("#", "%23"));
            assertEquals(404, answer.status(), name);
            assertFalse(answer.body().contains("the secret"), name);
        }
    }

    @Test
    void linkOutOfTheSite_isForbidden_linkWithinIsNot() throws IOException {
        Path outside = Files.createTempFile("postern-outside-", ".txt");
        try {
            Files.writeString(outside, "the secret");
            Files.createSymbolicLink(SITE.root().resolve("all/out.txt"), outside);
            Files.createSymbolicLink(SITE.root().resolve("all/in.txt"), Path.of("digits.txt"));
            assertEquals(403, SITE.get("/all/out.txt").status());
            assertEquals("0123456789", SITE.get("/all/in.txt").body());
        } finally {
            Files.delete(outside);
        }
    }

    @Test
    void pathInfoBehindAFile_isNotFound() throws IOException {
        assertEquals(404, SITE.get("/all/digits.txt/more").status());
        assertEquals(404, SITE.get("/all/nosuch.txt").status());
    }

    @Test
    void bigFile_arrivesWhole() throws IOException {
        byte[] big = new byte[3_000_001];
        for (int i = 0; i < big.length; i++) {
            big[i] = (byte) (i * 31 >> 8);
        }
        Files.write(SITE.root().resolve("all/big.bin"), big);
        Answer answer = SITE.get("/all/big.bin");
        assertEquals("" + big.length, answer.header("Content-Length"));
        assertNull(answer.header("Transfer-Encoding"));
        assertArrayEquals(big, answer.bytes());
    }
}
