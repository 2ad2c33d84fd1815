package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.HandlerRun;
import org.postern.daemon.MadeUpRequest;
import org.postern.daemon.kit.Sources;
import org.postern.daemon.kit.TestSite;

/** A handler sees of a made-up request what it sees of the same one through httpd. */
class MadeUpRequestTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    @BeforeAll
    static void files() throws IOException {
        SITE.file(".htaccess", "SetHandler ${postern}\nUse JavaRoot " + SITE.root() + "\nUse JavaHandler seen\n");
        SITE.file("seen.java", Sources.handler("seen", """
                for (Object fact : new Object[] {req.method(), req.uri(), req.unparsedUri(), req.theRequest(), req.args(),
                        req.filename(), req.pathInfo(), req.documentRoot(), req.protocol(), req.hostname(), req.interpreter(),
                        req.user(), req.phase(), req.headerOnly(), req.server().serverHostname(), req.connection().clientIp(),
                        req.useragentIp(), req.connection().localIp(), req.headersIn().get("Host"), req.headersIn().get("X-A"),
                        req.headersIn().get("Content-Type"), req.headersIn().get("Content-Length"), req.getOptions().size(),
                        new String(req.read(), "UTF-8")}) {
                    req.write(fact + "\\n");
                }
                return OK;"""));
        SITE.file("app/file.txt", "");
    }

    private static String madeUp(String method, String url, byte[] body, List<Map.Entry<String, String>> headers)
            throws InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        HandlerRun.of(new MadeUpRequest("seen", url, SITE.root(), method, headers, body), out);
        String answer = out.toString(StandardCharsets.UTF_8);
        return answer.substring(answer.indexOf("\n\n") + 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/", "/?", "/?a=1&b=%20", "/app/", "/app/file.txt", "/app/file.txt/more/and%20more", "/app/none",
                        "/app/none/x/y",
                "/none", "/none/", "/none/x", "//app///file.txt//x", "/gr%C3%BCn/%25", "/a;b=c/d", "/a+b%2Bc",
                        "/seen.java"
            })
    void get_isTheSame(String url) throws Exception {
        assertEquals(SITE.get(url, "X-A: b").body(), madeUp("GET", url, null, List.of(Map.entry("X-A", "b"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a=1", "ü"})
    void post_isTheSame(String text) throws Exception {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        assertEquals(
                SITE.send(
                                "POST",
                                "/app/x",
                                body,
                                "Content-Type: application/x-www-form-urlencoded",
                                "Content-Length: " + body.length)
                        .body(),
                madeUp("POST", "/app/x", body, List.of()));
    }
}
