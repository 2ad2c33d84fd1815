package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.Multipart;
import org.postern.daemon.kit.TestSite;

/** What handlers see of forms, however they are sent. */
class FormsTest {

    private static final String URLENCODED = "Content-Type: application/x-www-form-urlencoded";

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    @BeforeAll
    static void handlers() throws IOException {
        SITE.page("form", "req.form()");
        SITE.page("western", "req.form()");
        SITE.handled(
                "western",
                "Use JavaRoot " + SITE.root() + "/western",
                "Use JavaHandler western",
                "Use JavaOption form.charset windows-1252");
        SITE.page("part", """
                req.form().list().stream().map(f -> f.name() + "|" + f.filename() + "|" + f.type() + f.typeOptions() + "|"
                    + f.disposition() + "|" + f.headers() + "|" + f.size() + "|" + f.value()).toList()""");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String send(String method, String target, String body, String... headers) throws IOException {
        return send(method, target, bytes(body), headers);
    }

    private static String send(String method, String target, byte[] body, String... headers) throws IOException {
        String[] all = Arrays.copyOf(headers, headers.length + 1);
        all[headers.length] = "Content-Length: " + body.length;
        return SITE.send(method, target, body, all).body();
    }

    // --- where fields come from

    @Test
    void queryAndBody_areBothThere_theQueryFirst() throws IOException {
        assertEquals(
                "[Field('a', '1'), Field('b', '2'), Field('a', '3')]",
                send("POST", "/form/?a=1&b=2", "a=3", URLENCODED));
        assertEquals("[Field('a', '1')]", SITE.get("/form/?a=1").body());
        assertEquals("[]", SITE.get("/form/").body());
        assertEquals(
                "[Field('a', '1'), Field('a', '2')]",
                new Multipart().field("a", "2").post(SITE, "/form/?a=1").body());
    }

    @ParameterizedTest
    @CsvSource({"POST", "PUT", "PATCH", "GET", "DELETE"})
    void aBodyThatSaysItIsAForm_isOne_withAnyMethod(String method) throws IOException {
        assertEquals("[Field('a', 'b')]", send(method, "/form/", "a=b", URLENCODED + "; charset=UTF-8"));
    }

    @Test
    void aBodyThatSaysNothing_isAFormInAPostOnly() throws IOException {
        assertEquals("[Field('a', 'b')]", send("POST", "/form/", "a=b"));
        assertEquals("[]", send("PUT", "/form/", "a=b"));
    }

    @Test
    void aBodyInChunks_isReadTheSame() throws IOException {
        assertEquals(
                "[Field('a', 'b'), Field('c', 'd')]",
                SITE.send("POST", "/form/", Http.chunked(bytes("a=b&c=d"), 2), URLENCODED, "Transfer-Encoding: chunked")
                        .body());
    }

    @Test
    void anyOtherBody_isLeftToRead() throws IOException {
        SITE.page("json", "req.form() + new String(req.read())");
        assertEquals(
                "[Field('a', '1')]{\"b\": 2}",
                send("POST", "/json/?a=1", "{\"b\": 2}", "Content-Type: application/json"));
    }

    @Test
    void theBody_isReadOnce_byForm() throws IOException {
        SITE.page(
                "twice", "(req.form() == req.form()) + \"\" + req.form() + req.read().length + new FieldStorage(req)");
        assertEquals("true[Field('a', '')]0[]", send("POST", "/twice/", "a=", URLENCODED));
    }

    @Test
    void formAfterRead_saysSo() throws IOException {
        SITE.handler("late", "req.read(1); req.form(); return OK;");
        byte[] body = bytes("a=b");
        assertEquals(
                500,
                SITE.send("POST", "/late/", body, URLENCODED, "Content-Length: 3")
                        .status());
        assertEquals(
                1, SITE.logged("form() after 1 bytes of the body were read").size());
    }

    @Test
    void inputFilters_seeTheBodyFirst() throws IOException {
        SITE.handled(
                "filtered",
                "Use JavaRoot " + SITE.root() + "/filtered",
                "Use JavaHandler filtered",
                "Use JavaInputFilter filtered upper",
                "Use JavaSetInputFilter upper");
        SITE.module("filtered", """
                public static void inputFilter(Filter filter) throws Exception {
                    for (byte[] piece = filter.read(); piece != null && piece.length > 0; piece = filter.read()) {
                        filter.write(new String(piece).toUpperCase());
                    }
                    if (filter.read() == null) filter.close();
                }
                public static void handler(Request req) throws Exception {
                    req.write(req.form().toString());
                }""");
        assertEquals("[Field('A', 'B')]", send("POST", "/filtered/", "a=b", URLENCODED));
    }

    @Test
    void anInternalRedirect_hasItsOwnQuery_andTheSameBody() throws IOException {
        SITE.module("hop", """
                public static void handler(Request req) throws Exception {
                    if (req.prev() == null) {
                        if (req.args().contains("first")) req.form();
                        req.internalRedirect("/hop/?b=2");
                    } else {
                        req.write(req.form().toString() + req.prev().form());
                    }
                }""");
        for (String query : List.of("first", "second")) {
            assertEquals(
                    "[Field('b', '2'), Field('c', '3')][Field('" + query + "', ''), Field('c', '3')]",
                    send("POST", "/hop/?" + query, "c=3", URLENCODED));
        }
    }

    // --- pairs

    @Test
    void pairs_areReadAsModPythonDoes() throws IOException {
        assertEquals(
                "[Field('a', 'b c'), Field('d', 'e=f'), Field('g', ''), Field('', 'h'), Field('i', '%zz%4'), Field('j', 'k')]",
                send("POST", "/form/", "a=b+c&d=e=f&&g&=h&i=%zz%4;j=k&", URLENCODED));
        SITE.page("qs", "Util.parseQsl(req.args()) + \"\" + Util.parseQs(req.args(), true)");
        assertEquals(
                "[a=1 2, b=ü, a=3]{a=[1 2, 3], b=[ü], c=[, ]}",
                SITE.get("/qs/?a=1+2;b=%C3%BC&&a=3&c&c=").body());
    }

    @Test
    void getAndUrlencodedAndMultipart_giveEqualFields() throws IOException {
        String expected =
                "[Field('x', '1'), Field('x', ''), Field('ü', 'grün & süß'), Field('x', '2'), Field('', 'no name')]";
        String encoded = "x=1&x=&%C3%BC=gr%C3%BCn+%26+s%C3%BC%C3%9F&x=2&=no+name";
        assertEquals(expected, SITE.get("/form/?" + encoded).body());
        assertEquals(expected, send("POST", "/form/", encoded, URLENCODED));
        Answer multipart = new Multipart()
                .field("x", "1")
                .field("x", "")
                .field("ü", "grün & süß")
                .field("x", "2")
                .part("Content-Disposition: form-data", bytes("no name"))
                .post(SITE, "/form/");
        assertEquals(expected, multipart.body());
    }

    @Test
    void blankValues_areDroppedByNewFieldStorage_unlessTheyAreToBeKept() throws IOException {
        SITE.page("blank", "new FieldStorage(req) + \"\" + new FieldStorage(req, false) + new FieldStorage(req, true)");
        String expected = "[Field('a', '1')][Field('a', '1')][Field('a', '1'), Field('b', '')]";
        assertEquals(expected, SITE.get("/blank/?a=1&b=").body());
        assertEquals(
                expected,
                new Multipart()
                        .field("a", "1")
                        .field("b", "")
                        .post(SITE, "/blank/")
                        .body());
    }

    @Test
    void fieldStorage_isAskedAndChanged() throws IOException {
        SITE.handler("storage", """
                FieldStorage form = req.form();
                req.write(form.getfirst("a") + form.getfirst("z") + form.getfirst("z", "y") + form.getlist("a")
                    + form.getlist("z") + form.field("b").value() + form.field("z") + form.keys() + form.contains("z")
                    + form.size());
                for (String key : form) req.write(key);
                form.addField("a", "4"); form.set("b", "5"); form.remove("c");
                req.write(form + "" + new FieldStorage(req, true));
                form.clear();
                req.write(form.toString());
                return OK;""");
        assertEquals(
                "1nully[1, 2][]3null[a, b, c]false3abc"
                        + "[Field('a', '1'), Field('a', '2'), Field('a', '4'), Field('b', '5')]"
                        + "[Field('a', '1'), Field('a', '2'), Field('a', '4'), Field('b', '5')][]",
                SITE.get("/storage/?a=1&b=3&a=2&c=").body());
    }

    // --- charsets

    @ParameterizedTest
    @CsvSource({
        "/form/, %C3%BC, ü",
        "/form/, %FC, \ufffd",
        "/western/, %C3%BC, ü",
        "/western/, %FC, ü",
        "/western/, %80, €"
    })
    void text_isUtf8_elseWhatTheOptionSays(String page, String sent, String read) throws IOException {
        String expected = "[Field('a', '" + read + "')]";
        assertEquals(expected, SITE.get(page + "?a=" + sent).body());
        assertEquals(expected, send("POST", page, "a=" + sent, URLENCODED));
        byte[] raw = HexFormat.of().parseHex(sent.replace("%", ""));
        assertEquals(
                expected,
                new Multipart()
                        .part("Content-Disposition: form-data; name=a", raw)
                        .post(SITE, page)
                        .body());
    }

    @Test
    void aFormMaySayItsCharset() throws IOException {
        assertEquals("[Field('a', 'я')]", send("POST", "/form/", "a=%FF", URLENCODED + "; charset=windows-1251"));
        assertEquals(
                "[Field('a', 'я'), Field('_charset_', 'windows-1251')]",
                send("POST", "/form/", "a=%FF&_charset_=windows-1251", URLENCODED));
        assertEquals(
                "[Field('a', 'ü'), Field('_charset_', 'UTF-16')]",
                send("POST", "/form/", "a=%C3%BC&_charset_=UTF-16", URLENCODED),
                "in which ASCII is not ASCII");
        assertEquals(
                "[Field('a', 'я'), Field('b', 'ü'), Field('_charset_', 'windows-1251')]",
                new Multipart()
                        .part("Content-Disposition: form-data; name=a", new byte[] {(byte) 0xFF})
                        .part(
                                "Content-Disposition: form-data; name=b\r\nContent-Type: text/plain; charset=\"utf-8\"",
                                bytes("ü"))
                        .field("_charset_", "windows-1251")
                        .post(SITE, "/form/")
                        .body());
    }

    @Test
    void aCharsetThatThereIsNot_isAnErrorInTheOption() throws IOException {
        SITE.page("wrong", "req.form()");
        SITE.handled(
                "wrong",
                "Use JavaRoot " + SITE.root() + "/wrong",
                "Use JavaHandler wrong",
                "Use JavaOption form.charset x-y");
        assertEquals(500, SITE.get("/wrong/").status());
        assertEquals(1, SITE.logged("PN0508 JavaOption form.charset \"x-y\"").size());
    }

    // --- uploads

    @Test
    void anUpload_hasNameTypeAndHeaders() throws IOException {
        assertEquals(
                "[f|a.txt|text/html{charset=utf-8}|form-data|[Content-Disposition=form-data; name=\"f\"; filename=\"a.txt\","
                        + " Content-Type=Text/HTML; charset=utf-8, X-More=yes]|2|ü]",
                new Multipart()
                        .part(
                                "Content-Disposition: form-data; name=\"f\"; filename=\"a.txt\"\r\n"
                                        + "Content-Type: Text/HTML; charset=utf-8\r\nX-More: yes",
                                bytes("ü"))
                        .post(SITE, "/part/")
                        .body());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '!',
            value = {
                "filename=\"a b;c.txt\" ! a b;c.txt",
                "filename=plain.txt ! plain.txt",
                "filename=\"C:\\Documents\\a.txt\" ! a.txt",
                "filename=\"\\\\server\\x\\a.txt\" ! a.txt",
                "filename=\"/etc/passwd\" ! passwd",
                "filename=\"../../a.txt\" ! a.txt",
                "filename=\"a%22b.txt\" ! a\"b.txt",
                "filename=\"a\\\"b.txt\" ! a\"b.txt",
                "filename=\"100%25.txt\" ! 100%25.txt",
                "filename=\"grün.txt\" ! grün.txt",
                "filename=\"x\"; filename*=UTF-8''na%C3%AFve+.txt ! naïve+.txt",
                "filename*=iso-8859-1'en'%FC ! ü",
                "filename=\"x\"; filename*=nonsense ! x",
                "FileName = \"a.txt\" ! a.txt",
                "filename=\"unclosed ! unclosed",
                "filename=\"..\" ! _",
                "filename=\"a/.\" ! _",
                "filename*=utf-8''a%00%0D%0Ab%2F..%2fc%00 ! c_",
                "filename=\"\" ! null"
            })
    void filenames_areThoseOfTheClientsFile_withoutFolders(String parameter, String filename) throws IOException {
        SITE.page("filename", "req.form().field(\"f\").filename()");
        assertEquals(
                filename,
                new Multipart()
                        .part("Content-Disposition: form-data; name=\"f\"; " + parameter, bytes("x"))
                        .post(SITE, "/filename/")
                        .body());
    }

    @Test
    void aTypeWithoutSlash_isOfUnknownBytes_andNoneIsText() throws IOException {
        SITE.page("type", "req.form().list().stream().map(Field::type).toList()");
        assertEquals(
                "[application/octet-stream, text/plain]",
                new Multipart()
                        .part("Content-Disposition: form-data; name=a; filename=b\r\nContent-Type: junk", bytes("x"))
                        .part("Content-Disposition: form-data; name=a; filename=b", bytes("x"))
                        .post(SITE, "/type/")
                        .body());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_536, 65_537, 3_000_000})
    void anUpload_isReadAgainAndAgain_andCopied(int size) throws IOException {
        SITE.handler("copy", """
                Field upload = req.form().field("f");
                var copy = java.nio.file.Path.of(req.documentRoot(), "copy.bin");
                java.nio.file.Files.deleteIfExists(copy);
                for (int i = 0; i < 2; i++) {
                    try (var in = upload.file()) { req.write(in.readAllBytes().length + " "); }
                }
                req.write(upload.copyTo(copy) + " " + java.nio.file.Files.mismatch(copy, copy) + " " + upload.size());
                try { upload.copyTo(copy); } catch (java.io.UncheckedIOException e) { req.write(" there"); }
                java.nio.file.Files.delete(copy);
                return OK;""");
        assertEquals(
                "%1$d %1$d %1$d -1 %1$d there".formatted(size),
                new Multipart()
                        .file("f", "a", new byte[size])
                        .post(SITE, "/copy/")
                        .body());
    }

