package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.TestSite;

/** Handlers whose source stands in a directive. */
class HandlerInlineTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite().setting("inline", "on");

    private static Answer run(String source) throws IOException {
        SITE.handled(
                "inline", "Use JavaHandler \"" + source.replace("\"", "\\\"").replace("'", "\\'") + "\"");
        return SITE.get("/inline/x.txt");
    }

    static Stream<Arguments> sources() {
        return Stream.of(
                Arguments.of("{ req.write(\"hi\"); return OK; }", 200, "hi"),
                Arguments.of("{ req.write(\"hi\"); }", 200, "hi"),
                Arguments.of("{}", 200, ""),
                Arguments.of(
                        "{ if (req.args() == null) { req.write(\"none\"); return DONE; } req.write(\"some\"); }",
                        200,
                        "none"),
                Arguments.of("{ req.write(\"a; b | c } d { e\"); }", 200, "a; b | c } d { e"),
                Arguments.of("{ char c = ';'; char d = '}'; req.write(c + \"|\" + d); }", 200, ";|}"),
                Arguments.of("{ /* } | ; */ req.write(\"comment\"); }", 200, "comment"),
                Arguments.of("{ for (int i = 0; i < 3; i++) { req.write(\"\" + i); } }", 200, "012"),
                Arguments.of("{ return HTTP_NO_CONTENT; }", 204, ""),
                Arguments.of("{ req.write(\"1\"); } { req.write(\"2\"); }", 200, "12"),
                Arguments.of("{ req.write(\"1\"); }{ req.write(\"2\"); }", 200, "12"),
                Arguments.of("{ req.write(\"1\"); }; { req.write(\"2\"); }", 200, "12"),
                Arguments.of("{ req.write(\"plain\"); }; { req.write(\"txt\"); } | .txt", 200, "txt"),
                Arguments.of("{ return OK; } { req.write(\"second\"); }", 200, "second"),
                Arguments.of(
                        "{ java.util.List l = new java.util.ArrayList(); l.add(\"x\"); req.write(l.toString()); }",
                        200,
                        "[x]"),
                Arguments.of(
                        "{ Table t = req.headersOut(); t.set(\"X-A\", \"b\"); req.write(t.get(\"x-a\")); }", 200, "b"),
                Arguments.of("{ throw new ServerReturn(HTTP_CREATED); }", 201, ""),
                Arguments.of("{ logError(\"told\", APLOG_INFO); req.write(req.interpreter()); }", 200, "localhost"),
                Arguments.of("{ while (true) { req.write(\"once\"); return OK; } }", 200, "once"),
                Arguments.of("{ if (true) throw new ServerReturn(DONE); }", 200, ""));
    }

    @ParameterizedTest
    @MethodSource
    void sources(String source, int status, String body) throws IOException {
        Answer answer = run(source);
        assertEquals(status, answer.status(), answer.body());
        assertEquals(body, answer.body());
    }

    @Test
    void result4xx_isItsPage() throws IOException {
        assertEquals(403, run("{ req.write(\"x\"); return HTTP_FORBIDDEN; }").status());
    }

    @Test
    void exception_isA500WithACode() throws Exception {
        assertEquals(500, run("{ Object o = null; o.toString(); }").status());
        SITE.log().await("PN0501 java.lang.NullPointerException");
        assertEquals(500, run("{ throw new java.io.IOException(\"checked\"); }").status());
        SITE.log().await("PN0501 java.io.IOException: checked");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            { req.nothing(); }   | 1:7: A method named "nothing" is not declared
            { int x = "text"; }  | 1:11: Assignment conversion not possible
            { return "text"; }   | 1:3: Assignment conversion not possible
            { req.write(1 }      | 1:15: ')' expected instead of '}'
            { nonsense }         | 1:12: IDENTIFIER expected
            """)
    void sourceThatDoesNotCompile_isA500_andTheLogSaysWhatIsWrong(String source, String message) throws Exception {
        Answer answer = run(source);
        assertEquals(500, answer.status());
        assertFalse(answer.body().contains(message), answer.body());
        String line = SITE.log().await("PN0404 inline handler:" + message);
        assertTrue(line.endsWith(" [handler " + source + "]"), line);
    }

    @Test
    void errors_areLoggedOnce_andEachRequestThatFailsByThem_inOneLine() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertEquals(500, run("{ req.onceOnly(); }").status());
        }
        assertEquals(1, SITE.logged("A method named \"onceOnly\"").size());
        String each =
                "PN0404 inline handler: 1 error, logged when it was compiled [request \"GET /inline/x.txt HTTP/1.1\"";
        assertEquals(
                3,
                SITE.logged(each).stream()
                        .filter(line -> line.endsWith("handler { req.onceOnly(); }]"))
                        .count());
    }

    @Test
    void compileError_withDebug_isShownEscaped() throws IOException {
        SITE.handled("inlinedebug", "Use JavaHandler \"{ req.nothing(\\\"<script>\\\"); }\"", "Use JavaDebug On");
        Answer answer = SITE.get("/inlinedebug/");
        assertTrue(answer.body().contains("nothing"), answer.body());
        assertFalse(answer.body().contains("<script>"), answer.body());
    }

    @Test
    void daemon_isNotSeen() throws Exception {
        assertEquals(500, run("{ org.postern.daemon.Main.main(null); }").status());
        assertEquals(500, run("{ Class.forName(\"org.postern.daemon.Main\"); }").status());
        SITE.log().await("ClassNotFoundException");
    }

    @Test
    void otherPhases_haveInlineHandlersToo() throws IOException {
        SITE.handled(
                "inlinephases",
                "Use JavaAccessHandler \"{ return req.args() == null ? OK : HTTP_FORBIDDEN; }\"",
                "Use JavaHandler \"{ req.write(req.phase()); }\"");
        assertEquals("JavaHandler", SITE.get("/inlinephases/").body());
        assertEquals(403, SITE.get("/inlinephases/?x").status());
    }
}
