package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

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

/** What a program does with the standard streams is no other's affair. */
class ProgramStreamsTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    @BeforeAll
    static void files() throws IOException {
        SITE.handled("cgi", "Use JavaHandler postern.cgi");
        program("other", "System.out.print(\"other\");");
    }

    private static void program(String name, String body) throws IOException {
        SITE.file("cgi/" + name + ".java", """
                import java.io.*;
                import java.util.function.*;

                public class %s {
                    public static void main(String[] args) throws Exception {
                        System.out.print("Content-Type: text/plain\\n\\n");
                        %s
                    }
                }
                """.formatted(name, body));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "buffers  | System.setOut(new PrintStream(new BufferedOutputStream(System.out), false)); System.out.print(\"mine\"); System.out.flush();",
                "twice    | for (int i = 0; i < 2; i++) { System.setOut(new PrintStream(new BufferedOutputStream(System.out), true)); }"
                        + " System.out.println(\"mine\");",
                "restores | PrintStream before = System.out; var text = new ByteArrayOutputStream(); System.setOut(new PrintStream(text));"
                        + " System.out.print(\"mine\"); System.setOut(before); System.out.print(text);",
                "byname   | Consumer<PrintStream> set = System::setOut; set.accept(new PrintStream(System.out, true)); System.out.print(\"mine\");",
                "errors   | System.setErr(System.out); System.err.print(\"mine\");",
                "loses    | PrintStream before = System.out; System.setOut(new PrintStream(OutputStream.nullOutputStream())); before.print(\"mine\");"
            })
    void aStreamThatIsSet_isTheProgramsOwn(String name, String body) throws IOException {
        program(name, body);
        for (int i = 0; i < 2; i++) {
            assertEquals("mine", SITE.get("/cgi/" + name).body().strip());
            assertEquals("other", SITE.get("/cgi/other").body());
        }
    }

    @Test
    void inputThatIsSet_isTheProgramsOwn() throws IOException {
        program("reads", "System.setIn(new BufferedInputStream(System.in)); System.in.transferTo(System.out);");
        byte[] body = "body".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 2; i++) {
            assertEquals(
                    "body",
                    SITE.send("POST", "/cgi/reads", body, "Content-Length: 4").body());
        }
    }

    @ParameterizedTest
    @CsvSource({"In, in", "Out, out", "Err, err"})
    void aHandler_cannotSetThem(String set, String stream) throws IOException {
        SITE.handler("sets" + stream, "System.set" + set + "(System." + stream + "); return OK;");
        assertEquals(500, SITE.get("/sets" + stream + "/").status());
        assertEquals(
                1,
                SITE.logged("System.set" + set + ": this thread runs no program of postern.cgi")
                        .size());
    }

    @Test
    void aProgramWhoseClientIsGone_andDoesNotAsk_ends() throws IOException {
        try (Gate gate = new Gate()) {
            program(
                    "endless",
                    "try { System.out.print(\"first\"); System.out.flush();" + gate.here()
                            + "while (true) { System.out.print(\"x\".repeat(10_000)); } } finally { System.err.println(\"it ends\"); }");
            try (Http http = new Http(SITE.port())) {
                http.write("GET", "/cgi/endless", new byte[0]);
                http.awaitText("first");
            }
            gate.open();
            Eventually.holds("the program ends", () -> !SITE.logged("it ends").isEmpty());
        }
        assertTrue(SITE.logged("ProgramExit").isEmpty());
        assertEquals("other", SITE.get("/cgi/other").body());
    }

    @Test
    void whatIsPrintedWithoutAnEnd_isALine_andNotTheBeginningOfAnothers() throws IOException {
        for (int i = 0; i < 3; i++) { // by the same thread, be there three
            SITE.handler("unended" + i, "System.out.print(\"no end\"); System.err.print(\"no end\"); return OK;");
            SITE.get("/unended" + i + "/");
        }
        Eventually.holds("all are logged", () -> SITE.logged("no end").size() == 6);
        assertFalse(SITE.logged("no end").toString().contains("no endno end"));
    }

    @Test
    void anAbstractClassWithAMain_isNamed() throws IOException {
        SITE.file("cgi/half.java", "abstract class half { void main() { } }");
        Answer answer = SITE.get("/cgi/half");
        assertEquals(500, answer.status());
        assertEquals(
                1,
                SITE.logged("half.main is not static, and its class is abstract")
                        .size());
    }
}
