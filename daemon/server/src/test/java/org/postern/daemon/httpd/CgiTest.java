package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Eventually;
import org.postern.daemon.kit.Gate;
import org.postern.daemon.kit.Http;
import org.postern.daemon.kit.TestSite;

/** {@code postern.cgi}: programs that read and write as CGI does. */
class CgiTest {

    private static final String PLAIN = "System.out.println(\"Content-Type: text/plain\\n\");";

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    @BeforeAll
    static void files() throws IOException {
        SITE.handled("cgi", "Use JavaHandler postern.cgi");
        SITE.file("cgi/style.css", "css");
        SITE.file("cgi/file", "a file without an ending");
        SITE.file("cgi/plain", "not this one, as with postern.servlet");
        SITE.file("cgi/folder/index.html", "an index");
        program("plain", PLAIN);
        program("_hidden", PLAIN);
    }

    private static void program(String name, String body) throws IOException {
        SITE.file("cgi/" + name + ".java", """
                import java.util.*;
                import org.postern.api.*;

                public class %s {
                    static int runs;
                    public static void main(String[] args) throws Exception {
                        %s
                    }
                }
                """.formatted(name, body));
    }

    /** The answer of a program that prints this and nothing else. */
    private static Answer printed(String name, String java) throws IOException {
        program(name, "System.out.print(\"" + java + "\");");
        return SITE.get("/cgi/" + name);
    }

    @ParameterizedTest
    @CsvSource({
        "/cgi/style.css, 200, css",
        "/cgi/file, 200, a file without an ending",
        "/cgi/plain, 200, ''",
        "/cgi/plain.java, 200, ''",
        "/cgi/nothing, 404, ",
        "/cgi/nothing.java, 404, ",
        "/cgi/_hidden, 403, ",
        "/cgi/folder, 301, "
    })
    void aUrl_meansAProgram_orAFile(String url, int status, String body) throws IOException {
        Answer answer = SITE.get(url);
        assertEquals(status, answer.status());
        if (body != null) {
            assertEquals(body, answer.body());
        }
    }

    // --- the header

    @ParameterizedTest
    @CsvSource({"lf, \\n", "crlf, \\r\\n"})
    void header_endsWithAnEmptyLine(String name, String end) throws IOException {
        Answer answer = printed(
                name,
                String.join(end, "Status: 404 Not Here", "Content-type:text/plain", "X-A: 1", "x-a:  2 ", "", "a", "")
                        .replace("\"", "\\\""));
        assertEquals(404, answer.status());
        assertEquals("text/plain", answer.header("Content-Type"));
        assertEquals(List.of("1", "2"), answer.headers("X-A"));
        assertEquals(end.equals("\\n") ? "a\n" : "a\r\n", answer.body());
        assertEquals(String.valueOf(answer.bytes().length), answer.header("Content-Length"));
    }

    @Test
    void header_mayComeInPieces() throws IOException {
        program("pieces", """
                for (char c : "Content-Type: text/plain\\n\\nbody".toCharArray()) {
                    System.out.print(c);
                    System.out.flush();
                }
                """);
        assertEquals("body", SITE.get("/cgi/pieces").body());
        assertEquals("text/plain", SITE.get("/cgi/pieces").header("Content-Type"));
    }

