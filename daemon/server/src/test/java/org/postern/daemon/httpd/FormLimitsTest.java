package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.Multipart;
import org.postern.daemon.kit.TestSite;

/** Forms as large as the settings allow are read, larger ones are a 413, and the log names the setting. */
class FormLimitsTest {

    private static final String URLENCODED = "Content-Type: application/x-www-form-urlencoded";

    @RegisterExtension
    static final TestSite SITE = new TestSite()
            .setting("forms.fields-max", "5")
            .setting("forms.name-max", "10")
            .setting("forms.value-max", "1000")
            .setting("forms.memory-max", "2030")
            .setting("forms.in-memory", "500")
            .setting("forms.file-max", "50k")
            .setting("forms.total-max", "100k")
            .setting("forms.headers-max", "4")
            .setting("forms.header-max", "200");

    @BeforeAll
    static void handlers() throws IOException {
        SITE.page("form", "req.form().list().size()");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String x(int count) {
        return "x".repeat(count);
    }

    /** {@code setting} is a dash where the form is taken. */
    private static void check(Answer answer, String setting) {
        boolean taken = setting.equals("-");
        assertEquals(taken ? 200 : 413, answer.status(), answer.body());
        assertEquals(
                taken ? 0 : 1,
                SITE.logged("setting forms." + setting + ")").size(),
                SITE.logged("PN").toString());
        assertEquals(List.of(), SITE.logged("ERROR"));
        SITE.log().clear();
    }

    private static Answer post(String body) throws IOException {
        return SITE.send("POST", "/form/", bytes(body), URLENCODED, "Content-Length: " + body.length());
    }

    private static Multipart part(String headers, int content) {
        return new Multipart().part(headers, bytes(x(content)));
    }

    @ParameterizedTest
    @CsvSource({"5, -", "6, fields-max"})
    void fields(int count, String setting) throws IOException {
        String fields = "a=b&".repeat(count);
        check(SITE.get("/form/?" + fields), setting);
        check(post(fields), setting);
        Multipart parts = new Multipart();
        for (int i = 0; i < count; i++) {
            parts.field("a", "b");
        }
        check(parts.post(SITE, "/form/"), setting);
    }

    @ParameterizedTest
    @CsvSource({"10, -", "11, name-max"})
    void names(int length, String setting) throws IOException {
        check(SITE.get("/form/?" + x(length)), setting);
        check(post(x(length) + "=1"), setting);
        check(new Multipart().field(x(length), "").post(SITE, "/form/"), setting);
        check(new Multipart().file("a", x(length), new byte[0]).post(SITE, "/form/"), setting);
    }

    @ParameterizedTest
    @CsvSource({"1000, -", "1001, value-max", "60000, value-max"})
    void values(int length, String setting) throws IOException {
        check(post("a=" + x(length)), setting);
        check(new Multipart().field("a", x(length)).post(SITE, "/form/"), setting);
    }

    @ParameterizedTest
    @CsvSource({"10, -", "31, memory-max"})
    void allInMemory(int third, String setting) throws IOException {
        check(post("a=" + x(1000) + "&b=" + x(1000) + "&c=" + x(third)), setting);
        check(
                new Multipart()
                        .field("a", x(1000))
                        .field("b", x(1000))
                        .field("c", x(third))
                        .post(SITE, "/form/"),
                setting);
    }

    /** Of 1000 parts with 20 lines of 8k each they would be 160 megabytes. */
    @ParameterizedTest
    @CsvSource({"600, -", "700, memory-max"})
    void headers_ofAllParts(int length, String setting) throws IOException {
        String lines = ("A: " + x(length / 4) + "\r\n").repeat(4).strip();
        Multipart parts = new Multipart();
        for (int i = 0; i < 3; i++) {
            parts.part(lines, new byte[0]);
        }
        check(parts.post(SITE, "/form/"), setting);
    }

    @Test
    void uploads_goToDisk_whereMemoryIsFull() throws IOException {
        check(
                new Multipart()
                        .field("a", x(1000))
                        .field("b", x(1000))
                        .file("c", "d", new byte[400])
                        .file("e", "f", new byte[400])
                        .post(SITE, "/form/"),
                "-");
    }

    @ParameterizedTest
    @CsvSource({"51200, -", "51201, file-max", "90000, file-max"})
    void uploads(int length, String setting) throws IOException {
        check(new Multipart().file("a", "b", new byte[length]).post(SITE, "/form/"), setting);
    }

    @ParameterizedTest
    @CsvSource({"102400, -", "102401, total-max", "1000000, total-max"})
    void bodies(int length, String setting) throws IOException {
        String body = "&".repeat(length);
        check(post(body), setting);
        check(
                SITE.send("POST", "/form/", Http.chunked(bytes(body), 5000), URLENCODED, "Transfer-Encoding: chunked"),
                setting);
    }

    @ParameterizedTest
    @CsvSource({"4, -", "5, headers-max"})
    void headerLines(int count, String setting) throws IOException {
        String lines = "Content-Disposition: form-data; name=a" + "\r\nA: b".repeat(count - 1);
        check(part(lines, 1).post(SITE, "/form/"), setting);
        check(part("A: b" + "\r\n folded".repeat(count - 1), 1).post(SITE, "/form/"), setting);
    }

    @ParameterizedTest
    @CsvSource({"200, -", "201, header-max", "20000, header-max"})
    void headerLengths(int length, String setting) throws IOException {
        check(part("A: " + x(length - 3), 1).post(SITE, "/form/"), setting);
        check(part("A: b\r\n " + x(length - 5), 1).post(SITE, "/form/"), setting);
    }

    @Test
    void aDocumentForTheError_hasTheQueryOnly_andIsSent() throws IOException {
        SITE.handler("shown", """
                if (req.prev() == null) req.form(); else req.write("too large: " + req.form());
                return OK;""", "Use JavaErrorDocument 413 /shown/?a=1");
        String body = "b=" + x(1001);
        Answer answer = SITE.send("POST", "/shown/", bytes(body), URLENCODED, "Content-Length: " + body.length());
        assertEquals(413, answer.status());
        assertEquals("too large: [Field('a', '1')]", answer.body());
        SITE.log().clear();
    }

    @Test
    void anUploadTooLargeForMemory_isNoText() throws IOException {
        SITE.page("text", "req.form().getfirst(\"a\").length()");
        assertEquals(
                "2030",
                new Multipart()
                        .file("a", "b", new byte[2030])
                        .post(SITE, "/text/")
                        .body());
        check(new Multipart().file("a", "b", new byte[2031]).post(SITE, "/text/"), "memory-max");
    }
}
