package org.postern.daemon.httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.kit.Answer;
import org.postern.daemon.kit.Sources;
import org.postern.daemon.kit.TestSite;

/** Which methods can be handlers, how a directive names them, and what becomes of what they return or throw. */
class HandlerCallTest {

    @RegisterExtension
    static final TestSite SITE = new TestSite();

    @BeforeAll
    static void files() throws IOException {
        SITE.file("m/Base.java", """
                import static org.postern.api.Apache.*;
                import org.postern.api.*;

                public abstract class Base implements Greeting {
                    static int inheritedStatic(Request req) throws Exception { req.write("inherited static"); return OK; }
                    protected int inherited(Request req) throws Exception { req.write("inherited by " + getClass().getName()); return OK; }
                    int overridden(Request req) throws Exception { req.write("base"); return OK; }
                }
                """);
        SITE.file("m/Greeting.java", """
                import org.postern.api.*;

                public interface Greeting {
                    default void greet(Request req) throws Exception { req.write("greeting of " + getClass().getName()); }
                }
                """);
        SITE.file("m/methods.java", """
                import static org.postern.api.Apache.*;
                import org.postern.api.*;

                public class methods extends Base {
                    private int calls;
                    static int count;

                    public static int publicStatic(Request req) throws Exception { req.write("public static"); return OK; }
                    private static int privateStatic(Request req) throws Exception { req.write("private static"); return OK; }
                    static void nothing(Request req) throws Exception { req.write("nothing"); }
                    int instance(Request req) throws Exception { req.write("call " + ++calls + " of " + ++count); return OK; }
                    private void privateInstance(Request req) throws Exception { req.write("private instance"); }
                    @Override int overridden(Request req) throws Exception { req.write("own"); return OK; }
                    static int anything(Object req) throws Exception { ((Request) req).write("any object"); return OK; }
                    static int several(Request req, int other) { return OK; }
                    static int several(Request req) throws Exception { req.write("the one that fits"); return OK; }
                    static synchronized final int modified(Request req) throws Exception { req.write("modified"); return OK; }
                    static <T> int generic(Request req) throws Exception { req.write("generic"); return OK; }

                    static class Inner {
                        static int shown(Request req) throws Exception { req.write("inner"); return OK; }
                        int instance(Request req) throws Exception { req.write("inner instance"); return OK; }
                        private static class Deeper {
                            private int hidden(Request req) throws Exception { req.write("deeper"); return OK; }
                        }
                    }
                    record Data(int x) { static int shown(Request req) throws Exception { req.write("record"); return OK; } }
                    enum Kind { A; static int shown(Request req) throws Exception { req.write("enum"); return OK; } }
                    interface Shape { static int shown(Request req) throws Exception { req.write("interface"); return OK; } }

                    static String string(Request req) { return ""; }
                    static long big(Request req) { return 0; }
                    static Integer boxed(Request req) { return 0; }
                    static boolean flag(Request req) { return true; }
                    static int noParameter() { return OK; }
                    static int twoParameters(Request req, String more) { return OK; }
                    static int otherParameter(String req) { return OK; }

                    static class Needy { Needy(int x) { } int instance(Request req) { return OK; } static int shown(Request req) throws Exception { req.write("needy"); return OK; } }
                    static abstract class Abstract { int instance(Request req) { return OK; } }
                    class NotStatic { int instance(Request req) { return OK; } }
                    static class Throwing { Throwing() { throw new IllegalStateException("no instance today"); } int instance(Request req) { return OK; } }
                }
                """);
        SITE.file("m/folder/page.java", Sources.page("page", "\"in a folder\""));
        SITE.file(
                "m/dotted.page.java",
                "import org.postern.api.*; static void handler(Request req) throws Exception { req.write(\"dotted\"); }");
        SITE.file(
                "m/my-page.java",
                "import org.postern.api.*; static void handler(Request req) throws Exception { req.write(\"dashed\"); }");
        SITE.file(
                "m/i\u0001g\u00adnored.java",
                "import org.postern.api.*; static void handler(Request req) throws Exception { req.write(\"ignored\"); }");
        SITE.file("m/compact.java", """
                import static org.postern.api.Apache.*;
                import org.postern.api.*;

                record Row(int number) {}
                private final Row row = new Row(++made);
                static int made;

                int handler(Request req) throws Exception {
                    req.write("compact " + row);
                    return OK;
                }

                static class Inner { void shown(Request req) throws Exception { req.write("inner of compact"); } }
                """);
        SITE.file("m/result.java", """
                import static org.postern.api.Apache.*;
                import org.postern.api.*;

                public class result {
                    static int handler(Request req) throws Exception {
                        req.contentType("text/plain");
                        req.headersOut().set("X-Out", "out");
                        req.errHeadersOut().set("X-Err", "err");
                        req.write("written");
                        return Integer.parseInt(req.args());
                    }
                    static int thrown(Request req) throws Exception {
                        req.write("written");
                        deep(50, req.args().split(","));
                        return OK;
                    }
                    private static void deep(int depth, String[] codes) {
                        if (depth > 0) {
                            deep(depth - 1, codes);
                        }
                        throw codes.length == 1 ? new ServerReturn(Integer.parseInt(codes[0]))
                            : new ServerReturn(Integer.parseInt(codes[0]), Integer.parseInt(codes[1]));
                    }
                }
                """);
    }

