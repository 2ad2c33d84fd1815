package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Multipart;
import org.postern.daemon.kit.TestSite;

/** What mod_python's suite tests of forms and redirects. */
class FormsSuiteTest {

    /** The sizes of the blocks in which mod_python reads, and the parser, and packets come. */
    private static final int[] BLOCKS = {65_368, 32_768, 8186};

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    @BeforeAll
    static void handlers() throws IOException {
        SITE.handler("upload", """
                FieldStorage form = new FieldStorage(req);
                var digest = java.security.MessageDigest.getInstance("SHA-256");
                req.write(form.getfirst("test") + " ");
                try (var in = form.field("testfile").file()) {
                    req.write(HexFormat.of().formatHex(digest.digest(in.readAllBytes())));
                }
                return OK;""");
    }

    private static void check(byte[] content) throws IOException, NoSuchAlgorithmException {
        Answer answer = new Multipart()
                .part("Content-Disposition: form-data;\r\n name=\"test\"", bytes("abcd"))
                .file("testfile", "test.bin", content)
                .post(SITE, "/upload/");
        String sum =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        assertEquals("abcd " + sum, answer.body());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void test_fileupload() throws Exception {
        byte[] content = new byte[1 << 20];
        new Random(1).nextBytes(content);
        check(content);
    }

    @Test
    void test_fileupload_embedded_cr() throws Exception {
        for (int block : BLOCKS) {
            for (int length = block - 3; length <= block + 1; length++) {
                check(bytes("a".repeat(100) + "\r\n" + "b".repeat(length) + "\rccc" + "d".repeat(100) + "\r\n"));
            }
        }
    }

    @Test
    void test_fileupload_split_boundary() throws Exception {
        for (int block : BLOCKS) {
            for (int length = block - 3; length <= block + 1; length++) {
                check(bytes("a".repeat(100) + "\r\n" + "b".repeat(length)));
                check(bytes("a".repeat(100) + "\r\n" + "b".repeat(length) + "\r"));
            }
        }
    }

    @Test
    void test_util_fieldstorage() throws IOException {
        SITE.page("fieldstorage", "new FieldStorage(req).list()");
        byte[] form = bytes("spam=1&spam=2&eggs=3&bacon=4");
        assertEquals(
                "[Field('spam', '1'), Field('spam', '2'), Field('eggs', '3'), Field('bacon', '4')]",
                SITE.send(
                                "POST",
                                "/fieldstorage/",
                                form,
                                "Content-Type: application/x-www-form-urlencoded",
                                "Content-Length: " + form.length)
                        .body());
    }

    @Test
    void test_util_redirect() throws IOException {
        SITE.handled(
                "redirect",
                "Use JavaRoot " + SITE.root() + "/redirect",
                "Use JavaFixupHandler redirect",
                "Use JavaHandler redirect");
        SITE.module("redirect", """
                public static void fixupHandler(Request req) throws Exception {
                    Util.redirect(req, "/dummy", false, "test ok");
                }
                public static void handler(Request req) throws Exception {
                    req.write("test failed");
                }""");
        Answer answer = SITE.get("/redirect/");
        assertEquals(302, answer.status());
        assertEquals("/dummy", answer.header("Location"));
        assertEquals("test ok", answer.body());
    }

    @Test
    void X18_aRedirectAfterOutput_isAnError_andOneForGoodIs301() throws IOException {
        SITE.handler("late", "req.write(\"x\"); Util.redirect(req, \"/dummy\"); return OK;");
        Answer late = SITE.get("/late/");
        assertEquals(500, late.status());
        assertNull(late.header("Location"));
        assertEquals(
                1,
                SITE.logged("redirect to \"/dummy\" after 1 bytes of an answer").size());
        SITE.handler("good", "Util.redirect(req, \"/a?b=<'\\\">&c\", true); return OK;");
        Answer good = SITE.get("/good/");
        assertEquals(301, good.status());
        assertEquals("/a?b=<'\">&c", good.header("Location"));
        assertEquals("text/html; charset=UTF-8", good.header("Content-Type"));
        assertEquals(
                "<p>The document has moved <a href=\"/a?b=&lt;&#39;&quot;&gt;&amp;c\">here</a></p>\n", good.body());
    }
}