    @Test
    void header_goesOutAsUtf8() throws IOException {
        String value = printed("utf", "X-Name: M\u00fcller\\n\\n").header("X-Name");
        assertEquals(
                "M\u00fcller",
                new String(String.valueOf(value).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "colonless | Content-Type: text/html\\nHello\\n\\nx | printed \"Hello\"",
                "folded    | Content-Type: text/html\\n ; charset=x\\n\\nx | printed \" ; charset=x\"",
                "blankname | Hello there: you\\n\\n | printed \"Hello there: you\"",
                "noend     | Content-Type: text/html\\nX-A: b | printed \"X-A: b\"",
                "nothing   | ^^ | printed \"\"",
                "badstatus | Status: fine\\n\\n | printed \"Status: fine\" (expected: a status",
                "nowhere   | Location:\\n\\n | printed \"Location:\" (expected: a path of the site, or a URL)",
                "above     | Location: /../x\\n\\n | printed \"Location: /../x\" (expected: a path of this site",
                "badlength | Content-Length: many\\n\\n | printed \"Content-Length: many\" (expected: a number"
            })
    void whatIsNoHeader_isA500_thatNamesIt(String name, String output, String logged) throws IOException {
        assertEquals(500, printed(name, output).status());
        assertEquals(
                1,
                SITE.logged("PN0522 " + SITE.root() + "/cgi/" + name + ".java: " + logged)
                        .size());
    }

    @Test
    void aHeaderWithoutEnd_isNotWaitedForForEver() throws IOException {
        program(
                "endless",
                "while (!System.out.checkError()) { System.out.print(\"X-A: \" + \"b\".repeat(1000) + \"\\n\"); }");
        assertEquals(500, SITE.get("/cgi/endless").status());
    }

    // --- Location

    @Test
    void aPathOfTheSite_answersInItsPlace() throws IOException {
        program("there", PLAIN + "System.out.print(\"there, \" + Apache.environ().get(\"QUERY_STRING\"));");
        Answer answer = printed("local", "Location: /cgi/there?x=1\\nX-A: lost\\n\\nlost");
        assertEquals(200, answer.status());
        assertEquals("there, x=1", answer.body());
        assertNull(answer.header("X-A"));
    }

    @ParameterizedTest
    @CsvSource({"POST, GET", "GET, GET", "HEAD, HEAD", "PUT, GET"})
    void aPathOfTheSite_isAskedForByAGet_andWithoutABody(String method, String seen) throws IOException {
        String folder = "asks" + method;
        SITE.handled(
                folder, "Use JavaRoot " + SITE.root() + "/" + folder, "Use JavaHandler \"postern.cgi ; seen | .seen\"");
        SITE.file(folder + "/form.java", """
                public class form {
                    public static void main(String[] args) throws Exception {
                        System.in.read();
                        System.out.print("Location: /%s/target.seen?a=1\\n\\n");
                    }
                }
                """.formatted(folder));
        SITE.file(folder + "/seen.java", """
                public class seen {
                    public static void handler(org.postern.api.Request req) throws Exception {
                        req.logError("target of %s: " + req.method() + req.form().getlist("a") + req.form().getlist("b")
                                + req.headersIn().get("Content-Length") + req.headersIn().get("Content-Type")
                                + req.read().length);
                    }
                }
                """.formatted(method));
        byte[] body = "b=2".getBytes(StandardCharsets.UTF_8);
        assertEquals(
                200,
                SITE.send(
                                method,
                                "/" + folder + "/form",
                                method.startsWith("P") ? body : new byte[0],
                                "Content-Length: " + (method.startsWith("P") ? body.length : 0),
                                "Content-Type: application/x-www-form-urlencoded")
                        .status());
        assertEquals(
                1,
                SITE.logged("target of " + method + ": " + seen + "[1][]nullnull0")
                        .size());
    }

    @ParameterizedTest
    @CsvSource({
        "away, Location: https://example.org/x\\n\\n, 302",
        "other, Location: //example.org/x\\n\\n, 302",
        "anchor, Location: /cgi/there#end\\n\\n, 302",
        "seeother, Status: 303 See Other\\nLocation: /cgi/there\\n\\n, 303"
    })
    void aUrl_isForTheClient(String name, String output, int status) throws IOException {
        Answer answer = printed(name, output);
        assertEquals(status, answer.status());
        assertTrue(output.contains("Location: " + answer.header("Location")), answer.header("Location"));
    }

    // --- what a program has

    @Test
    void environ_hasTheVariablesOfCgi_withoutCredentials() throws IOException {
        program("env", PLAIN + """
                Map<String, String> env = Apache.environ();
                for (String name : List.of("GATEWAY_INTERFACE", "REQUEST_METHOD", "QUERY_STRING", "SCRIPT_NAME", "PATH_INFO",
                        "SCRIPT_FILENAME", "HTTP_X_A", "SERVER_PROTOCOL", "HTTP_AUTHORIZATION")) {
                    System.out.print(env.get(name) + " ");
                }
                """);
        assertEquals(
                "CGI/1.1 GET a=b /cgi/env /more " + SITE.root() + "/cgi/env.java 1 HTTP/1.1 null ",
                SITE.get("/cgi/env/more?a=b", "X-A: 1", "Authorization: Basic YTpi")
                        .body());
    }

    @Test
    void environ_isForProgramsAlone() throws IOException {
        SITE.handler("noenv", "req.write(environ().toString()); return OK;");
        assertEquals(500, SITE.get("/noenv/").status());
        assertEquals(
                1,
                SITE.logged("environ(): this thread runs no program of postern.cgi")
                        .size());
    }

    @ParameterizedTest
    @CsvSource({"'?a+b%2Bc', '[a, b+c]'", "'?a=b+c', []", "'?%zz+%', '[%zz, %]'", "'?', []", "'', []"})
    void arguments_areTheWordsOfAQuery_thatIsNoForms(String query, String arguments) throws IOException {
        program("args", PLAIN + "System.out.print(Arrays.toString(args));");
        assertEquals(arguments, SITE.get("/cgi/args" + query).body());
        assertEquals("[]", SITE.send("POST", "/cgi/args?a+b", new byte[0]).body());
    }

    @Test
    void body_isReadFromSystemIn() throws IOException {
        program("upper", PLAIN + """
                try (Scanner in = new Scanner(System.in, "UTF-8")) {
                    while (in.hasNextLine()) {
                        System.out.println(in.nextLine().toUpperCase(Locale.ROOT));
                    }
                }
                """);
        for (int i = 0; i < 2; i++) { // again, though the scanner has closed it
            assertEquals(
                    "ONE\nTWO\n",
                    SITE.send("POST", "/cgi/upper", "one\ntwo".getBytes(StandardCharsets.UTF_8), "Content-Length: 7")
                            .body());
        }
    }

    @Test
    void staticsLiveOn_untilAnEdit() throws IOException {
        program("counter", PLAIN + "System.out.print(++runs);");
        assertEquals("1", SITE.get("/cgi/counter").body());
        assertEquals("2", SITE.get("/cgi/counter").body());
        program("counter", PLAIN + "System.out.print(\"edited \" + ++runs);");
        SITE.awaitBody("/cgi/counter", "edited 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "instance | void main() { System.out.print(\"\\n\" + getClass().getSimpleName()); } | instance",
                "both | static void main() { } void main(String[] args) { System.out.print(\"\\nboth\"); } | both",
                "inherits | static class Base { void main() { System.out.print(\"\\nbase\"); } } | "
            })
    void main_isFoundAsJavaFindsIt(String name, String source, String body) throws IOException {
        SITE.file("cgi/" + name + ".java", source + "\n");
        Answer answer = SITE.get("/cgi/" + name);
        assertEquals(body == null ? 500 : 200, answer.status());
        if (body != null) {
            assertEquals(body, answer.body());
        }
    }

    @Test
    void aClassWithoutMain_isNamed() throws IOException {
        SITE.file("cgi/nomain.java", "public class nomain { }");
        assertEquals(500, SITE.get("/cgi/nomain").status());
        assertEquals(
                1,
                SITE.logged("PN0521 " + SITE.root()
                                + "/cgi/nomain.java: class nomain has no main (expected: void main(String[] args))")
                        .size());
    }

    // --- how it goes out

    @Test
    void whatIsFlushed_isThere_beforeTheProgramEnds() throws IOException {
        try (Gate gate = new Gate();
                Http http = new Http(SITE.port())) {
            program(
                    "slow",
                    PLAIN + "System.out.print(\"first\"); System.out.flush();" + gate.here()
                            + "System.out.print(\"last\");");
            http.write("GET", "/cgi/slow", new byte[0]);
            http.awaitText("first");
            gate.open();
            http.awaitText("last");
        }
    }

    @Test
    void twoProgramsAndAHandler_atOneTime_haveTheirOwnStreams() throws IOException {
        SITE.handler("printing", "System.out.println(\"printed by a handler\"); req.write(\"ok\"); return OK;");
        try (Gate gate = new Gate();
                Http http = new Http(SITE.port())) {
            program("first", PLAIN + "System.out.print(\"one \");" + gate.here() + "System.out.print(\"two\");");
            program("second", PLAIN + "System.out.print(\"second\");");
            http.write("GET", "/cgi/first", new byte[0]);
            gate.awaitArrival();
            assertEquals("second", SITE.get("/cgi/second").body());
            assertEquals("ok", SITE.get("/printing/").body());
            assertEquals(1, SITE.logged("printed by a handler").size());
            gate.open();
            assertEquals("one two", http.read(false).body());
        }
    }

    @Test
    void threadsOfAProgram_andItsErrors_printToTheLog() throws IOException {
        program("threads", PLAIN + """
                Thread thread = new Thread(() -> System.out.println("printed by a thread"));
                thread.start();
                thread.join();
                System.err.println("printed as an error");
                System.out.print("main");
                """);
        assertEquals("main", SITE.get("/cgi/threads").body());
        assertEquals(1, SITE.logged("printed by a thread").size());
        assertEquals(1, SITE.logged("printed as an error").size());
    }

    @Test
    void aFilter_printsToTheLog_andNotIntoTheAnswer() throws IOException {
        SITE.file("filtered/.htaccess", """
                SetHandler ${postern}
                Use JavaRoot @ROOT@/filtered/_loud
                Use JavaHandler postern.cgi
                Use JavaOutputFilter _loud loud
                Use JavaInputFilter _loud loudin
                Use JavaSetOutputFilter loud
                Use JavaSetInputFilter loudin
                """.replace("@ROOT@", SITE.root().toString()));
        SITE.module("filtered/_loud", """
                static void outputFilter(Filter filter) throws Exception { pass(filter, "written"); }
                static void inputFilter(Filter filter) throws Exception { pass(filter, "read"); }
                static void pass(Filter filter, String what) throws Exception {
                    System.out.println("the filter has " + what);
                    filter.passOn();
                }
                """);
        SITE.file("filtered/echo.java", """
                public class echo {
                    public static void main(String[] args) throws Exception {
                        System.out.print("Content-Type: text/plain\\n\\n");
                        System.in.transferTo(System.out);
                        System.out.flush();
                    }
                }
                """);
        assertEquals(
                "body",
                SITE.send("POST", "/filtered/echo", "body".getBytes(StandardCharsets.UTF_8), "Content-Length: 4")
                        .body());
        assertFalse(SITE.logged("the filter has written").isEmpty());
        assertFalse(SITE.logged("the filter has read").isEmpty());
    }

    @Test
    void whatItThrows_isAnsweredAsAHandlersIs() throws IOException {
        program("raises", PLAIN + "System.out.print(\"begun\"); throw new IllegalStateException(\"out of tea\");");
        Answer answer = SITE.get("/cgi/raises");
        assertEquals(500, answer.status());
        assertFalse(answer.body().contains("begun"));
        assertEquals(
                1,
                SITE.logged("PN0501 java.lang.IllegalStateException: out of tea")
                        .size());
        assertEquals("ok", printed("after", "\\nok").body());
    }

    @Test
    void exit_isAnEndLikeAnyOther() throws IOException {
        program("exits", PLAIN + "System.out.print(\"done\"); System.exit(args.length); System.out.print(\" not\");");
        assertEquals("done", SITE.get("/cgi/exits").body());
        assertTrue(SITE.logged("ended with status").isEmpty());
        assertEquals("done", SITE.get("/cgi/exits?one+two").body());
        assertEquals(1, SITE.logged("cgi: exits ended with status 2").size());
    }

    @Test
    void aFailureThatTheProgramCatches_isNotForgotten() throws IOException {
        program("catches", """
                try {
                    System.out.print("no header\\n");
                    System.out.flush();
                } catch (RuntimeException e) {
                    System.out.print("Content-Type: text/plain\\n\\nfine");
                }
                """);
        assertEquals(500, SITE.get("/cgi/catches").status());
        assertEquals(
                1,
                SITE.logged("/cgi/catches.java: printed \"no header\" (expected")
                        .size());
    }

    @Test
    void aClientThatIsGone_endsWhatIsPrinted() throws IOException {
        try (Gate gate = new Gate()) {
            program(
                    "gone",
                    PLAIN + "System.out.print(\"first\"); System.out.flush();" + gate.here()
                            + "while (!System.out.checkError()) { System.out.print(\"x\".repeat(10_000)); }"
                            + "System.err.println(\"noticed\");");
            try (Http http = new Http(SITE.port())) {
                http.write("GET", "/cgi/gone", new byte[0]);
                http.awaitText("first");
            }
            gate.open();
            Eventually.holds(
                    "the program notices", () -> !SITE.logged("noticed").isEmpty());
        }
    }
}
