package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.TestSite;

/** What handlers read, write and say of the answer, through httpd. */
class RequestAnswerTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite().server("Timeout 2\nProxyTimeout 60");

    private static Answer answer(String path, String body, String... headers) throws IOException {
        SITE.handler(path, body);
        return SITE.get("/" + path + "/", headers);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    // --- reading

    @Test
    void test_req_discard_request_body() throws IOException {
        SITE.handler(
                "discard",
                "String first = new String(req.read(10)); long left = req.remaining();"
                        + " req.write(first + \"|\" + left + \"|\" + req.discardRequestBody() + \"|\" + req.read().length"
                        + " + \"|\" + req.readLength() + \"|\" + req.remaining() + \"|\" + req.readChunked()); return OK;");
        byte[] body = ascii("12345678901234567890");
        assertEquals(
                "1234567890|10|0|0|20|0|false",
                SITE.send("GET", "/discard/", body, "Content-Length: 20").body());
        assertEquals(
                "1234567890|0|0|0|20|0|true",
                SITE.send("POST", "/discard/", Http.chunked(body, 7), "Transfer-Encoding: chunked")
                        .body());
    }

    @Test
    void test_req_read_theClientStalls_theReaderFails() throws Exception {
        SITE.handler(
                "stall",
                "try { req.read(); req.write(\"all\"); } catch (java.io.IOException e)"
                        + " { req.logError(\"stalled: \" + e.getClass()); throw e; } return OK;");
        assertEquals(
                "all",
                SITE.send("POST", "/stall/", ascii("1234567890"), "Content-Length: 10")
                        .body());
        try (Http http = new Http(SITE.port())) {
            http.write("POST", "/stall/", ascii("123456789"), "Content-Length: 10");
            assertTrue(http.read(false).status() >= 400);
        }
        SITE.log().await("stalled: ");
    }

    private static byte[] lines() {
        return ascii(("x".repeat(30_000) + "\n").repeat(4));
    }

    @Test
    void test_req_read() throws IOException {
        SITE.handler("read", "req.write(req.read()); return OK;");
        byte[] body = lines();
        assertArrayEquals(
                body,
                SITE.send("POST", "/read/", body, "Content-Length: " + body.length)
                        .bytes());
    }

    @Test
    void test_req_readline() throws IOException {
        SITE.handler(
                "readline",
                "for (byte[] line = req.readline(); line.length > 0; line = req.readline()) req.write(line); return OK;");
        byte[] body = lines();
        assertArrayEquals(
                body,
                SITE.send("POST", "/readline/", body, "Content-Length: " + body.length)
                        .bytes());
    }

    @Test
    void test_req_readlines() throws IOException {
        SITE.handler(
                "readlines",
                "for (byte[] line : req.args() == null ? req.readlines() : req.readlines(Integer.parseInt(req.args())))"
                        + " req.write(line); return OK;");
        byte[] body = lines();
        String length = "Content-Length: " + body.length;
        assertEquals(4 * 30_001, SITE.send("POST", "/readlines/", body, length).bytes().length);
        assertEquals(
                30_001, SITE.send("POST", "/readlines/?30000", body, length).bytes().length);
        assertEquals(
                2 * 30_001, SITE.send("POST", "/readlines/?32000", body, length).bytes().length);
    }

    @Test
    void X28_aChunkedBody_arrives() throws IOException {
        SITE.handler("chunks", "req.write(req.readline()); req.write(req.read()); return OK;");
        byte[] body = lines();
        assertArrayEquals(
                body,
                SITE.send("POST", "/chunks/", Http.chunked(body, 7001), "Transfer-Encoding: chunked")
                        .bytes());
    }

    // --- writing

    @Test
    void aCharacterThatTheCharsetLacks_isRefused_neverReplaced() throws IOException {
        Answer answer = answer(
                "latin",
                "req.contentType(\"text/plain; charset=ISO-8859-1\"); req.write(\"caf\\u00e9 \\u20ac\"); return OK;");
        assertEquals(500, answer.status());
        assertEquals(
                1,
                SITE.logged("character U+20AC at position 5 is not in ISO-8859-1")
                        .size());
    }

    @Test
    void aCharacterInTwoPieces_isPutTogether() throws IOException {
        assertEquals(
                "a\ud83d\ude00b",
                answer("halves", "req.write(\"a\\ud83d\"); req.write(\"\\ude00b\"); return OK;")
                        .body());
    }

    @Test
    void halfACharacter_isRefused() throws IOException {
        assertEquals(500, answer("first", "req.write(\"\\ud83d\"); return OK;").status());
        assertEquals(500, answer("second", "req.write(\"\\ude00\"); return OK;").status());
        assertEquals(
                500,
                answer("between", "req.write(\"\\ud83d\"); req.write(new byte[1]); return OK;")
                        .status());
    }

    @Test
    void aFilterWritesInTheCharsetOfTheAnswer() throws IOException {
        SITE.module(
                "filter",
                "public static int handler(Request req) throws Exception {"
                        + " req.contentType(\"text/plain; charset=ISO-8859-1\");"
                        + " req.registerOutputFilter(\"more\", \"filter::more\"); req.addOutputFilter(\"more\");"
                        + " req.write(\"\\u00e9\"); return OK; }",
                "public static void more(Filter filter) throws Exception {"
                        + " if (filter.read() == null) filter.close(); else filter.write(\"\\u00e9\\u00e9\"); }");
        assertArrayEquals(
                new byte[] {(byte) 0xE9, (byte) 0xE9}, SITE.get("/filter/").bytes());
    }

    @Test
    void test_req_sendfile() throws IOException {
        Path file = SITE.file("sent.txt", "  test ok  ");
        assertEquals(
                "test ok7",
                answer("part", "req.write(\"\" + req.sendfile(\"" + file + "\", 2, 7)); return OK;")
                        .body());
        assertEquals(
                "ok  40",
                answer(
                                "rest",
                                "req.write(\"\" + req.sendfile(\"" + file + "\", 7, -1) + req.sendfile(\"" + file
                                        + "\", 99, 7)); return OK;")
                        .body());
    }

    @Test
    void test_req_sendfile2() throws IOException {
        Path file = SITE.file("digits.txt", "0123456789".repeat(100));
        Answer answer = answer("digits", "req.sendfile(\"" + file + "\"); return OK;");
        assertEquals("0123456789".repeat(100), answer.body());
        assertEquals("1000", answer.header("Content-Length"));
    }

    @Test
    void test_req_sendfile3() throws IOException {
        Path file = SITE.file("target.txt", "0123456789".repeat(100));
        Path link = Files.createSymbolicLink(SITE.folder().resolve("link.txt"), file);
        assertEquals(
                "0123456789".repeat(100),
                answer("linked", "req.sendfile(\"" + link + "\"); return OK;").body());
    }

    @Test
    void sendfile_ofNoFile_writesNothing() throws IOException {
        String tried =
                "try { req.sendfile(req.documentRoot() + \"%s\"); } catch (java.io.IOException e) { req.write(\"none\"); } return OK;";
        assertEquals("none", answer("nofile", tried.formatted("/no.txt")).body());
        assertEquals("none", answer("nofolder", tried.formatted("")).body());
        assertEquals(
                500, answer("relative", "req.sendfile(\"x.txt\"); return OK;").status());
        assertEquals(
                500,
                answer("negative", "req.sendfile(\"/etc/passwd\", -1, 1); return OK;")
                        .status());
    }

    // --- the head

    private static String statusLine(String path) throws IOException {
        try (Http http = new Http(SITE.port())) {
            http.write("GET", path, new byte[0]);
            StringBuilder line = new StringBuilder();
            for (int b = http.stream().read(); b != '\r'; b = http.stream().read()) {
                line.append((char) b);
            }
            return line.toString();
        }
    }

    @Test
    void statusLine_isSent_untilTheStatusIsSetAgain() throws IOException {
        SITE.handler(
                "line",
                "req.write(\"\" + req.statusLine()); req.statusLine(\"404 Not Here\"); req.write(req.statusLine());"
                        + " if (req.args() != null) req.status(410); return OK;");
        assertEquals("HTTP/1.1 404 Not Here", statusLine("/line/"));
        assertEquals("HTTP/1.1 410 Gone", statusLine("/line/?again"));
        assertEquals("null404 Not Here", SITE.get("/line/").body());
        assertEquals(
                500,
                answer("noline", "req.statusLine(\"Not Here\"); return OK;").status());
    }

    @Test
    void clength_isWhatWasPromised() throws IOException {
        assertEquals(
                "0 5",
                answer(
                                "length",
                                "String was = req.clength() + \" \"; req.setContentLength(3); req.write(was + (req.clength() + 2));"
                                        + " return OK;")
                        .body());
    }

    @Test
    void contentEncodingAndLanguages_areHeaders() throws IOException {
        Answer answer = answer(
                "coded",
                "req.headersOut().add(\"Content-Language\", \"de, en\"); req.headersOut().add(\"Content-Language\", \"fr\");"
                        + " req.contentEncoding(\"x-none\"); req.write(req.contentEncoding() + req.contentLanguages()); return OK;");
        assertEquals("x-none[de, en, fr]", answer.body());
        assertEquals("x-none", answer.header("Content-Encoding"));
    }

    @Test
    void sentBodyct_saysThatTheHeadIsOut() throws IOException {
        assertEquals(
                "falsetrue4",
                answer(
                                "sent",
                                "req.write(\"\" + req.sentBodyct()); req.flush(); req.write(\"\" + req.sentBodyct());"
                                        + " req.write(\"\" + (req.bytesSent() - 5)); return OK;")
                        .body());
    }

    @Test
    void test_req_no_cache() throws IOException {
        Answer answer = answer("nocache", "req.noCache(true); req.write(\"\" + req.noCache()); return OK;");
        assertEquals("true", answer.body());
        assertNotNull(answer.header("Expires"));
        assertEquals(List.of("no-cache"), answer.headers("Cache-Control"));
        Answer own = answer(
                "owncache", "req.noCache(true); req.headersOut().set(\"Cache-Control\", \"no-store\"); return OK;");
        assertEquals(List.of("no-store"), own.headers("Cache-Control"));
        Answer none = answer("cache", "req.noCache(true); req.noCache(false); return OK;");
        assertNull(none.header("Expires"));
    }

    @Test
    void test_req_update_mtime() throws IOException {
        Answer answer = answer(
                "mtime",
                "req.write(\"\" + req.mtime().getEpochSecond()); req.updateMtime(java.time.Instant.ofEpochSecond(100));"
                        + " req.updateMtime(java.time.Instant.ofEpochSecond(50)); req.write(\" \" + req.mtime().getEpochSecond());"
                        + " req.setEtag(); req.setLastModified(); return OK;");
        assertEquals("0 100", answer.body());
        assertNotNull(answer.header("ETag"));
        assertEquals("Thu, 01 Jan 1970 00:01:40 GMT", answer.header("Last-Modified"));
    }

    @Test
    void lastModified_isNeverInTheFuture_norMadeUp() throws IOException {
        Answer answer = answer(
                "future",
                "req.updateMtime(req.requestTime().plusSeconds(9999)); req.setLastModified();"
                        + " req.headersOut().set(\"X-Now\", req.headersOut().get(\"Last-Modified\")); return OK;");
        assertEquals(answer.header("X-Now"), answer.header("Last-Modified"));
        assertTrue(!String.valueOf(answer.header("Last-Modified")).contains("1970"));
        assertNull(answer("untold", "req.setLastModified(); return OK;").header("Last-Modified"));
    }

    @Test
    void meetsConditions_304whereTheClientsCopyIsGood() throws IOException {
        SITE.handler(
                "conditions",
                "req.headersOut().set(\"ETag\", \"\\\"v1\\\"\"); req.updateMtime(java.time.Instant.ofEpochSecond(1000000000));"
                        + " if (req.args() != null) req.noLocalCopy(true); int met = req.meetsConditions();"
                        + " if (met != OK) return met; req.write(\"new\"); return OK;");
        String same = "If-None-Match: \"v1\"";
        assertEquals("new", SITE.get("/conditions/").body());
        assertEquals(304, SITE.get("/conditions/", same).status());
        assertEquals("\"v1\"", SITE.get("/conditions/", same).header("ETag"));
        assertEquals(200, SITE.get("/conditions/?noLocalCopy", same).status());
        assertEquals(200, SITE.get("/conditions/", "If-None-Match: \"v2\"").status());
        assertEquals(412, SITE.get("/conditions/", "If-Match: \"v2\"").status());
        assertEquals(200, SITE.get("/conditions/", "If-Match: \"v2\", \"v1\"").status());
        assertEquals(
                304,
                SITE.get("/conditions/", "If-Modified-Since: Sun, 09 Sep 2001 01:46:40 GMT")
                        .status());
        assertEquals(
                200,
                SITE.get("/conditions/", "If-Modified-Since: Sun, 09 Sep 2001 01:46:39 GMT")
                        .status());
        assertEquals(
                412,
                SITE.get("/conditions/", "If-Unmodified-Since: Sun, 09 Sep 2001 01:46:39 GMT")
                        .status());
        assertEquals(412, SITE.send("PUT", "/conditions/", new byte[0], same).status());
    }

    @Test
    void meetsConditions_aTimeThatNobodyTold_meetsNone() throws IOException {
        SITE.handler("timeless", "int met = req.meetsConditions(); if (met != OK) return met; return OK;");
        assertEquals(
                200,
                SITE.get("/timeless/", "If-Modified-Since: Sun, 09 Sep 2001 01:46:39 GMT")
                        .status());
        assertEquals(200, SITE.get("/timeless/", "If-None-Match: \"v1\"").status());
        assertEquals(412, SITE.get("/timeless/", "If-Match: \"v1\"").status());
        assertEquals(304, SITE.get("/timeless/", "If-None-Match: *").status());
    }

    @Test
    void eosSent_tellsLogHandlersOfAnAnswerThatBrokeOff() throws Exception {
        SITE.handled(
                "ends",
                "Use JavaRoot " + SITE.root() + "/ends",
                "Use JavaHandler ends",
                "Use JavaLogHandler ends::log");
        SITE.module(
                "ends",
                "public static int handler(Request req) throws Exception { req.write(\"\" + req.eosSent()); req.flush();"
                        + " if (req.args() != null) throw new IllegalStateException(); return OK; }",
                "public static int log(Request req) { req.logError(\"ended \" + req.eosSent() + \" \" + req.args()); return OK; }");
        assertEquals("false", SITE.get("/ends/").body());
        SITE.log().await("ended true null");
        assertThrows(IOException.class, () -> SITE.get("/ends/?break"));
        SITE.log().await("ended false break");
    }

    @Test
    void test_req_allow_methods() throws IOException {
        Answer answer = answer(
                "allow",
                "req.allowMethods(List.of(\"GONE\")); req.allowMethods(List.of(\"GET\", \"MKWORKSPACE\", \"PURR\"), true);"
                        + " req.allowMethods(List.of(\"GET\")); req.errHeadersOut().set(\"X-Said\", req.allowed() + \"|\""
                        + " + req.allowedMethods() + \"|\" + req.allowedXmethods()); return 405;");
        assertEquals(405, answer.status());
        assertEquals("GET, MKWORKSPACE, PURR", answer.header("Allow"));
        assertEquals((1 | 1 << 22) + "|[GET, MKWORKSPACE, PURR]|[PURR]", answer.header("X-Said"));
    }
}
