package org.postern.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.fault.Fault;
import org.postern.daemon.kit.LogCapture;
import org.postern.daemon.kit.Sources;

/** Handlers on requests that nobody sent. */
class HandlerRunTest {

    @TempDir
    Path temporary;

    private Path root;
    private HandlerRun.Outcome outcome;

    @BeforeEach
    void realPath() throws IOException {
        root = temporary.toRealPath();
    }

    private void handler(String name, String body) throws IOException {
        Files.writeString(root.resolve(name + ".java"), Sources.handler(name, body));
    }

    private String run(String handler, String url) throws InterruptedException {
        return run(new MadeUpRequest(handler, url, root, "GET", List.of(), null));
    }

    private String run(MadeUpRequest request) throws InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        outcome = HandlerRun.of(request, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\n\n") + 2);
    }

    @Test
    void statusLineHeadersAndBody() throws Exception {
        handler(
                "hello",
                "req.contentType(\"text/plain\"); req.headersOut().add(\"X-A\", \"1\"); req.headersOut().add(\"X-A\", \"2\");"
                        + " req.headersOut().set(\"Connection\", \"close\"); req.status(201); req.write(\"Hello\\n\"); return OK;");
        assertEquals(
                "HTTP/1.1 201 Created\nContent-Type: text/plain; charset=UTF-8\nContent-Length: 6\nX-A: 1\nX-A: 2\n\nHello\n",
                run("hello", "/"));
        assertEquals(new HandlerRun.Outcome(201, true), outcome);
    }

    @Test
    void cookieOfASession_isSecure_withHttpsOnly() throws Exception {
        handler("begins", "req.session().put(\"a\", 1); return OK;");
        assertTrue(run("begins", "https://shop/").contains("; Path=/; Secure; HttpOnly; SameSite=Lax\n"));
        assertTrue(run("begins", "http://shop/").contains("; Path=/; HttpOnly; SameSite=Lax\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/                 | /                 | /        | ''",
                "/app/basket/7     | /app/basket/7     | /app/basket | /7",
                "/app              | /app              | /app     | ''",
                "/app/             | /app/             | /app/    | ''",
                "/app/file.txt/x/y | /app/file.txt/x/y | /app/file.txt | /x/y",
                "//app///none      | /app/none         | /app/none | ''",
                "/none/gr%C3%BCn%20%25/?q=%20 | /none/grün %/ | /none | /grün %/",
                "/a;b=c            | /a;b=c            | /a;b=c   | ''"
            })
    void path_isCutAsHttpdDoes(String url, String uri, String file, String pathInfo) throws Exception {
        Files.createDirectory(root.resolve("app"));
        Files.writeString(root.resolve("app/file.txt"), "");
        handler("seen", "req.write(req.uri() + \"|\" + req.filename() + \"|\" + req.pathInfo()); return OK;");
        assertEquals(uri + "|" + root + file + "|" + pathInfo, body(run("seen", url)));
    }

    @Test
    void factsOfTheRequest() throws Exception {
        handler(
                "facts",
                "req.write(String.join(\"|\", req.theRequest(), req.args(), req.hostname(), req.interpreter(),"
                        + " req.server().serverHostname(), req.documentRoot(), req.connection().clientIp(),"
                        + " req.headersIn().get(\"Host\"), \"\" + req.server().port())); return OK;");
        assertEquals(
                "GET /x%20y?a=1&b=2 HTTP/1.1|a=1&b=2|shop.example|shop.example|shop.example|" + root
                        + "|127.0.0.1|shop.example:8080|8080",
                body(run("facts", "http://shop.example:8080/x%20y?a=1&b=2")));
    }

    @Test
    void forms_areRead() throws Exception {
        handler("form", "req.write(req.form().toString()); return OK;");
        assertEquals(
                "[Field('a', '1'), Field('b', 'ü')]",
                body(run(
                        new MadeUpRequest("form", "/?a=1", root, "POST", List.of(), MadeUpRequest.bytes("b=%C3%BC")))));
    }

    @Test
    void bodyAndHeaders_arrive() throws Exception {
        handler(
                "echo",
                "req.write(req.method() + \" \" + req.headersIn().get(\"Content-Type\") + \" \" + req.headersIn().get(\"Content-Length\")"
                        + " + \" \" + new String(req.read(), \"UTF-8\") + req.read().length); return OK;");
        assertEquals(
                "POST application/x-www-form-urlencoded 4 a=ü0",
                body(run(new MadeUpRequest("echo", "/", root, "POST", List.of(), MadeUpRequest.bytes("a=ü")))));
        assertEquals(
                "PUT text/x 1 x0",
                body(run(new MadeUpRequest(
                        "echo",
                        "/",
                        root,
                        "PUT",
                        List.of(Map.entry("content-type", "text/x")),
                        MadeUpRequest.bytes("x")))));
        assertEquals("GET null null 0", body(run("echo", "/")));
    }

    @Test
    void head_hasNoBody() throws Exception {
        handler("hello", "req.write(\"Hello\"); return OK;");
        String answer = run(new MadeUpRequest("hello", "/", root, "HEAD", List.of(), null));
        assertTrue(answer.contains("Content-Length: 5\n"), answer);
        assertEquals("", body(answer));
    }

    @Test
    void memberInlineHandlerAndDefaultHandler() throws Exception {
        handler("parts", "return OK; } public static void other(Request req) throws Exception { req.write(\"other\");");
        assertEquals("other", body(run("parts::other", "/")));
        assertEquals("inline", body(run("{ req.write(\"inline\"); return OK; }", "/")));
        Files.writeString(root.resolve("page.html"), "<p>a file");
        handler("declines", "return DECLINED;");
        assertEquals("<p>a file", body(run("declines", "/page.html")));
    }

    @Test
    void errors_areTheDaemonsOwn() throws Exception {
        try (LogCapture log = new LogCapture()) {
            assertTrue(run("missing", "/").startsWith("HTTP/1.1 500 Internal Server Error\n"));
            assertEquals(new HandlerRun.Outcome(500, true), outcome);
            log.await("PN0401");
            handler("throwing", "throw new java.io.IOException(\"mine\");");
            run("throwing", "/");
            assertEquals(500, outcome.status());
            log.await("mine");
            handler("refusing", "return HTTP_FORBIDDEN;");
            run("refusing", "/");
            assertEquals(403, outcome.status());
            handler("splitting", "req.errHeadersOut().set(\"X Y\", \"1\"); return OK;");
            run("splitting", "/");
            assertEquals(500, outcome.status());
        }
    }

    @Test
    void anAnswerBrokenOff_isToldFromACompleteOne() throws Exception {
        handler("half", "req.write(\"half\"); req.flush(); throw new IllegalStateException();");
        assertEquals("half", body(run("half", "/")));
        assertEquals(new HandlerRun.Outcome(200, false), outcome);
    }

    @Test
    void logAndCleanup_haveRun_whenItReturns() throws Exception {
        handler(
                "cleaning",
                "req.registerCleanup(() -> System.setProperty(\"postern.run.cleaned\", req.uri())); req.write(\"x\"); return OK;");
        run("cleaning", "/clean");
        assertEquals("/clean", System.clearProperty("postern.run.cleaned"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "/a b", "/%zz", "/a/../b", "/..", "/./", "/%00", "mailto:joe@example.org", "http:///x y"
            })
    void urlsThatAreNone_areRefused(String url) {
        Fault refusal = assertThrows(Fault.class, () -> run("none", url));
        assertTrue(refusal.text().contains("expected: "), refusal.text());
        assertFalse(refusal.text().contains("\n"), refusal.text());
    }
}