    // --- what is malformed

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data",
                "multipart/form-data; boundary=",
                "multipart/form-data; boundary=x",
                "multipart/form-data; boundary=B"
            })
    void aMalformedForm_isA400_notA500(String type) throws IOException {
        SITE.log().clear();
        byte[] body = bytes("--B\r\nA: b\r\n\r\nx\r\n");
        Answer answer = SITE.send("POST", "/form/", body, "Content-Type: " + type, "Content-Length: " + body.length);
        assertEquals(400, answer.status());
        assertEquals(1, SITE.logged("PN0511 form: ").size());
        assertEquals(List.of(), SITE.logged("ERROR"));
    }

    @Test
    void headersThatAreNone_areA400() throws IOException {
        for (String header : List.of("no colon", ": no name", "A: carriage \r return", "A: \0")) {
            Answer answer = new Multipart().part(header, bytes("x")).post(SITE, "/form/");
            assertEquals(400, answer.status(), header);
        }
    }

    @Test
    void aHandlerMayCatchWhatIsWrong_andGetsTheSameAgain() throws IOException {
        SITE.handler("caught", """
                req.contentType("text/plain");
                for (int i = 0; i < 2; i++) {
                    try { req.form(); } catch (FormException e) { req.write(e.status() + " " + e.getMessage() + "\\n"); }
                }
                return OK;""");
        String body = send("POST", "/caught/", "x", "Content-Type: multipart/form-data; boundary=B");
        assertEquals("400 form: ends within a part (expected: its last delimiter)\n".repeat(2), body);
    }

    @Test
    void randomBytes_areA400OrAForm() throws IOException {
        Random random = new Random(5);
        for (int i = 0; i < 50; i++) {
            byte[] body = new Multipart()
                    .field("a", "b")
                    .file("c", "d", new byte[100])
                    .bytes();
            for (int changes = random.nextInt(20); changes > 0; changes--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt();
            }
            int status = SITE.send("POST", "/form/", body, Multipart.header(), "Content-Length: " + body.length)
                    .status();
            assertTrue(status == 200 || status == 400, "status " + status);
        }
    }
}
