package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.daemon.kit.TestSite;

/** No module ends the daemon; where this fails, the JVM of the tests is gone. */
class ExitTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "system    | System.exit(3);",
                "runtime   | Runtime.getRuntime().exit(3);",
                "halt      | Runtime.getRuntime().halt(3);",
                "reference | java.util.function.IntConsumer end = System::exit; end.accept(3);",
                "bound     | java.util.function.IntConsumer end = Runtime.getRuntime()::halt; end.accept(3);",
                "branch    | String text = \"x\"; if (req.args() == null) { System.exit(3); text = \"y\"; } req.write(text);"
            })
    void exit_isAnErrorOfTheHandler(String name, String body) throws IOException {
        SITE.handler(name, body + " return OK;");
        assertEquals(500, SITE.get("/" + name + "/").status());
        assertFalse(SITE.logged("PN0501 org.postern.api.ProgramExit: System.exit(3) in a module")
                .isEmpty());
    }

    @Test
    void whatIsOnlyNamedSo_isCalled() throws IOException {
        SITE.module("named", """
                int exit(int status) { return status + 1; }
                void handler(Request req) throws Exception { req.write("halt" + exit(3)); }
                """);
        assertEquals("halt4", SITE.get("/named/").body());
    }

    @ParameterizedTest
    @CsvSource({"ecj", "janino"})
    void exitInAnInitialiser_failsTheModule(String compiler) throws IOException {
        SITE.module("starts" + compiler, "static { if (true) System.exit(3); }", "void handler(Request req) { }");
        SITE.handled(
                "starts" + compiler,
                "Use JavaRoot " + SITE.root() + "/starts" + compiler,
                "Use JavaCompiler " + compiler,
                "Use JavaHandler starts" + compiler);
        assertEquals(500, SITE.get("/starts" + compiler + "/").status());
    }
}