    private static Answer call(String handler) throws IOException {
        return call(handler, "");
    }

    private static Answer call(String handler, String args) throws IOException {
        SITE.handled("call", "Use JavaRoot " + SITE.root() + "/m", "Use JavaHandler \"" + handler + "\"");
        return SITE.get("/call/" + args);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            methods::publicStatic         | public static
            methods::privateStatic        | private static
            methods::nothing              | nothing
            methods::privateInstance      | private instance
            methods::inheritedStatic      | inherited static
            methods::inherited            | inherited by methods
            methods::greet                | greeting of methods
            methods::overridden           | own
            methods::anything             | any object
            methods::several              | the one that fits
            methods::modified             | modified
            methods::generic              | generic
            methods::Inner.shown          | inner
            methods::Inner.instance       | inner instance
            methods::Inner.Deeper.hidden  | deeper
            methods::Data.shown           | record
            methods::Kind.shown           | enum
            methods::Shape.shown          | interface
            methods::Needy.shown          | needy
            folder/page                   | in a folder
            folder.page                   | in a folder
            folder/page::handler          | in a folder
            ./dotted.page                 | dotted
            my-page                       | dashed
            i\u0001g\u00adnored          | ignored
            compact::Inner.shown          | inner of compact
            """)
    void handler_isFoundAndCalled(String handler, String body) throws IOException {
        Answer answer = call(handler);
        assertEquals(body, answer.body());
        assertEquals(200, answer.status());
    }

    @Test
    void instanceMethod_runsOnANewInstanceEachTime() throws IOException {
        assertEquals("call 1 of 1", call("methods::instance").body());
        assertEquals("call 1 of 2", call("methods::instance").body());
        assertEquals("compact Row[number=1]", call("compact").body());
        assertEquals("compact Row[number=2]", call("compact").body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"string", "big", "boxed", "flag", "noParameter", "twoParameters", "otherParameter"})
    void X7_wrongSignature_isAnErrorWithACode(String method) throws Exception {
        assertEquals(500, call("methods::" + method).status());
        String line = SITE.log().await("PN0403 class methods: method " + method + " cannot be a handler");
        assertTrue(line.contains("(expected: int or void " + method + "(Request))"), line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"absent", "Inner.absent", "Absent.shown", "Inner", "count", "shown.Inner", "Inner..shown"})
    void noSuchMember_isAnErrorThatSaysWhatIsNotThere(String member) throws Exception {
        assertEquals(500, call("methods::" + member).status());
        String line = SITE.log().await("contains no '" + member + "'");
        assertTrue(line.contains("PN0402 " + SITE.root() + "/m/methods.java: class methods contains no"), line);
        assertTrue(line.contains("JavaHandler \"methods::" + member + "\""), line);
    }

    @Test
    void moduleWithoutTheDefaultMethod_isAnErrorThatNamesIt() throws Exception {
        assertEquals(500, call("methods").status());
        SITE.log().await("contains no 'handler'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Needy", "Abstract", "NotStatic"})
    void classWithoutAUsableConstructor_isAnErrorWithACode(String type) throws Exception {
        assertEquals(500, call("methods::" + type + ".instance").status());
        SITE.log().await("PN0409 class methods$" + type + " ");
    }

    @Test
    void constructorThatThrows_isTheHandlersError() throws Exception {
        assertEquals(500, call("methods::Throwing.instance").status());
        SITE.log().await("no instance today");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nowhere", "folder/nowhere", "m/methods", "../m/nowhere"})
    void noSuchModule_isAnErrorThatSaysWhereItWasLookedFor(String module) throws Exception {
        Answer answer = call(module);
        assertEquals(500, answer.status());
        assertFalse(answer.body().contains("nowhere"), answer.body());
        SITE.log().await("PN0401 JavaHandler \"" + module + "\"");
    }

    // --- results

    @ParameterizedTest
    @CsvSource({
        "0, 200, true",
        "-2, 200, true",
        "200, 200, true",
        "201, 201, true",
        "206, 206, true",
        "302, 302, true",
        "400, 400, false",
        "403, 403, false",
        "404, 404, false",
        "418, 418, false",
        "500, 500, false",
        "503, 503, false",
        "12345, 500, false",
        "1, 500, false",
        "99, 500, false",
        "-3, 500, false",
        "299, 500, false"
    })
    void result_decidesStatusAndPage(int result, int status, boolean own) throws IOException {
        for (String handler : List.of("result", "result::thrown")) {
            Answer answer = call(handler, "?" + result);
            assertEquals(status, answer.status(), handler);
            assertEquals(own, answer.body().equals("written"), answer.body());
            if (handler.equals("result")) {
                assertEquals("err", answer.header("X-Err"), "with error pages too");
                assertEquals(own ? "out" : null, answer.header("X-Out"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void resultWithoutABody_hasNone(int result) throws IOException {
        Answer answer = call("result", "?" + result);
        assertEquals(result, answer.status());
        assertEquals(0, answer.bytes().length);
    }

    @Test
    void resultThatIsNoCode_isToldInTheLog() throws Exception {
        assertEquals(500, call("result", "?12345").status());
        SITE.log().await("PN0502 result 12345");
    }

    @Test
    void serverReturn_withAStatus_setsIt() throws IOException {
        Answer done = call("result::thrown", "?-2,202");
        assertEquals(202, done.status());
        assertEquals("written", done.body());
        assertEquals(404, call("result::thrown", "?404,200").status());
    }

    @Test
    void serverReturn_isNoError() throws IOException {
        SITE.log().clear();
        assertEquals(404, call("result::thrown", "?404").status());
        assertEquals(List.of(), SITE.logged("ServerReturn"));
    }

    @Test
    void declined_byTheOnlyHandler_leavesItToTheDefaultHandler() throws IOException {
        assertEquals(404, call("result", "absent.html?-1").status());
    }

    @Test
    void exceptionThatThrowsWhenItIsAskedForItsMessage_isA500_too() throws Exception {
        SITE.file("m/Untold.java", """
                public class Untold extends RuntimeException {
                    @Override public String getMessage() { throw new Error(); }
                }
                """);
        SITE.file("m/throwsUntold.java", Sources.handler("throwsUntold", "throw new Untold();"));
        assertEquals(500, call("throwsUntold").status());
        SITE.log().await("Untold, which throws when it is asked for its message");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "noTrace | public StackTraceElement[] getStackTrace() { return null; }",
                "noText  | public String toString() { return null; }",
                "itself  | public synchronized Throwable getCause() { throw new Error(); }",
            })
    void exceptionThatTellsNothing_isA500_ofPlainPagesAndDevelopers(String name, String method) throws IOException {
        SITE.handler(name, "throw new java.io.UncheckedIOException(null, null) { " + method + " };");
        SITE.handler(name + "Debug", "throw new Exception() { " + method + " };", "Use JavaDebug On");
        assertEquals(500, SITE.get("/" + name + "/").status());
        assertEquals(500, SITE.get("/" + name + "Debug/").status());
    }

    @Test
    void importByAnInterruptedHandler_isOneAsAnyOther() throws IOException {
        SITE.file("m/Wanted.java", "public class Wanted {}");
        String handler = "Thread.currentThread().interrupt(); Apache.importModule(\"Wanted\");"
                + " req.write(\"\" + Thread.interrupted()); return OK;";
        SITE.file("m/interrupted.java", Sources.handler("interrupted", handler));
        assertEquals("true", call("interrupted").body());
    }

    @Test
    void X6_exception_isA500_withItsTraceInTheLog() throws Exception {
        SITE.file(
                "m/throws1.java",
                Sources.handler("throws1", "req.write(\"lost\"); throw new java.io.IOException(\"oh \\n no\");"));
        Answer answer = call("throws1");
        assertEquals(500, answer.status());
        assertFalse(answer.body().contains("lost") || answer.body().contains("oh"), answer.body());
        SITE.log().await("PN0501 java.io.IOException: oh ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "throw new StackOverflowError(\"deep\");",
                "throw new AssertionError(\"deep\");",
                "handler(req); return OK;"
            })
    void error_isA500_andTheDaemonGoesOn(String body) throws IOException {
        SITE.file("m/errs/errs.java", Sources.handler("errs", body));
        SITE.handled(
                "errs" + body.hashCode(),
                "Use JavaRoot " + SITE.root() + "/m/errs",
                "Use JavaHandler errs",
                "Use JavaInterpreter errs" + body.hashCode());
        assertEquals(500, SITE.get("/errs" + body.hashCode() + "/").status());
        assertEquals("public static", call("methods::publicStatic").body());
    }

    @Test
    void contextClassLoader_isTheModules_inEachCall() throws IOException {
        SITE.file(
                "m/loader.java",
                Sources.page(
                        "loader", "Thread.currentThread().getContextClassLoader() == loader.class.getClassLoader()"));
        assertEquals("true", call("loader").body());
    }
}
