package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;

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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lambda    | static final Runnable END = () -> System.exit(3); static void end() { END.run(); }",
                "default   | interface Ends { default void end() { System.exit(3); } } static void end() { new Ends() { }.end(); }",
                "static    | interface Ends { static void end() { System.exit(3); } } static void end() { Ends.end(); }",
                "record    | record Ends(int x) { Ends { System.exit(x); } } static void end() { new Ends(3); }",
                "enum      | enum Ends { ONE { void end() { System.exit(3); } }; abstract void end(); } static void end() { Ends.ONE.end(); }",
                "finally   | static void end() { try { System.exit(3); } finally { for (int i = 0; i < 3; i++) { System.out.print(i); } } }"
            })
    void exit_isSo_whereverItStands_andLinesStayWhatTheyAre(String name, String members) throws IOException {
        SITE.module("where" + name, members, """
                void handler(Request req) throws Exception {
                    try {
                        end();
                    } catch (ProgramExit exit) {
                        for (StackTraceElement frame : exit.getStackTrace()) {
                            if (frame.getMethodName().equals("handler")) {
                                req.write(exit.status() + " at " + frame.getLineNumber());
                            }
                        }
                    }
                }
                """);
        String source = Files.readString(SITE.root().resolve("where" + name + "/where" + name + ".java"));
        long line = source.substring(0, source.indexOf(" end();\n")).lines().count();
        assertEquals("3 at " + line, SITE.get("/where" + name + "/").body());
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
