package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Sources;
import org.postern.daemon.kit.TestSite;

/** {@code postern.publisher}: what pages are called with, and what becomes of what they return. */
class PublisherCallTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    @BeforeAll
    static void files() throws IOException {
        SITE.handled("p", "Use JavaHandler postern.publisher");
        SITE.file("p/args.java", Sources.module("args", """
                public enum Colour { RED, Green }
                public static String text(String s) { return "[" + s + "]"; }
                public static String whole(int n) { return "" + (n + 1); }
                public static String large(long n) { return "" + n; }
                public static String real(double d) { return "" + d; }
                public static String exact(java.math.BigDecimal d) { return d.toPlainString(); }
                public static String flag(boolean b) { return "" + b; }
                public static String letter(char c) { return "" + c; }
                public static String colour(Colour c) { return c.name(); }
                public static String date(java.time.LocalDate d) { return d.plusDays(1).toString(); }
                public static String instant(java.time.Instant i) { return i.toString(); }
                public static String zone(java.time.ZoneId z) { return z.getId(); }
                public static String uuid(UUID u) { return u.toString(); }
                public static String list(List<Integer> n) { return n.toString(); }
                public static String texts(List<String> n) { return n.toString(); }
                public static String array(int[] n) { return Arrays.toString(n); }
                public static String optional(Optional<Integer> n) { return n.toString(); }
                public static String optionalText(Optional<String> s) { return s.toString(); }
                public static String form(FieldStorage form, Request req) { return form.keys() + " " + req.method(); }
                public static String many(Request req, String a, Optional<String> b, int c) {
                    return a + " " + b.orElse("none") + " " + c;
                }
                public static String letters(String x, String y, List<String> z) { return x + y + z; }
                public static String upload(Field file, String note) throws Exception {
                    return file.filename() + " " + file.size() + " " + note + " " + new String(file.file().readAllBytes());
                }
                public static String visits(Session session) {
                    session.put("visits", session.get("visits", 0) + 1);
                    return "" + session.get("visits");
                }
                public static String unknown(Request req, StringBuilder b) { return "" + b; }
                public static String noForm(Request req) throws Exception { return new String(req.read()); }
                """));
        SITE.file("p/results.java", Sources.module("results", """
                public static Object nothing() { return null; }
                public static void itself(Request req) throws Exception { req.contentType("text/x-own"); req.write("itself"); }
                public static int number() { return 7; }
                public static boolean truth() { return true; }
                public static List<Object> list() { return Arrays.asList(1, "a", null, Map.of("k", true)); }
                public static int[] array() { return new int[] {1, 2}; }
                public record Pair(String left, int right) {}
                public static Pair record() { return new Pair("<l>", 2); }
                public static byte[] bytes() { return new byte[] {0, (byte) 0xff}; }
                public static java.nio.file.Path file(Request req) { return java.nio.file.Path.of(req.documentRoot(), "p/page.txt"); }
                public static java.nio.file.Path lost() { return java.nio.file.Path.of("/none/at/all"); }
                public static java.io.InputStream stream() { return new java.io.ByteArrayInputStream("streamed".getBytes()); }
                public static java.util.function.Supplier<Object> callable() { return () -> (Callable<String>) () -> "called again"; }
                public static java.util.function.Function<Request, String> ofRequest() { return req -> req.method(); }
                public static Optional<String> some() { return Optional.of("some"); }
                public static Optional<String> none() { return Optional.empty(); }
                public static java.time.LocalDate date() { return java.time.LocalDate.of(2024, 2, 29); }
                public static Object odd() { return new Object(); }
                public static Object thrown() { throw new IllegalStateException("on purpose"); }
                public static Object ended() { throw new ServerReturn(HTTP_GONE); }
                public static String html() { return "<html>p</html >\\n"; }
                public static String almost() { return "<html>p</html> and more"; }
                public static String far() { return "</html>" + " ".repeat(200); }
                public static String umlaut() { return "\\u00fc"; }
                public static String typed(Request req) { req.contentType("text/x-mine; charset=ISO-8859-1"); return "\\u00fc"; }
                """));
        SITE.file("p/page.txt", "a page");
    }

    private static Answer get(String path, String... headers) throws IOException {
        return SITE.get("/p" + path, headers);
    }

    private static Answer post(String path, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return SITE.send(
                "POST",
                "/p" + path,
                bytes,
                "Content-Type: application/x-www-form-urlencoded",
                "Content-Length: " + bytes.length);
    }

    private static Answer multipart(String path, String... parts) throws IOException {
        StringBuilder body = new StringBuilder();
        for (String part : parts) {
            body.append("--cut\r\nContent-Disposition: form-data; ")
                    .append(part)
                    .append("\r\n");
        }
        byte[] bytes = body.append("--cut--\r\n").toString().getBytes(StandardCharsets.UTF_8);
        return SITE.send(
                "POST",
                "/p" + path,
                bytes,
                "Content-Type: multipart/form-data; boundary=cut",
                "Content-Length: " + bytes.length);
    }

    // --- arguments

    @ParameterizedTest
    @CsvSource({
        "text?s=a+b%C3%BC,             [a bü]",
        "text?s=,                      []",
        "text?s=1&s=2,                 [1]",
        "whole?n=41,                   42",
        "whole?n=+41+,                 42",
        "large?n=-9000000000,          -9000000000",
        "real?d=1.5e3,                 1500.0",
        "exact?d=0.10,                 0.10",
        "flag?b=on,                    true",
        "flag?b=0,                     false",
        "flag,                         false",
        "letter?c=%C3%BC,              ü",
        "colour?c=RED,                 RED",
        "colour?c=green,               Green",
        "date?d=2024-02-28,            2024-02-29",
        "instant?i=2024-02-29T13:30:00Z, 2024-02-29T13:30:00Z",
        "zone?z=Europe/Paris,          Europe/Paris",
        "uuid?u=00000000-0000-0001-0000-000000000002, 00000000-0000-0001-0000-000000000002",
        "list?n=1&n=2,                 '[1, 2]'",
        "list,                         []",
        "texts?n=a&n=&n=b,             '[a, , b]'",
        "array?n=3&n=4,                '[3, 4]'",
        "optional?n=3,                 Optional[3]",
        "optional?n=,                  Optional.empty",
        "optional,                     Optional.empty",
        "optionalText?s=,              Optional[]",
        "form?b=1&a=2,                 '[b, a] GET'",
        "many?c=3&a=x&unknown=y,       x none 3",
    })
    void parameters_areTheFormsValues_inTheirTypes(String call, String body) throws IOException {
        assertEquals(body, get("/args/" + call).body());
    }

    @ParameterizedTest
    @CsvSource({
        "whole,                  'Parameter n is missing (expected: a whole number'",
        "text,                   'Parameter s is missing (expected: text)'",
        "whole?n=abc,            'Parameter n: &quot;abc&quot; (expected: a whole number from -2147483648 to 2147483647)'",
        "whole?n=,               'Parameter n: &quot;&quot; (expected'",
        "whole?n=2147483648,     'Parameter n: &quot;2147483648&quot;'",
        "real?d=NaN,             'Parameter d: &quot;NaN&quot; (expected: a number)'",
        "real?d=1d,              'Parameter d'",
        "flag?b=perhaps,         '(expected: true or false)'",
        "colour?c=blue,          '(expected: one of RED, Green)'",
        "date?d=2023-02-29,      '(expected: a date, as in 2024-02-29)'",
        "list?n=1&n=x,           'Parameter n: &quot;x&quot;'",
        "whole?n=%3Cscript%3E,   'Parameter n: &quot;&lt;script&gt;&quot;'",
        "upload?file=x&note=y,   'x'",
    })
    void whatDoesNotFit_isA400_thatNamesTheParameterItsValueAndItsType(String call, String said) throws IOException {
        Answer answer = get("/args/" + call);
        if (call.startsWith("upload")) {
            assertEquals("null 1 y x", answer.body(), "a field is a field, uploaded or not");
            return;
        }
        assertEquals(400, answer.status(), answer.body());
        assertTrue(answer.body().contains(said), answer.body());
    }

    @Test
    void longValue_isNotSentBackWhole() throws IOException {
        Answer answer = get("/args/whole?n=" + "9".repeat(500));
        assertEquals(400, answer.status());
        assertFalse(answer.body().contains("9".repeat(100)));
    }

    @Test
    void typeThatNoTextMeans_isTheAuthorsError() throws Exception {
        assertEquals(500, get("/args/unknown?b=x").status());
        SITE.log().await("a parameter of type java.lang.StringBuilder (expected: text, a number");
    }

    @Test
    void X15_queryAndBodyAlike() throws IOException {
        String form = "x=1&y=%C3%BC&z=a&z=&z=b";
        String expected = "1ü[a, , b]";
        assertEquals(expected, get("/args/letters?" + form).body());
        assertEquals(expected, post("/args/letters", form).body());
        assertEquals(
                expected,
                multipart(
                                "/args/letters",
                                "name=x\r\n\r\n1",
                                "name=y\r\n\r\nü",
                                "name=z\r\n\r\na",
                                "name=z\r\n\r\n",
                                "name=z\r\n\r\nb")
                        .body());
        assertEquals(
                expected,
                post("/args/letters?x=1&y=" + URLEncoder.encode("ü", StandardCharsets.UTF_8), "z=a&z=&z=b")
                        .body());
    }

    @Test
    void upload_isAField() throws IOException {
        Answer answer =
                multipart("/args/upload", "name=file; filename=\"a.txt\"\r\n\r\ncontent", "name=note\r\n\r\nkept");
        assertEquals("a.txt 7 kept content", answer.body());
        assertEquals(
                400,
                multipart("/args/text", "name=s; filename=\"a.txt\"\r\n\r\ncontent")
                        .status());
    }

    @Test
    void sessionAsAParameter_isTheVisitors() throws IOException {
        Answer first = get("/args/visits");
        String cookie = "Cookie: " + first.header("Set-Cookie").split(";")[0];
        assertEquals("1", first.body());
        assertEquals("2", get("/args/visits", cookie).body());
        assertEquals("1", get("/args/visits").body());
    }

    @Test
    void pageWithoutFormParameters_canReadTheBodyItself() throws IOException {
        byte[] json = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
        assertEquals(
                "{\"a\":1}",
                SITE.send("POST", "/p/args/noForm", json, "Content-Type: application/json", "Content-Length: 7")
                        .body());
    }

    // --- results

    @ParameterizedTest
    @CsvSource({
        "nothing,   '',                       text/html; charset=UTF-8",
        "itself,    itself,                   text/x-own; charset=UTF-8",
        "number,    7,                        text/plain; charset=UTF-8",
        "truth,     true,                     text/plain; charset=UTF-8",
        "list,      '[1,\"a\",null,{\"k\":true}]', application/json",
        "array,     '[1,2]',                  application/json",
        "record,    '{\"left\":\"<l>\",\"right\":2}', application/json",
        "file,      a page,                   text/plain",
        "stream,    streamed,                 application/octet-stream",
        "callable,  called again,             text/plain; charset=UTF-8",
        "ofRequest, GET,                      text/plain; charset=UTF-8",
        "some,      some,                     text/plain; charset=UTF-8",
        "date,      2024-02-29,               text/plain; charset=UTF-8",
        "umlaut,    ü,                        text/plain; charset=UTF-8",
    })
    void X16_resultOfEachKind_inTheFormThatFits(String page, String body, String type) throws IOException {
        Answer answer = get("/results/" + page);
        assertEquals(200, answer.status(), answer.body());
        assertEquals(body, answer.body());
        assertEquals(type, answer.header("Content-Type"));
    }

    @Test
    void X16_bytesFilesAndFailures() throws Exception {
        assertEquals(2, get("/results/bytes").bytes().length);
        assertEquals("application/octet-stream", get("/results/bytes").header("Content-Type"));
        Answer file = get("/results/file");
        assertEquals(
                304,
                get("/results/file", "If-Modified-Since: " + file.header("Last-Modified"))
                        .status());
        assertEquals("6", file.header("Content-Length"));
        assertEquals(500, get("/results/lost").status());
        assertEquals(404, get("/results/none").status());
        assertEquals(403, get("/results/odd").status());
        assertEquals(500, get("/results/thrown").status());
        SITE.log().await("PN0501 java.lang.IllegalStateException: on purpose");
        assertEquals(410, get("/results/ended").status());
        assertEquals(1, get("/results/typed").bytes().length);
    }

    @Test
    void X17_htmlIsToldByItsEnd() throws IOException {
        assertEquals("text/html; charset=UTF-8", get("/results/html").header("Content-Type"));
        assertEquals("text/plain; charset=UTF-8", get("/results/almost").header("Content-Type"));
        assertEquals("text/plain; charset=UTF-8", get("/results/far").header("Content-Type"));
    }
}
